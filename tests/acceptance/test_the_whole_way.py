"""From a file of orders to exact rows, as a person does it."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import httpx
import nats
import psutil
import pytest

from nomnom.demo import Generated
from samples.up import Up, command

StartUp = Callable[..., AbstractContextManager[Up]]

EVERYTHING = """
    SELECT (SELECT count(*) FROM orders), (SELECT sum(total_price) FROM orders),
           (SELECT count(*) FROM order_line_items), (SELECT sum(extended_price) FROM order_line_items),
           (SELECT count(*) FROM nomnom_dead_letters)
"""
SEQUENCES = """
    SELECT (SELECT max(id) FROM orders), (SELECT last_value FROM orders_id_seq),
           (SELECT max(id) FROM order_line_items), (SELECT last_value FROM order_line_items_id_seq)
"""


def expected(orders: Generated) -> tuple[Any, ...]:
    """What the tables hold when every generated order is stored once."""
    return (orders.orders, orders.total_price, orders.line_items, orders.extended_price, 0)


def test_a_file_becomes_exact_rows_and_a_second_time_changes_nothing(
    start_up: StartUp, orders: Generated, tmp_path: Path
) -> None:
    """Counts and sums equal the file's; a second load burns no sequence value; data outlives a stop."""
    data_dir = tmp_path / "data"
    with start_up(data_dir) as up:
        first = up.load(orders.ndjson)
        assert 0 == first.returncode, first.stderr
        assert "accepted 15,000, stored 15,000, dead 0" in first.stdout
        assert [expected(orders)] == up.query(EVERYTHING)
        sequences = up.query(SEQUENCES)
        assert [(15_000, 15_000, 60_175, 60_175)] == sequences
        second = up.load(orders.ndjson)
        assert "accepted 15,000, stored 15,000, dead 0" in second.stdout
        assert [expected(orders)] == up.query(EVERYTHING)
        assert sequences == up.query(SEQUENCES)
        assert [(30_000, 30_000, 0)] == up.query(
            "SELECT sum(records), sum(stored), sum(dead) FROM nomnom_messages"
        )
    with start_up(data_dir) as up:
        assert [expected(orders)] == up.query(EVERYTHING)


