"""A connection to NATS, with the stream made sure of."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit

import structlog
from nats.aio.client import Client
from nats.js import JetStreamContext
from nats.js.api import StreamConfig
from nats.js.errors import NotFoundError

from nomnom.bus.inbox import Inbox
from nomnom.bus.stream import (
    CONSUMER,
    OUTLET,
    OUTLET_BYTES,
    STREAM,
    Backlog,
    consumer_config,
    outlet_config,
    stream_config,
)
from nomnom.bus.translation import translated
from nomnom.errors import ConfigurationError, OutageError, QueueFullError
from nomnom.messages import Outgoing, Publication

NotQueued = OutageError | QueueFullError | ConfigurationError
"""Why a message isn't in the queue."""

log = structlog.get_logger(__name__)

PUBLISH_SECONDS = 5.0
"""How long a publish may wait for the stream's ack."""

RECONNECT_SECONDS = 0.5
FLUSH_SECONDS = 2

MOST_CONCURRENT_PUBLISHES = 64
"""Unacknowledged publishes of one call; more would only queue up in the client."""


class Bus:
    """JetStream as nomnom uses it. Made by `connect`; one per process, on one event loop.

    Every method raises OutageError while the server is away, and works again by itself afterwards.
    """

    def __init__(self, client: Client, jetstream: JetStreamContext) -> None:
        self._client = client
        self._jetstream = jetstream

    @property
    def is_connected(self) -> bool:
        """Whether the server is there at this moment."""
        return self._client.is_connected

    @property
    def max_payload(self) -> int:
        """The largest payload in bytes that the server takes as one message."""
        return self._client.max_payload

    async def ensure_stream(self, *, replicas: int = 1, max_bytes: int = -1) -> None:
        """Make the stream and the consumer where they are missing; existing ones keep their limits.

        Raises ConfigurationError where a stream of that name collects other subjects.
        """
        await self._ensure(stream_config(replicas=replicas, max_bytes=max_bytes))
        with translated("set up the consumer"):
            await self._jetstream.add_consumer(STREAM, consumer_config())

    async def ensure_outlet(self, *, replicas: int = 1) -> None:
        """Make the stream of published rows where it is missing; an existing one keeps its limits.

        Raises ConfigurationError where a stream of that name collects other subjects, or the server has no
        room for one.
        """
        try:
            await self._ensure(outlet_config(replicas=replicas))
        except QueueFullError as error:
            raise ConfigurationError(
                f"NATS has no room for a stream {OUTLET} of {OUTLET_BYTES:,} bytes",
                cure="give it more storage, or make that stream yourself with a smaller max_bytes",
            ) from error

    async def _ensure(self, config: StreamConfig) -> None:
        name, subjects = config.name or "", list(config.subjects or ())
        with translated("set up the stream"):
            try:
                info = await self._jetstream.stream_info(name)
            except NotFoundError:
                info = await self._jetstream.add_stream(config)
                log.info("stream.created", stream=name)
        if list(info.config.subjects or ()) != subjects:
            raise ConfigurationError(
                f"stream {name} collects {info.config.subjects}, expected {', '.join(subjects)}",
                cure="rename or delete that stream, or use another NATS account",
            )

    async def publish(self, message: Outgoing) -> int:
        """Publish a message and wait for the stream's ack: its sequence number.

        Raises OutageError where no ack came (the message may be stored all the same: publishing the same
        `message_id` again is safe), QueueFullError where the stream refuses new messages.
        """
        return await self._publish(STREAM, message)

    async def _publish(self, stream: str, message: Outgoing | Publication) -> int:
        if not self._client.is_connected:
            # The client would keep the message and send it whenever it is connected again.
            raise OutageError("NATS isn't connected", cure="try again in a moment")
        with translated("publish"):
            ack = await self._jetstream.publish(
                message.subject,
                message.payload,
                timeout=PUBLISH_SECONDS,
                stream=stream,
                headers=message.headers,
            )
        return ack.seq

    async def publish_all(self, messages: Sequence[Outgoing]) -> list[int | NotQueued]:
        """Publish several messages at once: for each its sequence number, or why it isn't queued."""
        slots = asyncio.Semaphore(MOST_CONCURRENT_PUBLISHES)

        async def one(message: Outgoing) -> int | NotQueued:
            async with slots:
                try:
                    return await self.publish(message)
                except (OutageError, QueueFullError, ConfigurationError) as error:
                    return error

        return await asyncio.gather(*map(one, messages))

    async def publish_in_order(self, lanes: Sequence[deque[Publication]]) -> None:
        """Publish the rows of each lane one after the other, those of several lanes at once.

        A row leaves its lane when the stream has acknowledged it, so after an error the same call goes on where
        it was; only rows that were on their way are published again, with the same ids. Waiting for each ack is
        what keeps a lane's order also where the server goes away in the middle. Raises what `publish` does.
        """
        slots = asyncio.Semaphore(MOST_CONCURRENT_PUBLISHES)
        errors: list[NotQueued] = []

        async def drain(lane: deque[Publication]) -> None:
            async with slots:
                while lane and not errors:
                    try:
                        await self._publish(OUTLET, lane[0])
                    except (OutageError, QueueFullError, ConfigurationError) as error:
                        errors.append(error)
                    else:
                        lane.popleft()

        await asyncio.gather(*map(drain, lanes))
        if errors:
            raise errors[0]

    async def backlog(self) -> Backlog:
        """What the workers have still to do; nothing at all is never said too early.

        The stream is counted, not what the consumer says to be pending: the server tells consumers of new
        messages after it has acknowledged them. Acked messages leave the stream, so what is in it is to do.
        """
        with translated("read the backlog"):
            consumer = await self._jetstream.consumer_info(STREAM, CONSUMER)
            stream = await self._jetstream.stream_info(STREAM)
        in_flight = consumer.num_ack_pending or 0
        return Backlog(waiting=max(0, stream.state.messages - in_flight), in_flight=in_flight)

    async def first_sequence(self) -> int:
        """The sequence of the first message that is still to do; that of the next one where none is."""
        with translated("read the stream"):
            info = await self._jetstream.stream_info(STREAM)
        state = info.state
        return state.first_seq if state.messages else state.last_seq + 1

    async def inbox(self) -> Inbox:
        """The workers' shared inbox, of which this connection gets its part."""
        with translated("open the inbox"):
            subscription = await self._jetstream.pull_subscribe_bind(
                durable=CONSUMER, stream=STREAM
            )
        return Inbox(subscription)

    async def close(self) -> None:
        """Close the connection; what was sent before is flushed where the server is there."""
        with suppress(OutageError), translated("flush"):
            if self._client.is_connected:
                await self._client.flush(timeout=FLUSH_SECONDS)
        # Acks that wait for a server that is away are lost with it; their messages come again.
        with suppress(OutageError), translated("close"):
            await self._client.close()


@asynccontextmanager
async def connect(url: str, *, name: str) -> AsyncIterator[Bus]:
    """Connect to the server at `url`, waiting until it is there; reconnects for ever afterwards.

    `name` is shown to those who look at the server's connections.
    """
    place = urlsplit(url).hostname
    client = Client()

    async def on_error(error: Exception) -> None:
        log.warning("nats.error", server=place, error=str(error) or type(error).__name__)

    async def on_disconnect() -> None:
        if not client.is_closed:
            log.warning("nats.disconnected", server=place)

    async def on_reconnect() -> None:
        log.info("nats.reconnected", server=place)

    await client.connect(
        url,
        name=name,
        max_reconnect_attempts=-1,
        reconnect_time_wait=RECONNECT_SECONDS,  # type: ignore[arg-type]  # only slept on
        error_cb=on_error,
        disconnected_cb=on_disconnect,
        reconnected_cb=on_reconnect,
    )
    bus = Bus(client, client.jetstream())
    try:
        yield bus
    finally:
        await bus.close()
