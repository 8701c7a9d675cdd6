"""Messages that arrive before those they refer to, on a real queue and a real database."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

from structlog.testing import capture_logs

from nomnom.bus import Backlog
from nomnom.messages import Outgoing
from samples.provoked.case import PROJECT
from samples.workers import PATIENCE_SECONDS, Running, running_worker

Rows = Callable[[str], list[tuple[Any, ...]]]

ONE_MOMENT = (0.01, 0.01, 0.01, 0.01)
AS_LONG_AS_IT_TAKES = (0.01,) * 10_000


def things(*pairs: tuple[str, str | None]) -> Outgoing:
    """A message of things, each with the parent it refers to."""
    documents = [{"thing_key": key, "parent_key": parent} for key, parent in pairs]
    return Outgoing("Thing", tuple(json.dumps(each).encode() for each in documents))


async def acked(running: Running) -> None:
    """Wait until the queue is empty."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while await running.bus.backlog() != Backlog(waiting=0, in_flight=0):
            await asyncio.sleep(0)


def test_a_child_that_comes_before_its_parent_waits_for_it(
    fresh_nats_url: str, database_url: str, rows: Rows
) -> None:
    """While it waits the worker does other work; once the parent is there it is stored, and nothing is dead."""

    async def story() -> None:
        async with running_worker(
            fresh_nats_url, database_url, PROJECT, parent_waits=AS_LONG_AS_IT_TAKES
        ) as running:
            await running.bus.publish(things(("early", "p")))
            async with asyncio.timeout(PATIENCE_SECONDS), running.changed:
                await running.changed.wait_for(
                    lambda: sum(bool(each.put_off) for each in running.written) > 1
                )
            await running.bus.publish(things(("other", None)))
            await running.settled(1)
            await running.bus.publish(Outgoing("Parent", (b'{"parent_key": "p"}',)))
            await running.settled(3)
            await acked(running)

    asyncio.run(story())
    assert [("early", "p"), ("other", None)] == rows(
        "SELECT thing_key, parent_key FROM things ORDER BY 1"
    )
    assert [] == rows("SELECT * FROM nomnom_dead_letters")
    assert [(3, 3, 0)] == rows("SELECT sum(records), sum(stored), sum(dead) FROM nomnom_messages")


def test_a_child_whose_parent_never_comes_is_one_dead_letter(
    fresh_nats_url: str, database_url: str, rows: Rows
) -> None:
    """Its neighbours are stored at the first pass, the letter counts every attempt, and the queue is empty."""

    async def story() -> None:
        with capture_logs() as logs:
            async with running_worker(
                fresh_nats_url, database_url, PROJECT, parent_waits=ONE_MOMENT
            ) as running:
                await running.bus.publish_all(
                    [things(("a", None)), things(("b", None), ("c", "nobody")), things(("d", None))]
                )
                await running.settled(4)
                await acked(running)
                assert [0] * (len(running.written) - 1) == [w.dead for w in running.written[:-1]]
                assert (1, 1) == (running.written[-1].stored, running.written[-1].dead)
        assert len(ONE_MOMENT) == [entry["event"] for entry in logs].count("batch.put_off")

    asyncio.run(story())
    assert [("a",), ("b",), ("d",)] == rows("SELECT thing_key FROM things ORDER BY 1")
    assert [(1, "23503", len(ONE_MOMENT) + 1)] == rows(
        "SELECT record, sqlstate, attempts FROM nomnom_dead_letters"
    )
