"""A real ingestion API to load files into."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from threading import Thread

import psycopg
import pytest
import uvicorn

from nomnom.bus import connect
from nomnom.extraction import compile_plan
from nomnom.ingest import create_app
from nomnom.loading import load_project
from nomnom.migrate import bring_up
from nomnom.store import open_store
from nomnom.worker import Worker

START_SECONDS = 30.0


@pytest.fixture
def api_url(fresh_nats_url: str, database_url: str) -> Iterator[str]:
    """The address of a real ingestion API for the TPC-H example, with a worker behind it."""
    project = load_project(Path("examples/tpch"))
    plan = compile_plan(project)
    app = create_app(plan, fresh_nats_url, open_store(database_url, project))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
    stops: Future[Callable[[], object]] = Future()

    async def run(listener: socket.socket) -> None:
        async with connect(fresh_nats_url, name="test") as bus:
            store = open_store(database_url, project)
            worker = Worker(bus, store, plan, set_up=partial(bring_up, database_url, project))
            loop = asyncio.get_running_loop()
            stops.set_result(lambda: loop.call_soon_threadsafe(worker.stop))
            with closing(store):
                await asyncio.gather(worker.run(), server.serve(sockets=[listener]))

    def stop() -> None:
        server.should_exit = True
        stops.result(START_SECONDS)()

    # It listens from the start: requests that come too early wait, or are told to come again.
    listener = socket.create_server(("127.0.0.1", 0))
    with listener, _thread(lambda: asyncio.run(run(listener)), stop):
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.fixture
def first_row(database_url: str) -> Callable[[str], object]:
    """A function that runs a query on the worker's database and gives the first row."""

    def query(text: str) -> object:
        with psycopg.connect(database_url) as connection:
            return connection.execute(text.encode()).fetchone()

    return query


@contextmanager
def _thread(work: Callable[[], None], stop: Callable[[], None]) -> Iterator[None]:
    """Do `work` in a thread during the block, and stop it at the end."""
    thread = Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        stop()
        thread.join()
