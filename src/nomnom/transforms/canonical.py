"""The one text of a single value, for transforms that want text of anything."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import UUID

from nomnom.limits import NUMERIC_INTEGER_DIGITS


def text_of(value: Any) -> str:
    """The text of a single value: equal values of a type have equal texts, whatever computes them.

    true and false; decimals with the digits they came with and no exponent; ISO dates; times with their
    offset, in UTC where they have one. Raises ValueError for null, lists and objects.

    >>> [text_of(each) for each in (Decimal("1.50E+3"), True, dt.date(2024, 1, 31))]
    ['1500', 'true', '2024-01-31']
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return _digits(value)
    if isinstance(value, dt.datetime):
        return (value if value.tzinfo is None else value.astimezone(dt.UTC)).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, (int, UUID)):
        return str(value)
    raise ValueError("expected a single value, not a list, an object or null")


def same(one: Any, other: Any) -> bool:
    """Whether two single values are the same: numbers by their value, all others by their text."""
    if _is_number(one) and _is_number(other):
        return bool(one == other)
    return text_of(one) == text_of(other)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, Decimal)) and not isinstance(value, bool)


def _digits(number: Decimal) -> str:
    # 1E+999999999 has a text of a gigabyte, and no column takes it.
    if not number.is_finite() or abs(number.adjusted()) > NUMERIC_INTEGER_DIGITS:
        raise ValueError("expected a finite number that NUMERIC can hold")
    return format(number, "f")
