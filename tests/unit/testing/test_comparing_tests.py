"""Rows are compared as what they stand for, each expectation with a row of its own."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from nomnom.testing.matching import matched
from nomnom.testing.values import Part, same, shown

NOON = dt.datetime(2026, 1, 2, 12, tzinfo=dt.UTC)
ID = UUID("0f8fad5b-d9cb-469f-a165-70867728950e")


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        (Decimal("12.30"), Decimal("12.3")),
        (1, Decimal("1.0")),
        (
            {"a": [1, {"b": None}], "c": Decimal("1.50")},
            {"c": Decimal("1.5"), "a": [1, {"b": None}]},
        ),
        ("2026-01-02T13:00:00+01:00", NOON),
        ("2026-01-02", dt.date(2026, 1, 2)),
        ("0F8FAD5B-D9CB-469F-A165-70867728950E", ID),
        (Part("an integer"), "expected an integer between 1 and 7"),
        (None, None),
    ],
)
def test_what_stands_for_the_same_is_the_same(expected: Any, actual: Any) -> None:
    """Digits that say nothing, the order of members and the spelling of times don't matter."""
    assert same(expected, actual)


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        (Decimal("12.30"), Decimal("12.31")),
        (True, 1),
        (1, True),
        ("1", 1),
        (None, 0),
        (None, ""),
        ({"a": True}, {"a": 1}),
        ({"a": None}, {}),
        ([1, 2], [2, 1]),
        ([1], [1, 2]),
        ("2026-01-02T12:00:00", NOON),
        ("noon", NOON),
        (Part("A"), "a"),
    ],
)
def test_what_stands_for_another_thing_differs(expected: Any, actual: Any) -> None:
    """True isn't 1, an absent member isn't null, and the order of a list counts."""
    assert not same(expected, actual)


@pytest.mark.parametrize(
    ("expected", "fits"),
    [
        ({}, []),
        ({0: 1, 1: 0}, [[0, 1], [0]]),
        ({0: 2, 1: 0, 2: 1}, [[0, 1, 2], [0], [0, 1]]),
        ({0: 0}, [[0], [0]]),
        ({1: 0}, [[], [0]]),
    ],
)
def test_each_expectation_has_a_row_of_its_own(
    expected: dict[int, int], fits: list[list[int]]
) -> None:
    """As many as possible find one, whatever order they stand in."""
    assert expected == matched(fits)


@pytest.mark.parametrize(
    ("expected", "value"),
    [
        ("12.30", Decimal("12.30")),
        ("1000", Decimal("1E+3")),
        ('"2026-01-02T12:00:00Z"', NOON),
        ('"2026-01-02"', dt.date(2026, 1, 2)),
        (f'"{ID}"', ID),
        ('{a: [1, null, "x"], b: {}}', {"a": [1, None, "x"], "b": {}}),
        ('…"part"…', Part("part")),
    ],
)
def test_values_are_shown_as_they_are_written(expected: str, value: Any) -> None:
    """What differs is shown as it would stand in the YAML."""
    assert expected == shown(value)
