from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from nomnom.model.entity import Field
from samples.entities import field, plan_of, root

Reading = Callable[[Field, str], Any]


def test_one_pass_gives_a_row_of_typed_values() -> None:
    """Each member becomes the Python value of its column, in the order of the columns."""
    order = root(
        "Order",
        field("text"),
        field("small", "Integer"),
        field("big", "BigInt"),
        field("price", "Decimal"),
        field("flag", "Boolean"),
        field("day", "Date"),
        field("id", "Uuid"),
    )
    payload = (
        b'{"id": "6fa459ea-ee8a-4ca4-894e-db77e160355e", "day": "2024-02-29", "flag": true,'
        b' "price": 12.50, "big": 9007199254740993, "small": -7, "text": "\xc3\xa9", "other": [1]}'
    )

    expected = (
        "é",
        -7,
        9007199254740993,
        Decimal("12.50"),
        True,
        dt.date(2024, 2, 29),
        UUID("6fa459ea-ee8a-4ca4-894e-db77e160355e"),
    )
    assert ([expected],) == plan_of(order).extract(payload).rows


@pytest.mark.parametrize("kind", ["Float", "Decimal", "f64"])
@pytest.mark.parametrize(
    "digits",
    ["0.1", "1.10", "-0.0", "173665.470", "1e400", "1E-400", "9" * 300, "0." + "1" * 300],
)
def test_numbers_keep_their_digits(value: Reading, kind: str, digits: str) -> None:
    """A number is read from its digits, never through a binary float: written as number or as string."""
    assert str(Decimal(digits)) == str(value(field("a", kind), digits))
    assert str(Decimal(digits)) == str(value(field("a", kind), f'"{digits}"'))


@pytest.mark.parametrize("text", ["NaN", "sNaN", "-nan", "Infinity", "-inf"])
def test_what_is_no_finite_number_is_refused(rule: Reading, text: str) -> None:
    """The strings that Python's Decimal takes for no number at all don't reach a column."""
    assert "finite" == rule(field("a", "Decimal"), f'"{text}"')


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ("format", '"twelve"'),
        ("format", '""'),
        ("type", "true"),
        ("type", "[1]"),
        ("type", "null"),
        ("range", "1e131072"),
        ("range", "1e-16384"),
        ("format", "1e99999999999999999999"),
    ],
)
def test_what_no_numeric_column_holds_is_refused(rule: Reading, expected: str, text: str) -> None:
    """Text that is no number, and numbers beyond the digits of PostgreSQL's NUMERIC, name their rule."""
    assert expected == rule(field("a", "Decimal"), text)


@pytest.mark.parametrize(("kind", "bound"), [("Integer", 2**31), ("BigInt", 2**63)])
def test_integers_keep_to_their_bits(value: Reading, rule: Reading, kind: str, bound: int) -> None:
    """The least and the greatest integer pass, their neighbours outside and huge ones don't."""
    declared = field("a", kind)

    assert -bound == value(declared, str(-bound))
    assert bound - 1 == value(declared, str(bound - 1))
    for outside in (-bound - 1, bound, 10**30):
        assert "range" == rule(declared, str(outside))
    assert "range" == rule(declared, "1" * 5000)


@pytest.mark.parametrize("text", ["1.0", "1e3", '"1"', "true", "[]"])
def test_integers_are_written_as_integers(rule: Reading, text: str) -> None:
    """Floats, strings and booleans are no integers, even where their value would be one."""
    assert "type" == rule(field("a", "Integer"), text)


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        (dt.datetime(2024, 1, 31, 12, 0), "2024-01-31T12:00:00"),
        (dt.datetime(2024, 1, 31, 12, 0), "2024-01-31T12:00:00Z"),
        (dt.datetime(2024, 1, 31, 22, 30), "2024-02-01T00:00:00+01:30"),
        (dt.datetime(2024, 1, 31, 12, 0, 0, 123457), "2024-01-31T12:00:00.1234567Z"),
    ],
)
def test_a_datetime_becomes_naive_utc(value: Reading, expected: dt.datetime, text: str) -> None:
    """An offset is converted to UTC; without one the time is taken as it stands."""
    assert expected == value(field("a", "DateTime"), f'"{text}"')


def test_a_timestamp_becomes_aware_utc(value: Reading) -> None:
    """The instant stays, the offset becomes that of UTC."""
    read = value(field("a", "Timestamp"), '"2024-02-01T00:00:00+01:30"')

    assert dt.datetime(2024, 1, 31, 22, 30, tzinfo=dt.UTC) == read
    assert dt.UTC == read.tzinfo


@pytest.mark.parametrize(
    ("expected", "kind", "text"),
    [
        ("format", "Timestamp", '"2024-01-31T12:00:00"'),
        ("format", "DateTime", '"2024-01-31"'),
        ("format", "DateTime", '"yesterday"'),
        ("format", "Date", '"2024-02-30"'),
        ("format", "Date", '"2024-01-31T12:00:00"'),
        ("type", "Date", "20240131"),
        ("format", "Uuid", '"6fa459ea"'),
        ("type", "Boolean", '"true"'),
        ("type", "Boolean", "1"),
        ("range", "DateTime", '"0001-01-01T00:00:00+14:00"'),
        ("range", "Timestamp", '"9999-12-31T23:59:59-14:00"'),
    ],
)
def test_what_is_no_value_of_the_type_is_refused(
    rule: Reading, expected: str, kind: str, text: str
) -> None:
    """A Timestamp needs its offset, a day has to exist, and a time has to stay in the calendar in UTC."""
    assert expected == rule(field("a", kind), text)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("Json", '{"b": 1.10, "a": [1e400, "\\u00e9"],  "b": 2}'),
        ("Json", "12.340"),
        ("Object", '{"deep": {"er": {}}}'),
        ("List[String]", '["x", null, 3]'),
    ],
)
def test_json_columns_keep_the_text(value: Reading, kind: str, text: str) -> None:
    """Digits, order, spaces and escapes stay as they were sent."""
    assert text == value(field("a", kind), f"  {text} ")


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("Object", "[1]"),
        ("Object", '"{}"'),
        ("List[Object]", "{}"),
        ("Json", "null"),
        ("Object", "null"),
    ],
)
def test_json_columns_hold_their_kind(rule: Reading, kind: str, text: str) -> None:
    """An Object is an object, a List a list, and null is a value of neither."""
    assert "type" == rule(field("a", kind), text)


def test_null_in_a_nullable_json_column_is_null(value: Reading) -> None:
    """It is the column's NULL, not the JSON text `null`."""
    assert value(field("a", "Json?"), "null") is None
