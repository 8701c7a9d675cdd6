"""The stores under test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
import sqlalchemy as sa

from nomnom.model.entity import Entity
from nomnom.store import Store, open_store
from nomnom.tables import entity_tables
from samples.stored import PROJECT

OpenStore = Callable[[], Store]
ReadRows = Callable[[Entity], list[tuple[Any, ...]]]


@pytest.fixture(params=["postgresql"])
def store_url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database of each kind."""
    url: str = request.getfixturevalue({"postgresql": "database_url"}[request.param])
    return url


@pytest.fixture
def another_store(store_url: str) -> Iterator[OpenStore]:
    """A function that gives one more store on the same database."""
    with ExitStack() as stack:

        def open_one() -> Store:
            store = open_store(store_url, PROJECT)
            stack.callback(store.close)
            return store

        yield open_one


@pytest.fixture
def store(another_store: OpenStore) -> Store:
    """A store whose tables exist."""
    prepared = another_store()
    prepared.prepare()
    return prepared


@pytest.fixture
def engine(store_url: str) -> Iterator[sa.Engine]:
    """Another way to the same database, for looking at it."""
    engine = sa.create_engine(store_url.replace("postgresql:", "postgresql+psycopg:", 1))
    yield engine
    engine.dispose()


@pytest.fixture
def read(engine: sa.Engine) -> ReadRows:
    """A function that gives an entity's rows in the order of its primary key, that key first."""
    tables = entity_tables(PROJECT, "postgresql").tables

    def read_rows(entity: Entity) -> list[tuple[Any, ...]]:
        assert entity.persistence is not None
        table = tables[entity.persistence.table]
        with engine.connect() as connection:
            key = table.primary_key.columns[0]
            return [tuple(row) for row in connection.execute(sa.select(table).order_by(key))]

    return read_rows
