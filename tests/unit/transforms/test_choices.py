from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from nomnom.transforms.choices import (
    coalesce,
    conditional,
    default_if_empty,
    lookup,
    lookup_optional,
    to_boolean,
)


@pytest.mark.parametrize(
    ("expected", "values"),
    [("", ["", "a"]), (0, [None, 0, 1]), (False, [None, False]), (None, [None, None])],
)
def test_only_null_is_passed_over(expected: Any, values: list[Any]) -> None:
    """An empty text, zero and false are values."""
    assert expected == coalesce(*values)


@pytest.mark.parametrize(
    ("expected", "value"),
    [
        ("d", None),
        ("d", ""),
        ("d", " \n"),
        ("d", []),
        ("d", {}),
        (0, 0),
        (False, False),
        (" a", " a"),
    ],
)
def test_zero_and_false_are_not_empty(expected: Any, value: Any) -> None:
    """What is there stays as it is, spaces around text included."""
    assert expected == default_if_empty(value, default="d")


@pytest.mark.parametrize(
    ("expected", "subject", "how"),
    [
        ("then", Decimal("1.0"), {"equals": 1}),
        ("then", True, {"equals": "true"}),
        ("else", True, {"equals": 1}),
        ("then", dt.date(2024, 1, 31), {"equals": "2024-01-31"}),
        ("then", "b", {"one_of": ["a", "b"]}),
        ("else", "", {"equals": "a"}),
        ("else", None, {"equals": "null"}),
        ("else", "a", {"one_of": []}),
        ("then", "", {}),
        ("else", None, {}),
    ],
)
def test_a_condition_compares_numbers_by_value_and_the_rest_by_text(
    expected: str, subject: Any, how: dict[str, Any]
) -> None:
    """Null is never what is asked for."""
    assert expected == conditional(subject, "then", "else", **how)


def test_without_an_else_the_result_is_null() -> None:
    """As SQL's CASE has it."""
    assert None is conditional("a", "then", equals="b")


def test_a_table_is_looked_up_by_text() -> None:
    """Keys are text in YAML too."""
    assert "one" == lookup(1, table={"1": "one"})
    assert 2 == lookup_optional(True, table={"true": 2})


def test_an_unlisted_value_is_no_guess() -> None:
    """It is an error, the default where there is one, or null where that is asked for."""
    with pytest.raises(ValueError, match=r"^expected one of O, F$"):
        lookup("X", table={"O": "open", "F": "filled"})
    assert "?" == lookup("X", table={"O": "open"}, default="?")
    assert None is lookup_optional("X", table={"O": "open"})


def test_only_declared_words_are_true_or_false() -> None:
    """Also where another word would be clear to a person."""
    assert False is to_boolean(0, true_words=[1], false_words=[0])
    with pytest.raises(ValueError, match=r"^expected one of yes, no$"):
        to_boolean("true", true_words=["yes"], false_words=["no"])
