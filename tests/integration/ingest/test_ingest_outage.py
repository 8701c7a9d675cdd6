"""The API while a server is away."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import httpx
import nats
import pytest

from nomnom.bus import STREAM
from nomnom.embedded import EmbeddedNats

StartApi = Callable[..., AbstractAsyncContextManager[httpx.AsyncClient]]
MakeOrder = Callable[..., dict[str, Any]]
Until = Callable[[Callable[[], Awaitable[bool]]], Awaitable[None]]

NOBODY = "postgresql://nobody@127.0.0.1:1/nothing"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EmbeddedNats]:
    """A NATS server that isn't started yet."""
    tmp_path.chmod(0o700)
    nats_server = EmbeddedNats(tmp_path)
    yield nats_server
    nats_server.stop()


def test_the_api_answers_before_nats_is_there_and_is_ready_soon_after(
    start_api: StartApi, server: EmbeddedNats, until: Until, order: MakeOrder
) -> None:
    """Alive at once, not ready, 503 with Retry-After for records; ready by itself once NATS has come."""

    async def story() -> None:
        async with start_api(nats_url=server.url, wait=False) as client:
            health = await client.get("/health")
            assert (200, "ok") == (health.status_code, health.json()["status"])
            ready = await client.get("/ready")
            assert (503, False, "away") == (
                ready.status_code,
                ready.json()["ready"],
                ready.json()["nats"],
            )
            assert "NATS" in ready.json()["reason"]
            for path in ("/ingest/Order", "/ingest/batch", "/ingest/message"):
                refused = await client.post(path, content=json.dumps(order()))
                assert (503, "/problems/queue-away") == (
                    refused.status_code,
                    refused.json()["type"],
                )
                assert int(refused.headers["retry-after"]) > 0
            await asyncio.to_thread(server.start)
            await until(lambda: _is_ready(client))
            accepted = await client.post("/ingest/Order", content=json.dumps(order()))
            assert 202 == accepted.status_code

    asyncio.run(story())


def test_nats_may_go_and_come_again(
    start_api: StartApi, server: EmbeddedNats, until: Until, order: MakeOrder
) -> None:
    """While it is gone records are refused with 503, bad ones still with 422; then all is as before."""
    server.start()

    async def story() -> None:
        async with start_api(nats_url=server.url) as client:
            first = await client.post("/ingest/Order", content=json.dumps(order(1)))
            await asyncio.to_thread(server.stop)
            await until(lambda: _is_away(client))
            refused = await client.post("/ingest/Order", content=json.dumps(order(2)))
            invalid = await client.post("/ingest/Order", content=b"{}")
            assert (202, 503, 422) == (
                first.status_code,
                refused.status_code,
                invalid.status_code,
            )
            await asyncio.to_thread(server.start)
            await until(lambda: _is_ready(client))
            again = await client.post("/ingest/batch", content=json.dumps(order(2)))
            assert 202 == again.status_code
        assert [1, 2] == await _order_numbers(server.url)

    asyncio.run(story())


def test_a_stream_that_is_lost_is_made_anew(
    start_api: StartApi, fresh_nats_url: str, until: Until, order: MakeOrder
) -> None:
    """When publishing fails the stream is looked after, so nobody has to restart the API."""

    async def story() -> None:
        async with start_api() as client:

            async def is_accepted() -> bool:
                return (
                    await client.post("/ingest/Order", content=json.dumps(order()))
                ).status_code == 202

            async with await nats.connect(fresh_nats_url) as direct:
                await direct.jetstream().delete_stream(STREAM)
            assert not await is_accepted()
            await until(is_accepted)

    asyncio.run(story())


def test_a_stream_with_other_subjects_is_a_mistake_that_ready_names(
    start_api: StartApi, fresh_nats_url: str, until: Until, order: MakeOrder
) -> None:
    """No waiting helps then: 500 with the cure, without Retry-After."""

    async def story() -> tuple[httpx.Response, httpx.Response]:
        async with await nats.connect(fresh_nats_url) as direct:
            await direct.jetstream().add_stream(name=STREAM, subjects=["others.>"])
        async with start_api(wait=False) as client:

            async def is_found_out() -> bool:
                return "others" in (await client.get("/ready")).json()["reason"]

            await until(is_found_out)
            ready = await client.get("/ready")
            return ready, await client.post("/ingest/Order", content=json.dumps(order()))

    ready, refused = asyncio.run(story())
    assert (503, False) == (ready.status_code, ready.json()["ready"])
    assert (500, "/problems/queue-misconfigured") == (
        refused.status_code,
        refused.json()["type"],
    )
    assert "rename or delete that stream" in refused.json()["detail"]
    assert "retry-after" not in refused.headers


def test_records_are_accepted_while_the_database_is_away(
    start_api: StartApi, order: MakeOrder
) -> None:
    """Readiness shows the database but doesn't depend on it; a status has to wait."""

    async def story() -> tuple[httpx.Response, httpx.Response, httpx.Response]:
        async with start_api(database_url=NOBODY) as client:
            ready = await client.get("/ready")
            accepted = await client.post("/ingest/Order", content=json.dumps(order()))
            return ready, accepted, await client.get("/ingest/status/x")

    ready, accepted, status = asyncio.run(story())
    assert {"ready": True, "nats": "connected", "database": "away"} == ready.json()
    assert (200, 202, 503) == (ready.status_code, accepted.status_code, status.status_code)
    assert "/problems/database-away" == status.json()["type"]
    assert "retry-after" in status.headers


def test_ready_shows_the_database(start_api: StartApi, database_url: str) -> None:
    """Connected where it answers, not configured where there is none."""

    async def database(**settings: Any) -> str:
        async with start_api(**settings) as client:
            return str((await client.get("/ready")).json()["database"])

    assert "connected" == asyncio.run(database(database_url=database_url))
    assert "not configured" == asyncio.run(database())


async def _is_ready(client: httpx.AsyncClient) -> bool:
    return (await client.get("/ready")).status_code == 200


async def _is_away(client: httpx.AsyncClient) -> bool:
    return (await client.get("/ready")).status_code == 503


async def _order_numbers(url: str) -> list[int]:
    async with await nats.connect(url) as direct:
        jetstream = direct.jetstream()
        state = (await jetstream.stream_info(STREAM)).state
        found = [
            await jetstream.get_msg(STREAM, seq)
            for seq in range(state.first_seq, state.last_seq + 1)
        ]
    return [int(json.loads(message.data or b"")["order_key"]) for message in found]
