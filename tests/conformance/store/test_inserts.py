"""Statements written out put into a table what a store would."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from nomnom.model.entity import Entity
from nomnom.store import Store
from nomnom.tables import inserts, targets
from samples.databases import Place
from samples.stored import EVERY_TABLE, FIRST, NATURAL, NOON, OPTIONAL, ORDER, PRICED, TYPED

ReadRows = Callable[[Entity], list[tuple[Any, ...]]]

TEXT = "it's \\n \\' \"quoted\" `ticked` %s :name $1 ; -- /* \n\t\r\x1a Zoë 😀"


def run(engine: sa.Engine, place: Place, entity: Entity, *rows: Sequence[Any]) -> None:
    """Execute the statements of these rows, each by itself."""
    database = place.kind.database
    (target,) = (each for each in targets(EVERY_TABLE, database) if each.entity == entity)
    with engine.begin() as connection:
        for statement in inserts(target, rows, database):
            connection.exec_driver_sql(statement, execution_options={"no_parameters": True})


def test_every_type_comes_back(
    store: Store, read: ReadRows, engine: sa.Engine, place: Place
) -> None:
    """Quotes, backslashes, extremes and null included."""
    uuid = UUID("123e4567-e89b-12d3-a456-426614174000")
    full = (
        1,
        TEXT,
        -(2**63),
        Decimal("-12.30"),
        True,
        dt.date(1, 1, 1),
        dt.datetime(2026, 1, 2, 3, 4, 5, 6),
        NOON,
        uuid,
        '{"a": ["it\'s", "\\\\ \\n", 1.5, null]}',
    )
    empty = (2, *[None] * 9)
    run(engine, place, TYPED, full, empty)
    document = {"a": ["it's", "\\ \n", 1.5, None]}
    assert [(*full[:-1], document), empty] == [row[1:] for row in read(TYPED)]


def test_a_key_that_exists_is_treated_as_declared(
    store: Store, read: ReadRows, engine: sa.Engine, place: Place
) -> None:
    """The last row of a key wins where it is updated, the first where it is ignored; those without one stay."""
    rows = [("A", Decimal(1), None), ("A", Decimal(2), "x")]
    for entity in (ORDER, NATURAL, FIRST):
        run(engine, place, entity, *rows)
    run(engine, place, OPTIONAL, (None, Decimal(1)), (None, Decimal(2)))
    assert [rows[1]] == [row[1:] for row in read(ORDER)]
    assert [rows[1]] == read(NATURAL)
    assert [rows[0]] == [row[1:] for row in read(FIRST)]
    assert 2 == len(read(OPTIONAL))


def test_a_store_finds_the_row_again(
    store: Store, read: ReadRows, engine: sa.Engine, place: Place
) -> None:
    """What a statement stored is the same row to a store, which updates it."""
    run(engine, place, PRICED, ("A", Decimal("1.5")))
    with store.transaction() as transaction:
        transaction.merge(PRICED, [("A", Decimal("2.50"))])
    assert [("A", Decimal("2.50"))] == [row[1:] for row in read(PRICED)]
