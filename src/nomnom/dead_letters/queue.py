"""The queue that retries go to, for a person who waits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from nomnom.bus import Bus, connect
from nomnom.errors import OutageError

CONNECT_SECONDS = 5.0
"""How long a person waits for a server that isn't there; a role waits for ever."""


@asynccontextmanager
async def opened_queue(url: str, *, seconds: float = CONNECT_SECONDS) -> AsyncIterator[Bus]:
    """The queue for the length of the block. Raises OutageError where it doesn't answer in time."""
    async with AsyncExitStack() as stack:
        try:
            async with asyncio.timeout(seconds):
                bus = await stack.enter_async_context(connect(url, name="nomnom-dead-letters"))
        except TimeoutError:
            raise OutageError(
                f"NATS doesn't answer within {seconds:g} seconds",
                cure="check NATS_URL or --nats-url, and that the server runs",
            ) from None
        yield bus
