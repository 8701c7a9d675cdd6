"""Sending many documents at once."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any

import httpx

from nomnom.bus import connect
from nomnom.model.project import Project

StartApi = Callable[..., AbstractAsyncContextManager[httpx.AsyncClient]]
MakeOrder = Callable[..., dict[str, Any]]
Ndjson = Callable[[Sequence[Any]], bytes]
StoredMessages = Callable[[], Awaitable[list[bytes]]]


def _post(
    start_api: StartApi, path: str, body: bytes, stored: StoredMessages, **settings: Any
) -> tuple[httpx.Response, list[bytes]]:
    async def story() -> tuple[httpx.Response, list[bytes]]:
        async with start_api(**settings) as client:
            return await client.post(path, content=body), await stored()

    return asyncio.run(story())


def test_a_good_batch_is_queued_as_one_message(
    start_api: StartApi, stored_messages: StoredMessages, order: MakeOrder, ndjson: Ndjson
) -> None:
    """202 says how many records are in the queue, and in which messages."""
    body = ndjson([order(number) for number in range(1000)])
    answer, messages = _post(start_api, "/ingest/batch?entity=Order", body, stored_messages)
    result = answer.json()
    assert (202, "accepted", "Order") == (answer.status_code, result["status"], result["entity"])
    assert (1000, 0, 0, []) == (
        result["accepted"],
        result["rejected"],
        result["not_queued"],
        result["problems"],
    )
    assert [1000] == [message["records"] for message in result["messages"]]
    assert [body] == messages


def test_one_bad_line_of_a_thousand_is_named_and_the_others_are_queued(
    start_api: StartApi, stored_messages: StoredMessages, order: MakeOrder, ndjson: Ndjson
) -> None:
    """207 with 999 accepted, and the bad line by index, line, pointer and reason."""
    lines = [order(number) for number in range(1000)]
    lines[617]["items"][1]["line"] = "two"
    answer, messages = _post(
        start_api, "/ingest/batch?entity=Order", b"\n" + ndjson(lines), stored_messages
    )
    result = answer.json()
    assert (207, "partial", 999, 1) == (
        answer.status_code,
        result["status"],
        result["accepted"],
        result["rejected"],
    )
    [bad] = result["problems"]
    assert (617, 619, "rejected") == (bad["index"], bad["line"], bad["status"])
    assert [("/items/1/line", "$.items[1].line", "type", '"two"', "Item")] == [
        (p["pointer"], p["path"], p["rule"], p["value"], p["entity"]) for p in bad["problems"]
    ]
    assert 999 == sum(message.count(b"\n") + 1 for message in messages)


def test_a_large_batch_is_queued_in_messages_of_half_the_server_s_limit(
    start_api: StartApi, stored_messages: StoredMessages, order: MakeOrder, ndjson: Ndjson
) -> None:
    """The messages, in stream order, are the body again; none is larger than 512 KiB of the 1 MiB."""
    body = ndjson([order(number, note="x" * 1000) for number in range(3000)])
    answer, messages = _post(start_api, "/ingest/batch?entity=Order", body, stored_messages)
    assert 202 == answer.status_code
    assert len(messages) == len(answer.json()["messages"]) == len(body) // (512 * 1024) + 1
    assert max(map(len, messages)) <= 512 * 1024
    assert body == b"\n".join(messages)


def test_the_only_root_entity_need_not_be_named(
    start_api: StartApi, stored_messages: StoredMessages, order: MakeOrder, ndjson: Ndjson
) -> None:
    """In a project with one root entity a batch can only be of that."""
    answer, _ = _post(start_api, "/ingest/batch", ndjson([order()]), stored_messages)
    assert (202, "Order") == (answer.status_code, answer.json()["entity"])


def test_one_of_several_root_entities_has_to_be_named(
    start_api: StartApi, stored_messages: StoredMessages, market: Project
) -> None:
    """422 lists them."""
    answer, _ = _post(start_api, "/ingest/batch", b"{}", stored_messages, project=market)
    assert (422, "/problems/entity-needed") == (answer.status_code, answer.json()["type"])
    assert '"Order"' in answer.json()["detail"]
    assert '"Typed"' in answer.json()["detail"]


def test_a_batch_without_a_valid_line_is_refused(
    start_api: StartApi, stored_messages: StoredMessages
) -> None:
    """422 names every line's problems, and nothing is queued."""
    answer, messages = _post(start_api, "/ingest/batch", b"{}\n\n[1]\n", stored_messages)
    refusal = answer.json()
    assert (422, "application/problem+json") == (
        answer.status_code,
        answer.headers["content-type"],
    )
    assert (0, 2) == (refusal["accepted"], refusal["rejected"])
    assert [(0, 1), (1, 3)] == [(line["index"], line["line"]) for line in refusal["problems"]]
    assert ["/order_key", "/total", "/items"] == [
        problem["pointer"] for problem in refusal["problems"][0]["problems"]
    ]
    assert [] == messages


def test_an_empty_batch_is_refused(start_api: StartApi, stored_messages: StoredMessages) -> None:
    """422 asks for at least one document."""
    for body in (b"", b"\n\n"):
        answer, _ = _post(start_api, "/ingest/batch", body, stored_messages)
        assert (422, "/problems/empty-batch") == (answer.status_code, answer.json()["type"])


def test_a_full_queue_refuses_a_batch(
    start_api: StartApi, fresh_nats_url: str, order: MakeOrder, ndjson: Ndjson
) -> None:
    """503 with Retry-After, for a batch as for a document, and what was there before stays."""

    async def story() -> list[httpx.Response]:
        async with connect(fresh_nats_url, name="test") as bus:
            await bus.ensure_stream(max_bytes=1)
        async with start_api() as client:
            return [
                await client.post("/ingest/batch", content=ndjson([order(1), order(2)])),
                await client.post("/ingest/Order", content=json.dumps(order())),
            ]

    for answer in asyncio.run(story()):
        assert (503, "/problems/queue-full") == (answer.status_code, answer.json()["type"])
        assert int(answer.headers["retry-after"]) > 0


def test_lines_beyond_a_filling_queue_are_not_queued(
    start_api: StartApi,
    stored_messages: StoredMessages,
    fresh_nats_url: str,
    order: MakeOrder,
    ndjson: Ndjson,
) -> None:
    """207 names those lines as not_queued, and the stream holds exactly the others."""
    lines = [order(number, note="x" * 1000) for number in range(3000)]

    async def story() -> tuple[httpx.Response, list[bytes]]:
        async with connect(fresh_nats_url, name="test") as bus:
            await bus.ensure_stream(max_bytes=2 * 1024 * 1024)
        async with start_api() as client:
            answer = await client.post("/ingest/batch", content=ndjson(lines))
            return answer, await stored_messages()

    answer, messages = asyncio.run(story())
    result = answer.json()
    assert (207, "partial", 0) == (answer.status_code, result["status"], result["rejected"])
    assert 3000 == result["accepted"] + result["not_queued"]
    assert 0 < result["accepted"] < 3000
    assert {"not_queued"} == {line["status"] for line in result["problems"]}
    assert all("full" in line["reason"] for line in result["problems"])
    refused = {line["index"] for line in result["problems"]}
    queued = {
        json.loads(line)["order_key"] for message in messages for line in message.split(b"\n")
    }
    assert {str(number) for number in range(3000) if number not in refused} == queued
