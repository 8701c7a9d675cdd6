"""Loading while the API, or what stands before it, isn't well: over real HTTP, answered by a script."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest

from nomnom.client import Patience, Progress, load_file
from nomnom.errors import ClientError

CUT = 0
"""Instead of a status: the connection is cut without an answer."""

IMPATIENT = Patience(sending=0.2, storing=0.2)

LINE_BYTES = 349_000
"""Three lines of this length fit into a chunk, four don't."""

Reply = tuple[int, dict[str, Any]]


def accept(body: bytes, **more: Any) -> Reply:
    """Accept every line, as one message; its id tells what it holds."""
    numbers = body.split()
    message = {"message_id": b"+".join(numbers).decode(), "records": len(numbers)}
    return 202, {"accepted": len(numbers), "messages": [message], **more}


def processed(body: bytes) -> Reply:
    """Say that every message is processed."""
    statuses = [
        {"message_id": each, "status": "processed", "stored": len(each.split("+"))}
        for each in json.loads(body)["message_ids"]
    ]
    return 200, {"statuses": statuses}


@dataclass(frozen=True)
class Request:
    path: str
    body: bytes
    content_type: str


@dataclass
class Script:
    """What the API answers to a batch, and which requests it has seen."""

    url: str = ""
    inputs: list[Reply] = field(default_factory=lambda: [(200, {"input": {"format": "json"}})])
    """What it says on how messages are written; the last one again and again."""
    asked: list[str] = field(default_factory=list)
    on_batch: Callable[[bytes], Reply] = accept
    requests: list[Request] = field(default_factory=list)

    @property
    def batches(self) -> list[list[bytes]]:
        """The numbers in each batch."""
        return [request.body.split() for request in self.requests if "/batch" in request.path]


@pytest.fixture
def api() -> Iterator[Script]:
    """A server that accepts everything, unless the test says otherwise."""
    script = Script()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            script.asked.append(self.path)
            self.answer(*(script.inputs.pop(0) if len(script.inputs) > 1 else script.inputs[0]))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            script.requests.append(Request(self.path, body, self.headers["Content-Type"]))
            self.answer(*(processed(body) if "status" in self.path else script.on_batch(body)))

        def answer(self, status: int, body: dict[str, Any]) -> None:
            if status == CUT:
                return
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        script.url = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield script
        server.shutdown()
        thread.join()


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    """Nine lines of JSON with a number each, which travel in chunks of three."""
    path = tmp_path / "lines.ndjson"
    path.write_bytes(b"".join(b"%d\n".rjust(LINE_BYTES + 1) % n for n in range(1, 10)))
    return path


