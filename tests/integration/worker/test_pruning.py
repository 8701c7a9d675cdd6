"""The ledger of a real worker is kept small without forgetting what may come again."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

from nomnom.model.project import Project
from nomnom.store import open_store
from nomnom.worker.pruning import prune
from samples.workers import Running, message, order


def test_what_was_processed_before_a_time_is_forgotten(
    start_worker: Callable[..., AbstractAsyncContextManager[Running]],
    database_url: str,
    project: Project,
    rows: Callable[[str], list[tuple[Any, ...]]],
) -> None:
    """Its rows stay; what came after that time stays in the ledger too."""
    store = open_store(database_url, project)

    async def story() -> int:
        async with start_worker() as running:
            await running.bus.publish(message(order(1)))
            await running.settled(1)
            between = dt.datetime.now(dt.UTC)
            await running.bus.publish(message(order(2)))
            await running.settled(2)
            return await prune(running.bus, store, before=between)

    try:
        assert 1 == asyncio.run(story())
    finally:
        store.close()
    assert [(2,)] == rows("SELECT count(*) FROM orders")
    assert [(1,)] == rows("SELECT count(*) FROM nomnom_messages")
