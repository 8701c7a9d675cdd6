"""Finding the bad ones of a batch by halving it. Pure: what "trying" means is the caller's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from nomnom.errors import DataError

Item = TypeVar("Item")


def isolate(
    items: Sequence[Item], attempt: Callable[[Sequence[Item]], None]
) -> list[tuple[Item, DataError]]:
    """Try all items; where they are refused, try each half, until every bad one stands alone.

    `attempt` has to undo itself when it raises DataError. Items are tried in their order, so a later version of
    a row still comes after an earlier one. The bad ones come back with the error of each: about 2·log2(n) tries
    for one bad among n.
    """
    if not items:
        return []
    try:
        attempt(items)
    except DataError as error:
        if len(items) == 1:
            return [(items[0], error)]
        middle = len(items) // 2
        return isolate(items[:middle], attempt) + isolate(items[middle:], attempt)
    return []
