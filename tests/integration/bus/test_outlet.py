"""The stream of published rows on a real JetStream."""

from __future__ import annotations

import asyncio
import os
import signal
from collections import deque
from collections.abc import Awaitable, Callable
from pathlib import Path

import nats
import pytest
from nats.js.api import DiscardPolicy, RetentionPolicy, StorageType

from nomnom.bus import OUTLET, Bus, connect
from nomnom.embedded import EmbeddedNats
from nomnom.errors import ConfigurationError, OutageError, QueueFullError
from nomnom.messages import Publication
from samples.published import ids, lane, published

PATIENCE_SECONDS = 60.0


def on(url: str, story: Callable[[Bus], Awaitable[None]]) -> None:
    """Run a story on a bus whose outlet exists."""

    async def run() -> None:
        async with asyncio.timeout(PATIENCE_SECONDS), connect(url, name="test") as bus:
            await bus.ensure_outlet()
            await story(bus)

    asyncio.run(run())


def test_the_outlet_keeps_rows_for_any_number_of_readers(fresh_nats_url: str) -> None:
    """It is on disk, limited by age and size, and lets the oldest go rather than hold up the worker."""

    async def story(bus: Bus) -> None:
        await bus.ensure_outlet()
        client = await nats.connect(fresh_nats_url)
        config = (await client.jetstream().stream_info(OUTLET)).config
        await client.close()
        assert ["entities.>"] == config.subjects
        assert StorageType.FILE == config.storage
        assert (RetentionPolicy.LIMITS, DiscardPolicy.OLD) == (config.retention, config.discard)
        assert (7 * 24 * 3600, 1024**3) == (config.max_age, config.max_bytes)
        assert 120 == config.duplicate_window

    on(fresh_nats_url, story)


def test_rows_of_a_lane_keep_their_order_and_lanes_end_empty(fresh_nats_url: str) -> None:
    """However many lanes there are; each row has its id and the way back to its message."""

    async def story(bus: Bus) -> None:
        lanes = [lane(f"m{n}", rows=5) for n in range(100)]
        sent = {each[0].message_id: [row.headers for row in each] for each in lanes}
        await bus.publish_in_order(lanes)
        assert not any(lanes)
        found: dict[str, list[dict[str, str]]] = {}
        for message in await published(fresh_nats_url):
            headers = {k: v for k, v in message.headers.items() if k != "Nats-Expected-Stream"}
            found.setdefault(headers["Nomnom-Message-Id"], []).append(headers)
        assert sent == found

    on(fresh_nats_url, story)


def test_a_row_published_twice_is_stored_once(fresh_nats_url: str) -> None:
    """The stream knows the ids of its last two minutes."""

    async def story(bus: Bus) -> None:
        await bus.publish_in_order([lane("m", rows=3)])
        await bus.publish_in_order([lane("m", rows=4)])
        expected = [row.publication_id for row in lane("m", rows=4)]
        assert expected == ids(await published(fresh_nats_url))

    on(fresh_nats_url, story)


def test_after_an_outage_a_lane_goes_on_where_it_was(tmp_path: Path) -> None:
    """What the server has acknowledged isn't published again, and what it hasn't stays in its lane."""
    server = EmbeddedNats(tmp_path)
    server.start()
    rows = lane("m", rows=3_000)
    expected = [row.publication_id for row in rows]

    async def story(bus: Bus) -> None:
        publishing = asyncio.create_task(bus.publish_in_order([rows]))
        while len(rows) > 2_900:
            await asyncio.sleep(0)
        assert server.pid is not None
        os.kill(server.pid, signal.SIGKILL)
        with pytest.raises(OutageError):
            await publishing
        assert 0 < len(rows) <= 2_900
        await asyncio.to_thread(server.stop)
        await asyncio.to_thread(server.start)
        while rows:
            try:
                await bus.publish_in_order([rows])
            except OutageError:
                await asyncio.sleep(0)
        assert expected == ids(await published(server.url))

    try:
        on(server.url, story)
    finally:
        server.stop()


def test_a_stream_of_the_name_that_collects_something_else_is_named(fresh_nats_url: str) -> None:
    """Nothing is published into a stranger's stream."""

    async def run() -> None:
        client = await nats.connect(fresh_nats_url)
        await client.jetstream().add_stream(name=OUTLET, subjects=["things.>"])
        await client.close()
        async with connect(fresh_nats_url, name="test") as bus:
            with pytest.raises(ConfigurationError, match=r"ENTITIES.*things.*entities\.>"):
                await bus.ensure_outlet()

    asyncio.run(run())


def test_an_outlet_with_limits_of_somebodys_own_keeps_them(fresh_nats_url: str) -> None:
    """One that refuses new rows says so; what it has, and the rest of the lane, stay."""

    async def run() -> None:
        client = await nats.connect(fresh_nats_url)
        await client.jetstream().add_stream(
            name=OUTLET, subjects=["entities.>"], max_msgs=2, discard=DiscardPolicy.NEW
        )
        await client.close()
        rows = lane("m", rows=3)
        async with connect(fresh_nats_url, name="test") as bus:
            await bus.ensure_outlet()
            with pytest.raises(QueueFullError):
                await bus.publish_in_order([rows])
        assert 1 == len(rows)
        assert 2 == len(await published(fresh_nats_url))

    asyncio.run(run())


def test_a_row_larger_than_the_server_takes_is_no_outage(fresh_nats_url: str) -> None:
    """Trying again would never help."""

    async def story(bus: Bus) -> None:
        row = Publication("Reading", b"x" * (bus.max_payload + 1), "m", 7, 0, 0)
        with pytest.raises(ConfigurationError, match="max_payload"):
            await bus.publish_in_order([deque([row])])

    on(fresh_nats_url, story)
