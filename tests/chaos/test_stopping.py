"""A worker that is told to stop amid a load."""

from __future__ import annotations

import asyncio
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import psutil
import psycopg

from nomnom.bus import connect
from nomnom.embedded import EmbeddedPostgres
from samples.up import command, environment
from samples.workers import message, order

MESSAGES, ORDERS = 200, 100
PATIENCE_SECONDS = 60.0


async def fill(nats_url: str) -> None:
    """Put the whole load into the queue."""
    async with connect(nats_url, name="test") as bus:
        await bus.ensure_stream()
        numbers = range(0, MESSAGES * ORDERS, ORDERS)
        await bus.publish_all(
            [message(*(order(first + n) for n in range(ORDERS))) for first in numbers]
        )


@contextmanager
def worker(database_url: str, nats_url: str) -> Iterator[subprocess.Popen[bytes]]:
    """A worker process, killed at the end of the block if it still runs."""
    process = subprocess.Popen(
        command("worker", "examples/tpch"),
        env=environment() | {"DATABASE_URL": database_url, "NATS_URL": nats_url},
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def await_that(condition: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    """Ask until a condition holds, for as long as the process lives."""
    while not condition():
        assert process.poll() is None


def stored(url: str) -> int:
    """How many orders are stored; 0 while there is no table."""
    with psycopg.connect(url, autocommit=True) as connection:
        if connection.execute("SELECT to_regclass('orders')").fetchone() == (None,):
            return 0
        row = connection.execute("SELECT count(*) FROM orders").fetchone()
    assert row is not None
    return int(row[0])


def test_a_stop_amid_a_load_is_clean_and_the_next_worker_does_the_rest(
    postgres: EmbeddedPostgres, fresh_nats_url: str
) -> None:
    """SIGTERM ends a worker with code 0; with the next one every order is stored once, none is dead."""
    asyncio.run(fill(fresh_nats_url))
    with worker(postgres.url, fresh_nats_url) as first:
        await_that(lambda: stored(postgres.url) > 0, first)
        first.send_signal(signal.SIGTERM)
        assert 0 == first.wait(timeout=PATIENCE_SECONDS)
    with worker(postgres.url, fresh_nats_url) as second:
        await_that(lambda: stored(postgres.url) == MESSAGES * ORDERS, second)
    with psycopg.connect(postgres.url) as connection:
        counts = (
            "SELECT (SELECT count(*) FROM order_line_items), (SELECT sum(stored) FROM nomnom_messages),"
            " (SELECT count(*) FROM nomnom_dead_letters)"
        )
        total = MESSAGES * ORDERS
        assert (2 * total, total, 0) == connection.execute(counts).fetchone()


def test_a_stop_ends_a_worker_whose_database_hangs(
    postgres: EmbeddedPostgres, fresh_nats_url: str
) -> None:
    """A database that doesn't answer can't keep a worker from ending; its batch is delivered again later."""
    asyncio.run(fill(fresh_nats_url))
    assert postgres.pid is not None
    server = psutil.Process(postgres.pid)
    with worker(postgres.url, fresh_nats_url) as process:
        await_that(lambda: stored(postgres.url) > 0, process)
        frozen = [server, *server.children()]
        for each in frozen:
            each.suspend()
        try:
            process.send_signal(signal.SIGTERM)
            assert 1 == process.wait(timeout=PATIENCE_SECONDS)
        finally:
            for each in frozen:
                with suppress(psutil.NoSuchProcess):  # it may have been about to end
                    each.resume()
