"""A worker on real servers, run inside a test."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest

from nomnom.bus import Bus, connect
from nomnom.extraction import compile_plan
from nomnom.loading import load_project
from nomnom.messages import Outgoing
from nomnom.model.project import Project
from nomnom.store import Store, open_store
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
        assert self.records == records

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


StartWorker = Callable[..., AbstractAsyncContextManager[Running]]


@pytest.fixture
def project() -> Project:
    """The TPC-H example."""
    return load_project(Path("examples/tpch"))


@pytest.fixture
def start_worker(fresh_nats_url: str, database_url: str, project: Project) -> StartWorker:
    """A function that runs a worker for the length of an `async with` block, then stops it cleanly."""

    @asynccontextmanager
    async def start(
        limits: Limits | None = None, store: Store | None = None
    ) -> AsyncIterator[Running]:
        opened = store or open_store(database_url, project)
        notes: set[asyncio.Task[None]] = set()
        async with connect(fresh_nats_url, name="test") as bus:
            await bus.ensure_stream()
            worker = Worker(
                bus,
                opened,
                compile_plan(project),
                limits=limits,
                on_written=lambda written: notes.add(asyncio.ensure_future(running.note(written))),
            )
            running = Running(bus, worker, asyncio.create_task(worker.run()))
            try:
                yield running
            finally:
                worker.stop()
                async with asyncio.timeout(PATIENCE_SECONDS):
                    with suppress(asyncio.CancelledError):
                        await running.task
        opened.close()

    return start


@pytest.fixture
def rows(database_url: str) -> Iterator[Callable[[str], list[tuple[Any, ...]]]]:
    """A function that runs a statement on the worker's database and gives its rows, if it has any."""
    with psycopg.connect(database_url, autocommit=True) as connection:

        def query(text: str) -> list[tuple[Any, ...]]:
            cursor = connection.execute(text.encode())
            return cursor.fetchall() if cursor.description else []

        yield query


def _order(number: int, **changes: object) -> dict[str, Any]:
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


@pytest.fixture
def order() -> Callable[..., dict[str, Any]]:
    """A function that makes an order with two line items, as a dictionary."""
    return _order


@pytest.fixture
def message() -> Callable[..., Outgoing]:
    """A function that makes a message of orders."""

    def make(*orders: dict[str, Any], **fields: str) -> Outgoing:
        return Outgoing("Order", tuple(json.dumps(each).encode() for each in orders), **fields)

    return make
