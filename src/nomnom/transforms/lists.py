"""Lists."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from nomnom.transforms.canonical import text_of
from nomnom.transforms.declaring import transform
from nomnom.transforms.exact import EXACT, exactly


@transform
def list_length(items: list[Any]) -> int:
    """How many items a list has.

    >>> list_length(["a", "b"])
    2
    """
    return len(items)


@transform
def list_item(items: list[Any], *, index: int) -> Any | None:
    """One item of a list, counted from 0, or from the end where it is negative; null beyond its ends.

    >>> list_item(["a", "b", "c"], index=-1)
    'c'
    """
    return items[index] if -len(items) <= index < len(items) else None


@transform
def list_join(items: list[Any], *, separator: str = ", ") -> str:
    """The texts of the items with a separator between them; nulls are left out.

    >>> list_join(["red", None, Decimal("1.50")], separator="|")
    'red|1.50'
    """
    return separator.join(text_of(item) for item in items if item is not None)


@transform
def list_sum(items: list[Any], *, field: str | None = None) -> Decimal:
    """The sum of a list's numbers, or of the numbers that its objects have under `field`, with every digit.

    Nulls and absent members are left out; the sum of nothing is 0.

    >>> list_sum([{"price": Decimal("4.80")}, {"price": Decimal("7.50")}, {}], field="price")
    Decimal('12.30')
    >>> list_sum([1, Decimal("0.5")])
    Decimal('1.5')
    """
    total = Decimal(0)
    for item in items:
        value = item if field is None else _member(item, field)
        if value is None:
            continue
        if not isinstance(value, (int, Decimal)) or isinstance(value, bool):
            raise ValueError("expected a list of numbers" if field is None else _expected(field))
        total = exactly(EXACT.add, total, value)
    return total


def _member(item: Any, field: str) -> Any:
    if item is not None and not isinstance(item, dict):
        raise ValueError(_expected(field))
    return None if item is None else item.get(field)


def _expected(field: str) -> str:
    return f'expected a list of objects with a number under "{field}"'
