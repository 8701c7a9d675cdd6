"""Reading the ledger without holding up the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

from nomnom.errors import ConfigurationError, DataError, OutageError
from nomnom.store import DeadLetter, LedgerEntry, Store

READ_SECONDS = 8.0
"""How long a request waits for the database; more than the store takes to find out that it is away."""

PING_SECONDS = 0.5
"""Less than the second after which Kubernetes gives up on a readiness probe."""

CLOSE_SECONDS = 2.0

Result = TypeVar("Result")


class LedgerReader:
    """A store's ledger, read from one thread, as a store asks for.

    Every method raises OutageError where the database doesn't answer in time, and what the store raises.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="nomnom-ledger")

    async def entries(self, message_ids: Collection[str]) -> Mapping[str, LedgerEntry]:
        """The entries of those messages that were processed, by id."""
        # No database takes NUL in text, so no message is known by such an id.
        possible = [message_id for message_id in message_ids if "\0" not in message_id]
        return await self._read(READ_SECONDS, lambda: self._store.ledger(possible))

    async def dead_letters(self, message_id: str) -> tuple[DeadLetter, ...]:
        """The dead letters of a message, in the order of its records."""
        return await self._read(READ_SECONDS, lambda: self._store.dead_letters(message_id))

    async def is_there(self) -> bool:
        """Whether the database answers at once."""
        try:
            await self._read(PING_SECONDS, self._store.ping)
        except (OutageError, ConfigurationError, DataError):
            return False
        return True

    async def close(self) -> None:
        """Close the connection; the reader isn't used any more."""
        with suppress(OutageError):
            await self._read(CLOSE_SECONDS, self._store.close)
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def _read(self, seconds: float, work: Callable[[], Result]) -> Result:
        try:
            async with asyncio.timeout(seconds):
                return await asyncio.get_running_loop().run_in_executor(self._thread, work)
        except TimeoutError:
            raise OutageError(
                f"the database doesn't answer within {seconds:g} seconds", cure="check that it runs"
            ) from None
