"""A real ingestion API to load files into."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack, closing, contextmanager
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
from nomnom.model.project import Project
from nomnom.store import open_store
from nomnom.worker import Worker

START_SECONDS = 30.0


@pytest.fixture
def api_url(serve: Callable[[Project], str]) -> str:
    """The address of a real ingestion API for the TPC-H example, with a worker behind it."""
    return serve(load_project(Path("examples/tpch")))


@pytest.fixture
def serve(fresh_nats_url: str, database_url: str) -> Iterator[Callable[[Project], str]]:
    """A function that runs an API and a worker for a project, and gives the API's address."""
    with ExitStack() as stack:
        yield lambda project: stack.enter_context(_served(project, fresh_nats_url, database_url))


@contextmanager
def _served(project: Project, nats_url: str, database_url: str) -> Iterator[str]:
    plan = compile_plan(project)
    app = create_app(plan, nats_url, open_store(database_url, project))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
    stops: Future[Callable[[], object]] = Future()

    async def run(listener: socket.socket) -> None:
        async with connect(nats_url, name="test") as bus:
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
