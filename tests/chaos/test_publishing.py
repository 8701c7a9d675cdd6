"""A worker or a queue that dies while rows are published: each comes out, once, in its message's order."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from nomnom.bus import OUTLET, connect
from nomnom.embedded import EmbeddedNats
from samples.published import PURCHASES, delete_streams, expected, ids, published, purchases, seen
from samples.servers import kill_and_start
from samples.up import environment
from samples.workers import PATIENCE_SECONDS, running_worker

MESSAGES, RECORDS = 30, 20


def test_a_queue_that_is_killed_amid_publishing_costs_nothing(
    nats_server: EmbeddedNats, database_url: str
) -> None:
    """After a kill -9 of the server every row is in the stream once, and none is out of order."""

    async def some_published() -> None:
        while len(await published(nats_server.url)) < 3 * RECORDS:
            pass

    async def story() -> None:
        async with running_worker(nats_server.url, database_url, PURCHASES) as running:
            await running.bus.ensure_outlet()
            for number in range(MESSAGES):
                first = number * RECORDS
                records = range(first, first + RECORDS)
                await running.bus.publish(purchases(*records, message_id=f"sent-{number}"))
            async with asyncio.timeout(PATIENCE_SECONDS):
                await some_published()
            await asyncio.to_thread(kill_and_start, nats_server)
            await running.at_least(MESSAGES * RECORDS)
        found = await published(nats_server.url)
        assert MESSAGES * RECORDS * 3 == len(found) == len(set(ids(found)))
        for number in range(MESSAGES):
            ours = [m for m in found if m.headers["Nomnom-Message-Id"] == f"sent-{number}"]
            first = number * RECORDS
            assert expected(range(first, first + RECORDS)) == seen(ours)

    asyncio.run(story())


WORKER = """
import asyncio, sys
from nomnom.worker import run_worker
from samples.published import PURCHASES
asyncio.run(run_worker(PURCHASES, database_url=sys.argv[1], nats_url=sys.argv[2]))
"""


@contextmanager
def worker(database_url: str, nats_url: str) -> Iterator[subprocess.Popen[bytes]]:
    """A worker process, killed at the end of the block."""
    path = os.pathsep.join(each for each in sys.path if each)
    process = subprocess.Popen(
        [sys.executable, "-c", WORKER, database_url, nats_url],
        env=environment() | {"PYTHONPATH": path},
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def processed(connection: psycopg.Connection[tuple[Any, ...]]) -> int:
    """How many messages are in the ledger; 0 while there is none."""
    if connection.execute("SELECT to_regclass('nomnom_messages')").fetchone() == (None,):
        return 0
    row = connection.execute("SELECT count(*) FROM nomnom_messages").fetchone()
    assert row is not None
    return int(row[0])


def test_a_worker_that_is_killed_between_commit_and_publishing_loses_nothing(
    database_url: str, fresh_nats_url: str
) -> None:
    """The message of a worker that died is delivered to the next one, which publishes its rows."""

    async def send(number: int) -> None:
        async with connect(fresh_nats_url, name="test") as bus:
            await bus.ensure_stream()
            await bus.publish(purchases(number, message_id=f"sent-{number}"))

    async def found() -> list[tuple[str, str, int]]:
        async with connect(fresh_nats_url, name="test") as bus:
            await bus.ensure_outlet()
        return seen(await published(fresh_nats_url))

    with psycopg.connect(database_url, autocommit=True) as connection:
        asyncio.run(send(1))
        with worker(database_url, fresh_nats_url) as first:
            while asyncio.run(found()) != expected([1]):
                assert first.poll() is None
            # From now on it can't publish, so that it is killed after its commit and before.
            asyncio.run(delete_streams(fresh_nats_url, OUTLET))
            asyncio.run(send(2))
            while processed(connection) != 2:
                assert first.poll() is None
        with worker(database_url, fresh_nats_url) as second:
            while asyncio.run(found()) != expected([2]):
                assert second.poll() is None
        rows = connection.execute("SELECT count(*) FROM purchase").fetchone()
    assert (2,) == rows
