"""What a batch of rows needs before it is written, on any database. No I/O."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any

from nomnom.model.entity import OnConflict, Persistence
from nomnom.store.port import Row


def settled(persistence: Persistence, rows: Sequence[Row]) -> Sequence[Row]:
    """One row per key, sorted by key; rows without a key, or with null in it, stay as they are, behind.

    The same order in every writer keeps two of them from waiting for each other. With `on_conflict: error`
    nothing is settled: the database shall refuse the second row.
    """
    if not persistence.key or persistence.on_conflict is OnConflict.ERROR:
        return rows
    key = _key_of(persistence)
    first_wins = persistence.on_conflict is OnConflict.IGNORE
    by_key = {key(row): row for row in (reversed(rows) if first_wins else rows)}
    if not any(None in each for each in by_key):
        return [by_key[each] for each in sorted(by_key)]
    keyed = {each: row for each, row in by_key.items() if None not in each}
    return [keyed[each] for each in sorted(keyed)] + [row for row in rows if None in key(row)]


def _key_of(persistence: Persistence) -> Callable[[Row], tuple[Any, ...]]:
    names = [column.name for column in persistence.columns]
    places = [names.index(name) for name in persistence.key]
    if len(places) > 1:
        return itemgetter(*places)
    (place,) = places
    return lambda row: (row[place],)
