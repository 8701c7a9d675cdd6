"""The bus on a real JetStream."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path

import nats
import pytest

from nomnom.bus import STREAM, Bus, Received, connect
from nomnom.embedded import EmbeddedNats
from nomnom.errors import ConfigurationError, OutageError, QueueFullError
from nomnom.messages import Outgoing

PATIENCE_SECONDS = 30.0


def on(url: str, story: Callable[[Bus], Awaitable[None]]) -> None:
    """Run a story on a bus whose stream exists."""

    async def run() -> None:
        async with asyncio.timeout(PATIENCE_SECONDS), connect(url, name="test") as bus:
            await bus.ensure_stream()
            await story(bus)

    asyncio.run(run())


def numbered(count: int) -> list[Outgoing]:
    """Messages with distinct small payloads."""
    return [Outgoing("Order", (f'{{"n": {n}}}'.encode(),)) for n in range(count)]


async def receive(bus: Bus, count: int) -> list[Received]:
    """Fetch until that many messages are there."""
    inbox = await bus.inbox()
    found: list[Received] = []
    while len(found) < count:
        found += await inbox.fetch(count - len(found), seconds=1)
    return found


def test_messages_arrive_in_order_and_leave_the_stream_when_acked(fresh_nats_url: str) -> None:
    """What is published is delivered with its id, entity and sequence, and is gone once it is acked."""

    async def story(bus: Bus) -> None:
        sent = numbered(3)
        assert [1, 2, 3] == await bus.publish_all(sent)
        inbox = await bus.inbox()
        received = await inbox.fetch(10, seconds=1)
        deliveries = [each.delivery for each in received]
        assert [m.message_id for m in sent] == [d.message_id for d in deliveries]
        assert [m.payload for m in sent] == [d.payload for d in deliveries]
        assert {("Order", 1)} == {(d.entity, d.attempt) for d in deliveries}
        assert 3 == (await bus.backlog()).in_flight
        await inbox.ack(received)
        await inbox.fetch(1, seconds=0.1)
        backlog = await bus.backlog()
        assert (0, 0) == (backlog.waiting, backlog.in_flight)

    on(fresh_nats_url, story)


def test_an_id_is_stored_once(fresh_nats_url: str) -> None:
    """Publishing the same message again within the duplicate window gives the first one's sequence."""

    async def story(bus: Bus) -> None:
        (message,) = numbered(1)
        assert await bus.publish(message) == await bus.publish(message)
        assert 1 == (await bus.backlog()).waiting

    on(fresh_nats_url, story)


def test_a_put_off_message_comes_again_with_the_same_identity(fresh_nats_url: str) -> None:
    """A second delivery counts one more attempt; its time and so its position's id are the same."""

    async def story(bus: Bus) -> None:
        await bus.publish_all(numbered(1))
        (first,) = await receive(bus, 1)
        await (await bus.inbox()).put_off([first], seconds=0.05)
        (second,) = await receive(bus, 1)
        assert (1, 2) == (first.delivery.attempt, second.delivery.attempt)
        assert first.delivery.received_at == second.delivery.received_at
        assert first.delivery.position_id == second.delivery.position_id

    on(fresh_nats_url, story)


def test_an_empty_queue_gives_nothing(fresh_nats_url: str) -> None:
    """However short the wait, a fetch that finds nothing is no error."""

    async def story(bus: Bus) -> None:
        inbox = await bus.inbox()
        for seconds in (0.001, 0.002, 0.005, 0.01, 0.02) * 10:
            assert [] == await inbox.fetch(10, seconds=seconds)

    on(fresh_nats_url, story)


def test_two_inboxes_share_the_messages(fresh_nats_url: str) -> None:
    """Workers share one consumer: each message goes to one of them."""

    async def story(bus: Bus) -> None:
        await bus.publish_all(numbered(10))
        async with connect(fresh_nats_url, name="other") as other:
            mine, theirs = await bus.inbox(), await other.inbox()
            found = await mine.fetch(4, seconds=1) + await theirs.fetch(10, seconds=0.5)
        assert list(range(1, 11)) == sorted(each.delivery.sequence for each in found)

    on(fresh_nats_url, story)


def test_making_sure_of_the_stream_twice_keeps_it(fresh_nats_url: str) -> None:
    """A stream that exists keeps its messages and its limits."""

    async def story(bus: Bus) -> None:
        await bus.publish_all(numbered(2))
        await bus.ensure_stream(max_bytes=1)
        assert 2 == (await bus.backlog()).waiting
        await bus.publish_all(numbered(1))

    on(fresh_nats_url, story)


def test_a_stream_with_other_subjects_is_a_configuration_error(fresh_nats_url: str) -> None:
    """A stream of our name that collects something else is named, with what was expected."""

    async def run() -> None:
        client = await nats.connect(fresh_nats_url)
        await client.jetstream().add_stream(name=STREAM, subjects=["elsewhere.>"])
        await client.close()
        async with connect(fresh_nats_url, name="test") as bus:
            with pytest.raises(ConfigurationError, match=r"elsewhere.*messages\.ingest\.>"):
                await bus.ensure_stream()

    asyncio.run(run())


def test_a_full_stream_refuses_and_keeps_what_it_has(fresh_nats_url: str) -> None:
    """A message that doesn't fit any more is a QueueFullError; those before it stay."""

    async def run() -> None:
        async with connect(fresh_nats_url, name="test") as bus:
            await bus.ensure_stream(max_bytes=500)
            outcomes = await bus.publish_all(numbered(10))
            queued = [each for each in outcomes if isinstance(each, int)]
            assert {QueueFullError} == {type(each) for each in outcomes} - {int}
            assert 0 < len(queued) == (await bus.backlog()).waiting

    asyncio.run(run())


def test_closing_while_the_server_goes_away_is_no_error(
    fresh_nats_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the client still had to send is lost with the connection: acks, whose messages come again."""

    async def story(bus: Bus) -> None:
        close = bus._client.close

        async def lose() -> None:
            await close()
            raise ConnectionResetError("Connection lost")

        monkeypatch.setattr(bus._client, "close", lose)

    on(fresh_nats_url, story)


def test_a_killed_server_is_an_outage_until_it_is_back(tmp_path: Path) -> None:
    """While the server is away every call is an OutageError at once; afterwards the same bus works again."""
    server = EmbeddedNats(tmp_path)
    server.start()

    async def run() -> None:
        async with asyncio.timeout(PATIENCE_SECONDS), connect(server.url, name="test") as bus:
            await bus.ensure_stream()
            assert server.pid is not None
            os.kill(server.pid, signal.SIGKILL)
            server.stop()
            with pytest.raises(OutageError):
                while True:
                    await bus.publish(numbered(1)[0])
            assert not bus.is_connected
            server.start()
            while True:
                try:
                    await bus.publish(numbered(1)[0])
                    break
                except OutageError:
                    await asyncio.sleep(0)

    try:
        asyncio.run(run())
    finally:
        server.stop()


def test_connecting_waits_until_the_server_is_there(tmp_path: Path) -> None:
    """A role may start before its queue does."""
    server = EmbeddedNats(tmp_path)

    async def run() -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            starting = asyncio.create_task(_ready(server.url))
            await asyncio.to_thread(server.start)
            await starting

    async def _ready(url: str) -> None:
        async with connect(url, name="early") as bus:
            await bus.ensure_stream()
            assert bus.is_connected
            assert 1024 * 1024 == bus.max_payload

    try:
        asyncio.run(run())
    finally:
        server.stop()
