"""A database that answers and yet takes nothing: an outage, however long it lasts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import psycopg
from structlog.testing import capture_logs

from samples.workers import PATIENCE_SECONDS, Running, message, order

TRIES = 3


def test_a_server_that_is_read_only_for_a_while_costs_nothing(
    start_worker: Callable[..., AbstractAsyncContextManager[Running]],
    postgres_url: str,
    database_url: str,
    rows: Callable[[str], list[tuple[Any, ...]]],
) -> None:
    """Batches are tried again until the fail-over is over; then the worker goes on, and nothing is dead."""
    database = database_url.rpartition("/")[2]

    def set_read_only(on: str) -> None:
        with psycopg.connect(postgres_url, autocommit=True) as elsewhere:
            change = f"ALTER DATABASE {database} SET default_transaction_read_only = {on}"
            elsewhere.execute(change.encode())
            elsewhere.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = %s AND application_name = 'nomnom'",
                [database],
            )

    async def story() -> None:
        with capture_logs() as logs:
            async with start_worker() as running:
                await running.bus.publish(message(order(0)))
                await running.settled(1)
                set_read_only("on")
                for number in range(1, 4):
                    await running.bus.publish(message(order(number)))
                async with asyncio.timeout(PATIENCE_SECONDS):
                    while not any(entry.get("tries") == TRIES for entry in logs):
                        assert not running.task.done()
                        await asyncio.sleep(0)
                assert 1 == running.records
                set_read_only("off")
                await running.settled(4)
        assert [entry for entry in logs if entry["event"] == "outage.over"]
        assert [entry for entry in logs if "wait for the fail-over" in str(entry.get("error"))]

    asyncio.run(story())
    assert [(4,)] == rows("SELECT count(*) FROM orders")
    assert [] == rows("SELECT * FROM nomnom_dead_letters")
