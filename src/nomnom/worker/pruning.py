"""Keeping the ledger small: what was processed long ago, and can't be delivered any more, is forgotten."""

from __future__ import annotations

import asyncio
import datetime as dt
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import structlog

from nomnom.bus import Bus
from nomnom.errors import NomnomError
from nomnom.store import Store

log = structlog.get_logger(__name__)

PAUSE_SECONDS = 600.0
LOT = 1_000
"""Entries of one transaction: few enough that no claim waits long for it."""


@asynccontextmanager
async def pruning(bus: Bus, open_store: Callable[[], Store], *, days: int) -> AsyncIterator[None]:
    """Within the block the ledger is pruned now and then of what is older than so many days; 0 keeps all.

    It has a connection of its own, by `open_store`, so that the worker's writing doesn't wait. What fails is
    logged, and tried again the next time.
    """
    task = asyncio.create_task(_prune_again_and_again(bus, open_store, days)) if days else None
    try:
        yield
    finally:
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def _prune_again_and_again(bus: Bus, open_store: Callable[[], Store], days: int) -> None:
    # Workers that start together don't prune together.
    pause = random.uniform(0, PAUSE_SECONDS)  # noqa: S311  no secret
    while True:
        await asyncio.sleep(pause)
        store = open_store()
        try:
            count = await prune(
                bus, store, before=dt.datetime.now(dt.UTC) - dt.timedelta(days=days)
            )
        except NomnomError as error:
            log.warning("ledger.not_pruned", error=str(error))
        else:
            log.info("ledger.pruned", messages=count)
        finally:
            await asyncio.to_thread(store.close)
        pause = PAUSE_SECONDS


async def prune(bus: Bus, store: Store, *, before: dt.datetime) -> int:
    """Forget what was processed before a time and has left the stream; how many messages these were.

    A message that is still there may be delivered once more, however old it is: its entry is what tells then
    that its rows are written. Raises OutageError.
    """
    below, total = await bus.first_sequence(), 0
    while True:
        count = await asyncio.to_thread(store.prune, before=before, below=below, most=LOT)
        total += count
        if count < LOT:
            return total
