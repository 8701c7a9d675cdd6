"""What the campaign itself does to the queue, besides what nomnom does: each call connects anew."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

import nats
import nats.errors
import nats.js.errors
from nats.js import JetStreamContext

from chaos.campaign.patience import ImpatienceError, until
from nomnom.bus import connect
from nomnom.bus.stream import CONSUMER, STREAM, consumer_config
from nomnom.messages import Outgoing

SHORT_SECONDS = 1.0
"""The ack wait with which a killed worker's messages come again soon."""

FORGETFUL_SECONDS = 0.1
"""The least time for which a server can be told to know ids."""

Result = TypeVar("Result")


class Queue:
    """The queue of a site, whose `url` may change when the site restarts."""

    def __init__(self, url: Callable[[], str]) -> None:
        self._url = url
        self._trouble: Exception | None = None

    def create(self, *, forgetful: bool) -> None:
        """Make nomnom's stream, which keeps these limits then."""

        async def make() -> None:
            async with connect(self._url(), name="chaos") as bus:
                await bus.ensure_stream()

        asyncio.run(make())
        if forgetful:
            self._try(lambda js: _configure(js, duplicate_window=FORGETFUL_SECONDS))

    def left(self) -> int:
        """How many messages are to do or being done."""

        async def count(js: JetStreamContext) -> int:
            return (await js.stream_info(STREAM)).state.messages

        return self._try(count)

    def leave_room(self, more_bytes: int) -> None:
        """Let the stream take so many bytes more than it holds."""

        async def limit(js: JetStreamContext) -> bool:
            held = (await js.stream_info(STREAM)).state.bytes
            return await _configure(js, max_bytes=held + more_bytes)

        self._try(limit)

    def open_up(self) -> None:
        """Take the stream's limit away."""
        self._try(lambda js: _configure(js, max_bytes=-1))

    def hurry(self) -> None:
        """Have messages without an ack delivered again soon, unless that is so already."""

        async def shorten(js: JetStreamContext) -> bool:
            found = await js.consumer_info(STREAM, CONSUMER)
            if found.config.ack_wait != SHORT_SECONDS:
                config = consumer_config().evolve(ack_wait=SHORT_SECONDS)
                await js.add_consumer(STREAM, config)
            return True

        self._try(shorten)

    def publish(self, message: Outgoing) -> None:
        """Publish a message as any client may, again and again until the queue has it for certain."""

        async def send(js: JetStreamContext) -> bool:
            await js.publish(message.subject, message.payload, headers=message.headers)
            return True

        self._try(send)

    def _try(self, action: Callable[[JetStreamContext], Awaitable[Result]]) -> Result:
        """Do something as soon as the server lets us."""

        async def once() -> tuple[Result] | None:
            try:
                async with _jetstream(self._url()) as js:
                    return (await action(js),)
            except (nats.errors.Error, nats.js.errors.Error, TimeoutError, OSError) as error:
                self._trouble = error
                return None

        try:
            (result,) = until(lambda: asyncio.run(once()), "the queue did as the campaign told it")
        except ImpatienceError as error:
            raise ImpatienceError(f"{error}; it says {self._trouble!r}") from self._trouble
        return result


@asynccontextmanager
async def _jetstream(url: str) -> AsyncIterator[JetStreamContext]:
    async def quiet(error: Exception) -> None:
        """What goes wrong is raised to who asked."""

    client = await nats.connect(
        url, allow_reconnect=False, max_reconnect_attempts=1, connect_timeout=2, error_cb=quiet
    )
    try:
        yield client.jetstream(timeout=3)
    finally:
        await client.close()


async def _configure(js: JetStreamContext, **changes: float) -> bool:
    config = (await js.stream_info(STREAM)).config
    await js.update_stream(config.evolve(**changes))
    return True
