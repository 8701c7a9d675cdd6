"""A worker on real servers inside a test, and orders for it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from nomnom.bus import Bus, connect
from nomnom.extraction import compile_plan
from nomnom.messages import Outgoing
from nomnom.migrate import bring_up
from nomnom.model.project import Project
from nomnom.store import open_store
from nomnom.worker import Worker
from nomnom.worker.sizing import Limits
from nomnom.worker.writing import Written

PATIENCE_SECONDS = 60.0


@dataclass(eq=False)
class Running:
    """A running worker, its bus, and what it has written so far."""

    bus: Bus
    worker: Worker
    task: asyncio.Task[None]
    written: list[Written] = field(default_factory=list)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def settled(self, records: int) -> None:
        """Wait until exactly that many records are stored or dead."""
        await self.at_least(records)
        assert records == self.records

    async def at_least(self, records: int) -> None:
        """Wait until that many records are stored or dead; a worker that fails fails the test."""

        async def enough() -> None:
            async with self.changed:
                await self.changed.wait_for(lambda: self.records >= records)

        waiting = asyncio.create_task(enough())
        async with asyncio.timeout(PATIENCE_SECONDS):
            await asyncio.wait({waiting, self.task}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if self.task.done():
            self.task.result()
        assert self.records >= records

    async def repeated(self, messages: int) -> None:
        """Wait until that many messages were recognised as done before."""
        async with asyncio.timeout(PATIENCE_SECONDS), self.changed:
            await self.changed.wait_for(lambda: sum(w.repeated for w in self.written) >= messages)

    @property
    def records(self) -> int:
        return sum(each.stored + each.dead for each in self.written)

    async def note(self, written: Written) -> None:
        async with self.changed:
            self.written.append(written)
            self.changed.notify_all()


@asynccontextmanager
async def running_worker(
    nats_url: str,
    database_url: str,
    project: Project,
    limits: Limits | None = None,
    *,
    parent_waits: Sequence[float] = (),
) -> AsyncIterator[Running]:
    """A worker that runs for the length of the block, then stops cleanly. It waits for no parent by default."""
    store = open_store(database_url, project)
    notes: set[asyncio.Task[None]] = set()

    def on_written(written: Written) -> None:
        notes.add(asyncio.ensure_future(running.note(written)))

    async with connect(nats_url, name="test") as bus:
        await bus.ensure_stream()
        plan = compile_plan(project)
        worker = Worker(
            bus,
            store,
            plan,
            set_up=partial(bring_up, database_url, project),
            limits=limits,
            parent_waits=parent_waits,
            on_written=on_written,
        )
        running = Running(bus, worker, asyncio.create_task(worker.run()))
        try:
            yield running
        finally:
            worker.stop()
            async with asyncio.timeout(PATIENCE_SECONDS):
                await asyncio.wait({running.task})
            running.task.exception()  # whoever expects one has looked at it
    store.close()


def message(*orders: dict[str, Any]) -> Outgoing:
    """A message of orders."""
    return Outgoing("Order", tuple(json.dumps(each).encode() for each in orders))


def order(number: int, **changes: object) -> dict[str, Any]:
    """An order with two line items, as a dictionary; `changes` replace members."""
    items = [
        {
            "line_number": line,
            "part_key": "1",
            "supplier_key": "1",
            "quantity": 17,
            "extended_price": 24710.35,
            "discount": 0.04,
            "tax": 0.02,
            "return_flag": "N",
            "line_status": "O",
            "ship_date": "1996-03-13",
            "commit_date": "1996-02-12",
            "receipt_date": "1996-03-22",
            "ship_instruct": "NONE",
            "ship_mode": "RAIL",
        }
        for line in (1, 2)
    ]
    order: dict[str, Any] = {
        "order_key": str(number),
        "customer_key": "7",
        "order_status": "O",
        "total_price": 100.10,
        "order_date": "1996-01-02",
        "line_items": items,
    }
    return order | changes
