from __future__ import annotations

from collections.abc import Sequence
from math import ceil, log2

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nomnom.errors import DataError, OutageError
from nomnom.worker.isolation import isolate

UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


class Table:
    """A table that takes all of some rows or none of them."""

    def __init__(self, bad: set[int]) -> None:
        self.bad = bad
        self.rows: list[int] = []
        self.attempts = 0

    def write(self, rows: Sequence[int]) -> None:
        self.attempts += 1
        for row in rows:
            if row in self.bad:
                raise DataError(f"bad {row}")
        self.rows += rows


@UNHURRIED
@given(st.integers(0, 300), st.data())
def test_exactly_the_bad_ones_are_found_in_order(size: int, data: st.DataObject) -> None:
    """The others are written once and in order; each bad one comes back with its own error."""
    bad = data.draw(st.sets(st.integers(0, size - 1), max_size=20) if size else st.just(set()))
    table = Table(bad)
    found = isolate(range(size), table.write)

    assert [(row, f"bad {row}") for row in sorted(bad)] == [
        (row, str(error)) for row, error in found
    ]
    assert [row for row in range(size) if row not in bad] == table.rows
    assert table.attempts <= 1 + 2 * len(bad) * ceil(log2(size) if size > 1 else 0)


def test_nothing_is_tried_without_items() -> None:
    """An empty batch isn't an attempt."""
    table = Table(set())

    assert [] == isolate((), table.write)
    assert 0 == table.attempts


def test_an_outage_is_no_bad_item() -> None:
    """Whatever isn't an error of the data ends the search at once."""

    def away(_: Sequence[int]) -> None:
        raise OutageError("the database is away")

    with pytest.raises(OutageError):
        isolate([1, 2], away)
