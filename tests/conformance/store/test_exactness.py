"""What is stored is what was given, to the last digit, or it is refused: on every database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from nomnom.errors import DataError
from nomnom.model.entity import Entity
from nomnom.store import Store
from samples.databases import Place
from samples.stored import EVENT, NATURAL, ORDER, PRICED, TYPED

ReadRows = Callable[[Entity], list[tuple[Any, ...]]]

SERVER_DECIMALS = "mariadb"
"""The database whose unbounded decimals have 38 digits, 9 of them after the point."""


def merge(store: Store, entity: Entity, *rows: Sequence[Any]) -> None:
    with store.transaction() as transaction:
        transaction.merge(entity, rows)


@pytest.mark.parametrize(
    "number",
    [
        "0",
        "-0",
        "-0.00",
        "0.1",
        "100.10",
        "1E+3",
        "1E-9",
        "0.000000001",
        "99999999999999999999999999999.999999999",
        "-99999999999999999999999999999.999999999",
    ],
)
def test_decimals_that_fit_everywhere_are_exact(store: Store, read: ReadRows, number: str) -> None:
    """A number of up to 29 digits before the point and 9 after it comes back equal."""
    merge(store, ORDER, ("A", Decimal(number), None))
    assert Decimal(number) == read(ORDER)[0][2]


@pytest.mark.parametrize("number", ["1E-10", "0.1234567891", "1E+29", f"{10**38}", f"1.{'3' * 40}"])
def test_longer_decimals_are_exact_or_refused(
    store: Store, read: ReadRows, place: Place, number: str
) -> None:
    """Where a column has a limit, a longer number is a data error that names the column; never rounded."""
    if place.kind.database == SERVER_DECIMALS:
        with pytest.raises(DataError, match=r"orders\.total: expected at most 38 digits"):
            merge(store, ORDER, ("A", Decimal(number), None))
        assert [] == read(ORDER)
    else:
        merge(store, ORDER, ("A", Decimal(number), None))
        assert Decimal(number) == read(ORDER)[0][2]


def test_how_numbers_look(store: Store, engine: sa.Engine, place: Place) -> None:
    """PostgreSQL keeps the digits as they were written, MariaDB fills them up, SQLite has the shortest."""
    merge(store, ORDER, ("A", Decimal("1.10"), None))
    with engine.connect() as connection:
        query = sa.text("SELECT CAST(total AS CHAR(40)) FROM orders")
        shown = str(connection.execute(query).scalar_one()).strip()
    expected = {"postgresql": "1.10", "mariadb": "1.100000000", "sqlite": "1.1"}
    assert expected[place.kind.database] == shown


@pytest.mark.parametrize("number", ["99999999.99", "-0.01", "5", "1E+7"])
def test_declared_digits_are_kept(store: Store, read: ReadRows, number: str) -> None:
    """A number that fits its column's precision and scale comes back equal."""
    merge(store, PRICED, ("A", Decimal(number)))
    assert [("A", Decimal(number))] == [row[1:] for row in read(PRICED)]


@pytest.mark.parametrize("number", ["100000000", "1E+8", "123456789.01"])
def test_more_digits_than_declared_are_refused(store: Store, number: str) -> None:
    """A number beyond its column's precision is a data error."""
    with pytest.raises(DataError):
        merge(store, PRICED, ("A", Decimal(number)))


def test_equal_numbers_are_one_key(store: Store, read: ReadRows) -> None:
    """Two spellings of a number are the same key."""
    merge(store, TYPED, (1, None, None, Decimal("1.10"), *[None] * 6))
    merge(store, TYPED, (2, None, None, Decimal("1.1"), *[None] * 6))
    assert 1 == len({row[4] for row in read(TYPED)})


def test_keys_that_look_alike_stay_apart(store: Store, read: ReadRows) -> None:
    """Case, spaces at the end, accents and the way they are composed all make another key."""
    keys = ["A", "a", "A ", "Á", "A\u0301", "ß", "ss", "🎉", "🎊"]
    merge(store, NATURAL, *((key, Decimal(n), None) for n, key in enumerate(keys)))
    merge(store, NATURAL, ("A ", Decimal(42), None))
    expected = {key: Decimal(n) for n, key in enumerate(keys)} | {"A ": Decimal(42)}
    assert expected == {row[0]: row[1] for row in read(NATURAL)}


@pytest.mark.parametrize(
    "text",
    [
        "'; DROP TABLE orders; --",
        "100% of %s and %(name)s, {braces}, ? and :name",
        "\\'\\\\ \" ` \r\n \x1a \x7f",
        "",
        "x" * 16_000,
        "🎉" * 16_000,
    ],
    ids=["quotes", "placeholders", "escapes", "empty", "long", "long and wide"],
)
def test_text_is_text(store: Store, read: ReadRows, text: str) -> None:
    """Whatever a text holds, it is stored and not understood."""
    merge(store, EVENT, ("A", Decimal(1), text))
    assert text == read(EVENT)[0][3]


@pytest.mark.parametrize(
    "instant",
    [
        dt.datetime(1, 1, 1, tzinfo=dt.UTC),
        dt.datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=dt.UTC),
        dt.datetime(2026, 3, 29, 2, 30, tzinfo=dt.timezone(dt.timedelta(hours=-9, minutes=-30))),
    ],
)
def test_instants_are_kept_in_utc(store: Store, read: ReadRows, instant: dt.datetime) -> None:
    """A Timestamp is the same instant when it comes back, to the microsecond."""
    merge(store, TYPED, (1, *[None] * 6, instant, None, None))
    assert instant == read(TYPED)[0][8]


@pytest.mark.parametrize(
    ("column", "value"),
    [(1, "A\0"), (2, 2**63), (2, -(2**63) - 1), (1, "\ud800")],
    ids=["nul", "too large", "too small", "surrogate"],
)
def test_what_no_database_holds_is_refused_by_each(store: Store, column: int, value: Any) -> None:
    """NUL and lone surrogates in text, and integers beyond 64 bits, are data errors everywhere."""
    row: list[Any] = [1, *[None] * 9]
    row[column] = value
    with pytest.raises(DataError):
        merge(store, TYPED, row)


def test_rows_are_read_as_they_were_written(store: Store) -> None:
    """A row of every kind of value comes back equal, in the order of the primary key, and so do its nulls."""
    full = (
        1,
        "text, ä",
        2**40,
        Decimal("0.1"),
        True,
        dt.date(2026, 1, 2),
        dt.datetime(2026, 1, 2, 3, 4, 5, 6),
        dt.datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=dt.UTC),
        UUID("0f8fad5b-d9cb-469f-a165-70867728950e"),
        "12345678901234567890",
    )
    merge(store, TYPED, full)
    merge(store, TYPED, (2, *[None] * 9))
    assert (full, (2, *[None] * 9)) == store.rows(TYPED)