def test_a_worker_killed_amid_a_load_costs_nothing(
    start_up: StartUp, orders: Generated, tmp_path: Path
) -> None:
    """After kill -9 the worker is restarted, and counts and sums are exact with no dead letter."""
    with start_up(tmp_path / "data") as up:
        load = subprocess.Popen(
            [*_load_command(up, orders)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        worker = up.child("worker")
        _await_rows(up)
        worker.send_signal(signal.SIGKILL)
        up.await_line("worker     died")
        up.await_line("worker     restarting")
        output, _ = load.communicate(timeout=90)
        assert "accepted 15,000, stored 15,000, dead 0" in output
        assert [expected(orders)] == up.query(EVERYTHING)


def _load_command(up: Up, orders: Generated) -> list[str]:
    return command("load", str(orders.ndjson), "--entity", "Order", "--url", up.http_url)


def _await_rows(up: Up) -> None:
    """Return as soon as the first rows are committed, which is amid the load."""
    while not up.query("SELECT 1 FROM orders LIMIT 1"):
        assert up.process.poll() is None


def test_one_malformed_line_of_a_thousand_is_named_and_the_others_stored(
    start_up: StartUp, orders: Generated, tmp_path: Path
) -> None:
    """Over HTTP it is reported by index and pointer; past the API it is a dead letter that says the same."""
    lines = orders.ndjson.read_bytes().splitlines()[:1000]
    bad = json.loads(lines[500])
    bad["line_items"][0]["quantity"] = "many"
    lines[500] = json.dumps(bad).encode()
    with start_up(tmp_path / "data") as up:
        answer = up.post("/ingest/batch?entity=Order", b"\n".join(lines))
        assert 207 == answer.status_code
        body = answer.json()
        assert (999, 1) == (body["accepted"], body["rejected"])
        (problem,) = body["problems"]
        assert 500 == problem["index"]
        (reason,) = problem["problems"]
        assert "/line_items/0/quantity" == reason["pointer"]
        _await_status(up, [m["message_id"] for m in body["messages"]])
        assert [(999,)] == up.query("SELECT count(*) FROM orders")

        asyncio.run(_publish(up.nats_url, lines[495:505]))
        _await_dead_letter(up)
        letters = "SELECT at_entity, path, reason, value FROM nomnom_dead_letters"
        found = (reason["entity"], reason["path"], reason["message"], reason["value"])
        assert [found] == up.query(letters)
        assert [(999,)] == up.query("SELECT count(*) FROM orders")


async def _publish(url: str, documents: list[bytes]) -> None:
    client = await nats.connect(url)
    for document in documents:
        await client.jetstream().publish("messages.ingest.Order", document)
    await client.close()


def _await_status(up: Up, message_ids: list[str]) -> None:
    while True:
        answer = httpx.post(f"{up.http_url}/ingest/status", json={"message_ids": message_ids})
        if answer.json()["summary"]["accepted"] == 0:
            return


def _await_dead_letter(up: Up) -> None:
    while up.query("SELECT count(*) FROM nomnom_messages WHERE records = 1") != [(10,)]:
        assert up.process.poll() is None


def test_one_message_by_curl_is_followed_to_its_row(start_up: StartUp, tmp_path: Path) -> None:
    """A person posts one order, is told its message id, and finds its status and its row."""
    order = Path("examples/tpch/order.json").read_bytes()
    with start_up(tmp_path / "data") as up:
        accepted = up.post("/ingest/Order", order)
        assert 202 == accepted.status_code
        message_id = accepted.json()["message_id"]
        _await_status(up, [message_id])
        status = httpx.get(f"{up.http_url}/ingest/status/{message_id}").json()
        assert ("processed", 1, 1, 0) == tuple(
            status[name] for name in ("status", "records", "stored", "dead")
        )
        key = json.loads(order)["order_key"]
        assert [(key,)] == up.query("SELECT order_key FROM orders")
        assert 404 == httpx.get(f"{up.http_url}/ingest/status/never-heard-of").status_code


@pytest.mark.parametrize(
    ("program", "name"), [("postgres", "postgresql"), ("nats-server", "nats"), ("ingest", "ingest")]
)
def test_whatever_dies_is_restarted_and_said_so(
    start_up: StartUp, tmp_path: Path, program: str, name: str
) -> None:
    """A server or role that is killed comes back by itself, and orders go through again."""
    order = Path("examples/tpch/order.json").read_bytes()
    with start_up(tmp_path / "data") as up:
        up.child(program).send_signal(signal.SIGKILL)
        up.await_line(f"{name:<10} died")
        up.await_line(f"{name:<10} ready")
        accepted = httpx.HTTPTransport(retries=5)
        with httpx.Client(transport=accepted, timeout=60) as client:
            answer = client.post(f"{up.http_url}/ingest/Order", content=order)
            while answer.status_code == 503:
                answer = client.post(f"{up.http_url}/ingest/Order", content=order)
        assert 202 == answer.status_code
        while not up.query("SELECT 1 FROM orders LIMIT 1"):
            assert up.process.poll() is None


def test_a_second_up_on_the_same_data_is_refused(start_up: StartUp, tmp_path: Path) -> None:
    """The second one names the first one's process and address, and the cure; the first goes on."""
    with start_up(tmp_path / "data") as up:
        second = subprocess.run(
            command("up", "examples/tpch", "--data-dir", str(up.data_dir)),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert 1 == second.returncode
        assert str(up.process.pid) in second.stderr
        assert up.http_url in second.stderr
        assert "--data-dir" in second.stderr
        assert 200 == httpx.get(f"{up.http_url}/ready").status_code


def test_a_stop_leaves_no_process(start_up: StartUp, tmp_path: Path) -> None:
    """After SIGTERM no server and no role of it runs any more, and its addresses are gone."""
    with start_up(tmp_path / "data") as up:
        children = psutil.Process(up.process.pid).children(recursive=True)
        assert len(children) >= 4
    assert [] == [child for child in children if child.is_running()]
    assert not (tmp_path / "data" / "connection.json").exists()
