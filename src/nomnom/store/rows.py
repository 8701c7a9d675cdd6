"""What a batch of rows needs before it is written, on any database. No I/O."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any

from nomnom.model.entity import OnConflict, Persistence
from nomnom.store.port import Row


def settled(persistence: Persistence, rows: Sequence[Row]) -> Sequence[Row]:
    """One row per key, sorted by key; rows without a key, or with null in it, stay as they are, behind.

    Of rows with one key the newest by version stays, of equally new ones the last. The same order in every
    writer keeps two of them from waiting for each other. With `on_conflict: error` nothing is settled: the
    database shall refuse the second row.
    """
    if not persistence.key or persistence.on_conflict is OnConflict.ERROR:
        return rows
    if persistence.version:
        return [rows[place] for place in settled_places(persistence, rows)]
    key = values_of(persistence, persistence.key)
    first_wins = persistence.on_conflict is OnConflict.IGNORE
    by_key = {key(row): row for row in (reversed(rows) if first_wins else rows)}
    if not any(None in each for each in by_key):
        return [by_key[each] for each in sorted(by_key)]
    keyed = {each: row for each, row in by_key.items() if None not in each}
    return [keyed[each] for each in sorted(keyed)] + [row for row in rows if None in key(row)]


def settled_places(persistence: Persistence, rows: Sequence[Row]) -> list[int]:
    """The places of those rows that are settled, in their order; `persistence` has a key and updates rows."""
    key = values_of(persistence, persistence.key)
    version = values_of(persistence, persistence.version)
    newest: dict[tuple[Any, ...], tuple[Any, int]] = {}
    loose: list[int] = []
    for place, row in enumerate(rows):
        of_row = key(row)
        if None in of_row:
            loose.append(place)
            continue
        rank = tuple((value is not None, value) for value in version(row))
        if of_row not in newest or rank >= newest[of_row][0]:
            newest[of_row] = (rank, place)
    return [newest[each][1] for each in sorted(newest)] + loose


def values_of(persistence: Persistence, columns: Sequence[str]) -> Callable[[Row], tuple[Any, ...]]:
    """What takes the values of some columns out of a row."""
    names = [column.name for column in persistence.columns]
    places = [names.index(name) for name in columns]
    if len(places) > 1:
        return itemgetter(*places)
    if not places:
        return lambda _: ()
    (place,) = places
    return lambda row: (row[place],)
