"""What a batch of rows becomes before it is written."""

from __future__ import annotations

from dataclasses import replace

from nomnom.store.rows import settled, settled_places
from samples.stored import fields, persistence

PLAIN = persistence("t", fields(key="String?", version="Integer?"), unicity=("key",))
VERSIONED = replace(PLAIN, version=("version",))


def test_the_last_row_of_a_key_stays() -> None:
    """Without a version; rows are sorted by key."""
    assert [("A", 1), ("B", 3)] == settled(PLAIN, [("B", 9), ("A", 1), ("B", 3)])


def test_the_newest_row_of_a_key_stays() -> None:
    """By its version, of which null is the oldest."""
    rows = [("B", 9), ("A", None), ("B", 3), ("A", -1), ("A", None)]
    assert [("A", -1), ("B", 9)] == settled(VERSIONED, rows)


def test_of_equally_new_rows_the_last_stays() -> None:
    """Two nulls are equally old."""
    assert [2, 3] == settled_places(VERSIONED, [("A", 1), ("B", None), ("A", 1), ("B", None)])


def test_rows_with_null_in_their_key_all_stay() -> None:
    """Behind the others, in their order."""
    assert [3, 0, 2] == settled_places(VERSIONED, [(None, 5), ("A", 1), (None, 1), ("A", 2)])
