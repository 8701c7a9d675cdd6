"""The stores under test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
import sqlalchemy as sa

from nomnom.migrate import bring_up
from nomnom.model.entity import Entity
from nomnom.store import Store, open_store
from nomnom.tables import entity_tables
from samples.databases import Place
from samples.stored import EVERY_TABLE, value_read

OpenStore = Callable[[], Store]
ReadRows = Callable[[Entity], list[tuple[Any, ...]]]


@pytest.fixture
def another_store(place: Place) -> Iterator[OpenStore]:
    """A function that gives one more store on the same database."""
    with ExitStack() as stack:

        def open_one() -> Store:
            store = open_store(place.url, EVERY_TABLE)
            stack.callback(store.close)
            return store

        yield open_one


@pytest.fixture
def store(another_store: OpenStore, place: Place) -> Store:
    """A store whose tables exist."""
    bring_up(place.url, EVERY_TABLE)
    return another_store()


@pytest.fixture
def engine(place: Place) -> Iterator[sa.Engine]:
    """Another way to the same database, for looking at it."""
    with place.engine() as engine:
        yield engine


@pytest.fixture
def read(engine: sa.Engine, place: Place) -> ReadRows:
    """A function that gives an entity's rows in the order of its primary key, that key first."""
    tables = entity_tables(EVERY_TABLE, place.kind.database).tables

    def read_rows(entity: Entity) -> list[tuple[Any, ...]]:
        assert entity.persistence is not None
        table = tables[entity.persistence.table]
        kinds = {column.name: column.type.kind for column in entity.persistence.columns}
        with engine.connect() as connection:
            found = connection.execute(sa.select(table).order_by(table.primary_key.columns[0]))
            return [
                tuple(value_read(kinds.get(k), v) for k, v in row.items())
                for row in found.mappings()
            ]

    return read_rows