def test_chunks_travel_one_after_the_other_in_file_order(api: Script, lines: Path) -> None:
    """By default the queue has the records in the order of the file; progress grows with each answer."""
    told: list[Progress] = []
    summary = load_file(lines, "Order", url=api.url, on_progress=told.append)
    size = lines.stat().st_size
    assert [[b"1", b"2", b"3"], [b"4", b"5", b"6"], [b"7", b"8", b"9"]] == api.batches
    assert [(size // 3, 3), (size // 3 * 2, 6), (size, 9)] == [
        (each.bytes_read, each.accepted) for each in told[:3]
    ]
    assert Progress(size, size, accepted=9, stored=9) == told[-1]
    assert (9, 9) == (summary.accepted, summary.stored)


def test_a_request_is_ndjson_for_the_entity(api: Script, lines: Path) -> None:
    """The entity's name is escaped, and the content says what it is."""
    load_file(lines, "Order&x", url=f"{api.url}/", wait=False)
    first = api.requests[0]
    assert ["/ingest/Order%26x"] == api.asked
    assert "/ingest/batch?entity=Order%26x" == first.path
    assert "application/x-ndjson" == first.content_type
    assert lines.read_bytes()[: 3 * LINE_BYTES] == first.body


def test_a_request_has_the_records_of_its_format(api: Script, tmp_path: Path) -> None:
    """Whole messages, and the content says what they are."""
    api.inputs = [(200, {"entity": "Lab", "input": {"format": "hl7v2"}})]
    api.on_batch = lambda body: (202, {"accepted": body.count(b"MSH")})
    file = tmp_path / "lab.hl7"
    file.write_bytes(b"MSH|1\rPID|1\rMSH|2\rPID|2\r")
    summary = load_file(file, "Lab", url=api.url, wait=False)
    assert (2, 0) == (summary.accepted, summary.rejected)
    assert ["application/hl7-v2"] == [request.content_type for request in api.requests]
    assert file.read_bytes() == api.requests[0].body


def test_a_wrong_entity_is_said_before_anything_is_read(api: Script, tmp_path: Path) -> None:
    """The API's words name the nearest one; the file isn't even there."""
    detail = 'there is no root entity "Oder"; did you mean "Order"?'
    api.inputs = [(404, {"type": "/problems/unknown-entity", "detail": detail})]
    with pytest.raises(ClientError) as caught:
        load_file(tmp_path / "none", "Oder", url=api.url)
    expected = f"{api.url}: answers 404: {detail}; correct the name given with --entity"
    assert expected == str(caught.value)


@pytest.mark.parametrize("status", [404, 405])
def test_an_api_that_cannot_tell_the_format_is_an_error(
    api: Script, lines: Path, status: int
) -> None:
    """One of an older version; nothing is sent to it in a format that is guessed."""
    api.inputs = [(status, {"type": "/problems/http", "title": "not offered"})]
    with pytest.raises(ClientError) as caught:
        load_file(lines, "Order", url=api.url)
    expected = (
        f"{api.url}: answers {status}: not offered; it can't tell how messages are written; "
        "check --url; an older ingestion API needs a client of its own version"
    )
    assert expected == str(caught.value)
    assert [] == api.requests


def test_an_api_that_is_busy_is_asked_again(api: Script, lines: Path) -> None:
    """A gateway may start before the API does."""
    api.inputs.insert(0, (503, {}))
    assert 9 == load_file(lines, "Order", url=api.url).stored
    assert 2 == len(api.asked)


def test_an_api_that_stays_busy_ends_the_load(api: Script, lines: Path) -> None:
    """The error says what could not be asked."""
    api.inputs = [(503, {"detail": "starting"})]
    with pytest.raises(ClientError) as caught:
        load_file(lines, "Order", url=api.url, patience=IMPATIENT)
    assert 'starting; how "Order" messages are written could not be asked' in str(caught.value)


def test_without_waiting_no_status_is_asked_for(api: Script, lines: Path) -> None:
    """The load ends as soon as everything is accepted."""
    summary = load_file(lines, "Order", url=api.url, wait=False)
    assert (9, 0, 0) == (summary.accepted, summary.stored, summary.dead)
    assert 3 == len(api.requests)


@pytest.mark.parametrize("trouble", [503, 502, CUT])
def test_trouble_that_passes_costs_nothing(api: Script, lines: Path, trouble: int) -> None:
    """A chunk that was refused, or whose connection broke, is sent again before the next one."""
    troubles = iter([trouble, trouble])

    def answer(body: bytes) -> Reply:
        status = next(troubles, None) if b"4" in body else None
        return accept(body) if status is None else (status, {})

    api.on_batch = answer
    assert 9 == load_file(lines, "Order", url=api.url).stored
    assert [b"1", b"4", b"4", b"4", b"7"] == [numbers[0] for numbers in api.batches]


def test_trouble_that_stays_ends_the_load(api: Script, lines: Path) -> None:
    """The error names the lines that weren't accepted, what the API says, and what to do."""
    api.on_batch = lambda body: (503, {"detail": "the queue is full"})
    with pytest.raises(ClientError) as caught:
        load_file(lines, "Order", url=api.url, patience=IMPATIENT)
    expected = (
        f"{api.url}: answers 503: the queue is full; the records of lines 1-3 could not be sent within 0.2 s; "
        "see that it runs (`nomnom up`), then load the file again"
    )
    assert expected == str(caught.value)


def test_several_requests_may_run_at_once(api: Script, lines: Path) -> None:
    """With concurrency 3 there are three requests at a time, and problems keep the file's order."""
    together = Barrier(3, timeout=30)

    def answer(body: bytes) -> Reply:
        together.wait()
        problem = {"index": 0, "problems": [{"message": "bad"}]}
        return accept(body, accepted=2, problems=[problem])

    api.on_batch = answer
    summary = load_file(lines, "Order", url=api.url, concurrency=3)
    assert [[b"1", b"2", b"3"], [b"4", b"5", b"6"], [b"7", b"8", b"9"]] == sorted(api.batches)
    assert (6, 3) == (summary.accepted, summary.rejected)
    assert [1, 4, 7] == [problem.line for problem in summary.problems]


def test_one_refusal_ends_all_requests(api: Script, lines: Path) -> None:
    """Where several requests run at once, those that wait for their next try don't hold up the end."""
    api.on_batch = lambda body: (404, {"detail": "no Oder"}) if b"1" in body else (503, {})
    with pytest.raises(ClientError, match="answers 404: no Oder"):
        load_file(lines, "Oder", url=api.url, concurrency=3, patience=Patience(sending=3600))


def test_an_api_that_does_not_run_is_said_at_once(lines: Path) -> None:
    """Nothing is tried again at an address that never answered; the error says how to start one."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with pytest.raises(ClientError) as caught:
        load_file(lines, "Order", url=url)
    assert url == caught.value.place
    assert caught.value.message.startswith("no ingestion API can be reached (")
    assert "start one with `nomnom up`, or name its address with --url" == caught.value.cure


def test_concurrency_below_one_is_a_mistake_of_the_caller(lines: Path) -> None:
    """It is told before anything is opened."""
    with pytest.raises(ValueError, match="concurrency is 0, expected 1 or more"):
        load_file(lines, "Order", url="http://127.0.0.1:1", concurrency=0)
