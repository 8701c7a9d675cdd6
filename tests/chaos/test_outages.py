"""Servers that die while a worker is at work: nothing is lost, nothing is doubled, nothing is given up."""

from __future__ import annotations

import asyncio
from pathlib import Path

import psycopg
import pytest

from nomnom.embedded import EmbeddedNats, EmbeddedPostgres
from nomnom.loading import load_project
from nomnom.worker.sizing import Limits
from samples.servers import kill_and_start
from samples.workers import message, order, running_worker

MESSAGES, ORDERS = 40, 25


@pytest.mark.parametrize("victim", ["postgres", "nats_server"])
def test_a_server_that_is_killed_amid_a_load_costs_nothing(
    postgres: EmbeddedPostgres, nats_server: EmbeddedNats, victim: str
) -> None:
    """After a kill -9 of the database or the queue, every accepted order is stored once and none is dead."""
    server = postgres if victim == "postgres" else nats_server

    async def story() -> None:
        project = load_project(Path("examples/tpch"))
        one_by_one = Limits(records=1)
        async with running_worker(nats_server.url, postgres.url, project, one_by_one) as running:
            for number in range(MESSAGES):
                first = number * ORDERS
                await running.bus.publish(message(*(order(first + n) for n in range(ORDERS))))
            await running.at_least(4 * ORDERS)
            await asyncio.to_thread(kill_and_start, server)
            await running.settled(MESSAGES * ORDERS)

    asyncio.run(story())
    with psycopg.connect(postgres.url) as connection:
        counts = (
            "SELECT (SELECT count(*) FROM orders), (SELECT count(*) FROM order_line_items),"
            " (SELECT sum(stored) FROM nomnom_messages), (SELECT count(*) FROM nomnom_dead_letters)"
        )
        total = MESSAGES * ORDERS
        assert (total, 2 * total, total, 0) == connection.execute(counts).fetchone()
