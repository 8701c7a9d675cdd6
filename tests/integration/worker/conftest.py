"""A worker on real servers, run inside a test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from nomnom.loading import load_project
from nomnom.model.project import Project
from nomnom.worker.sizing import Limits
from samples.workers import Running, running_worker

StartWorker = Callable[..., AbstractAsyncContextManager[Running]]


@pytest.fixture
def project() -> Project:
    """The TPC-H example."""
    return load_project(Path("examples/tpch"))


@pytest.fixture
def start_worker(fresh_nats_url: str, database_url: str, project: Project) -> StartWorker:
    """A function that runs a worker for the length of an `async with` block, then stops it cleanly."""

    def start(limits: Limits | None = None) -> AbstractAsyncContextManager[Running]:
        return running_worker(fresh_nats_url, database_url, project, limits)

    return start


@pytest.fixture
def rows(database_url: str) -> Iterator[Callable[[str], list[tuple[Any, ...]]]]:
    """A function that runs a statement on the worker's database and gives its rows, if it has any."""
    with psycopg.connect(database_url, autocommit=True) as connection:

        def query(text: str) -> list[tuple[Any, ...]]:
            cursor = connection.execute(text.encode())
            return cursor.fetchall() if cursor.description else []

        yield query
