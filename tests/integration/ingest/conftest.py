"""The API inside a test: on a real queue, with a real worker where a test asks for one."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from functools import partial
from typing import Any

import httpx
import nats
import pytest
from nats.js.errors import NotFoundError

from nomnom.bus import STREAM, connect
from nomnom.extraction import Plan, RootPlan, compile_plan
from nomnom.ingest import create_app
from nomnom.migrate import bring_up
from nomnom.model.project import Project
from nomnom.store import open_store
from nomnom.worker import Worker
from samples.stored import ITEM, ORDER, ORDER_FIELDS, PROJECT, fields

PATIENCE_SECONDS = 30.0
POLL_SECONDS = 0.02

RECEIVED_ORDER = replace(ORDER, fields=ORDER_FIELDS + fields(items="List[Object]"))
SHOP = Project("shop", (ITEM, RECEIVED_ORDER))
MARKET = Project(
    "market", tuple(RECEIVED_ORDER if each is ORDER else each for each in PROJECT.entities)
)

StartApi = Callable[..., AbstractAsyncContextManager[httpx.AsyncClient]]


@pytest.fixture
def shop() -> Project:
    """A project with one root entity."""
    return SHOP


@pytest.fixture
def market() -> Project:
    """A project with several root entities."""
    return MARKET


@pytest.fixture(scope="session")
def market_plan() -> Plan:
    """The plan of the project with several root entities."""
    return compile_plan(MARKET)


@pytest.fixture
def plan(shop: Project) -> Plan:
    """The plan of the project with one root entity."""
    return compile_plan(shop)


@pytest.fixture
def order_plan(plan: Plan) -> RootPlan:
    """The plan of its root entity."""
    return plan.roots["Order"]


@pytest.fixture
def order() -> Callable[..., dict[str, Any]]:
    """A function that makes the order of a number, with two items; keywords replace its members."""

    def make(number: int = 1, **members: Any) -> dict[str, Any]:
        items = [{"line": line, "price": 2.50} for line in (1, 2)]
        return {"order_key": str(number), "total": 5.00, "note": None, "items": items} | members

    return make


@pytest.fixture
def ndjson() -> Callable[[Sequence[Any]], bytes]:
    """A function that makes NDJSON of values; text stands for itself."""

    def make(values: Sequence[Any]) -> bytes:
        lines = [value if isinstance(value, str) else json.dumps(value) for value in values]
        return "\n".join(lines).encode()

    return make


@pytest.fixture
def until() -> Callable[[Callable[[], Awaitable[bool]]], Awaitable[None]]:
    """A function that waits until something becomes true."""

    async def wait(is_true: Callable[[], Awaitable[bool]]) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not await is_true():
                await asyncio.sleep(POLL_SECONDS)

    return wait


@pytest.fixture
def start_api(fresh_nats_url: str, until: Callable[..., Awaitable[None]]) -> StartApi:
    """A function that runs the API for the length of an `async with` block and gives a client of it.

    It waits until the API is ready, unless `wait` is false.
    """

    @asynccontextmanager
    async def start(
        project: Project = SHOP,
        *,
        nats_url: str = fresh_nats_url,
        database_url: str | None = None,
        wait: bool = True,
        **settings: Any,
    ) -> AsyncIterator[httpx.AsyncClient]:
        store = open_store(database_url, project) if database_url else None
        app = create_app(compile_plan(project), nats_url, store, **settings)
        transport = httpx.ASGITransport(app)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://api") as client,
        ):

            async def is_ready() -> bool:
                return (await client.get("/ready")).is_success

            if wait:
                await until(is_ready)
            yield client

    return start


@pytest.fixture
def stored_messages(fresh_nats_url: str) -> Callable[[], Awaitable[list[bytes]]]:
    """A function that reads what the stream holds, without taking it away."""

    async def read() -> list[bytes]:
        async with await nats.connect(fresh_nats_url) as client:
            jetstream = client.jetstream()
            try:
                state = (await jetstream.stream_info(STREAM)).state
            except NotFoundError:
                return []
            sequences = range(state.first_seq, state.first_seq + state.messages)
            return [(await jetstream.get_msg(STREAM, seq)).data or b"" for seq in sequences]

    return read


@pytest.fixture
def work_off(fresh_nats_url: str, database_url: str) -> Callable[..., Awaitable[None]]:
    """A function that runs a worker until that many records are stored or dead."""

    async def work(records: int, project: Project = SHOP) -> None:
        store = open_store(database_url, project)
        left = records

        def note(written: Any) -> None:
            nonlocal left
            left -= written.stored + written.dead
            if left <= 0:
                worker.stop()

        async with connect(fresh_nats_url, name="test") as bus:
            worker = Worker(
                bus,
                store,
                compile_plan(project),
                set_up=partial(bring_up, database_url, project),
                on_written=note,
            )
            async with asyncio.timeout(PATIENCE_SECONDS):
                await worker.run()
        store.close()

    return work
