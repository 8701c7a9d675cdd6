"""The API's link to the queue: made and mended in the background, so the API answers meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

import structlog

from nomnom.bus import Bus, NotQueued, connect
from nomnom.errors import ConfigurationError, OutageError, QueueFullError
from nomnom.messages import Outgoing

log = structlog.get_logger(__name__)

SET_UP_SECONDS = 1.0
"""Pause between two tries to set up the stream."""


class QueueLink:
    """The bus, from the moment it is there."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._bus: Bus | None = None
        self._trouble: NotQueued | None = OutageError(
            "NATS isn't connected yet", cure="try again in a moment"
        )
        self._in_doubt = asyncio.Event()

    @property
    def trouble(self) -> NotQueued | None:
        """Why nothing can be queued at this moment, if so."""
        if self._bus is not None and not self._bus.is_connected:
            return OutageError("NATS isn't connected", cure="try again in a moment")
        return self._trouble

    @property
    def bus(self) -> Bus:
        """The connected bus; raises OutageError or ConfigurationError while there is none."""
        if self.trouble is not None:
            raise self.trouble
        assert self._bus is not None, "without trouble there is a bus"
        return self._bus

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        """Connect and stay connected, in the background, until the end of the block."""
        keeper = asyncio.create_task(self._keep(), name="queue-link")
        keeper.add_done_callback(_report_end)
        try:
            yield
        finally:
            keeper.cancel()
            with suppress(asyncio.CancelledError, OutageError):
                await keeper

    async def publish(self, message: Outgoing) -> None:
        """Queue a message: returns once the stream has acknowledged it. Raises what `Bus.publish` does."""
        try:
            await self.bus.publish(message)
        except OutageError:
            self._in_doubt.set()
            raise

    async def publish_all(self, messages: Sequence[Outgoing]) -> list[int | NotQueued]:
        """Queue several messages, see `Bus.publish_all`."""
        outcomes = await self.bus.publish_all(messages)
        if any(isinstance(outcome, OutageError) for outcome in outcomes):
            self._in_doubt.set()
        return outcomes

    async def _keep(self) -> None:
        """Set up the stream at the start, and anew whenever publishing fails: it may be lost."""
        async with connect(self._url, name="nomnom-ingest") as bus:
            while True:
                self._in_doubt.clear()
                await self._set_up(bus)
                await self._in_doubt.wait()

    async def _set_up(self, bus: Bus) -> None:
        while True:
            try:
                await bus.ensure_stream()
            except (OutageError, QueueFullError, ConfigurationError) as error:
                log.warning("queue.set_up_failed", error=str(error))
                self._trouble = error
                await asyncio.sleep(SET_UP_SECONDS)
            else:
                break
        self._bus, self._trouble = bus, None
        log.info("queue.ready")


def _report_end(keeper: asyncio.Task[None]) -> None:
    if not keeper.cancelled() and (error := keeper.exception()) is not None:
        log.error("queue.link_ended", error=str(error) or type(error).__name__)
