"""Bringing rows into their tables: parents before children, and out of them what a new version doesn't have.

Which children a parent has is said by one record: the one whose row of the parent wins, in the batch by its
version and its place in the stream, and against the table's row. Its children are written, all others of
that parent go; children of records that didn't win aren't written at all. While that happens the parent's row
is locked, so that writers with versions of one parent take turns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nomnom.errors import DataError
from nomnom.extraction import Extract, RootPlan, Row
from nomnom.model.entity import Entity, Persistence
from nomnom.store import StaleRow, Transaction
from nomnom.store.rows import values_of

Key = tuple[Any, ...]


def merge_rows(transaction: Transaction, plan: RootPlan, extracts: Sequence[Extract]) -> None:
    """Write the rows of some payloads of one root, which are in stream order. Raises DataError."""
    family = _Family(transaction, {})
    stale: list[tuple[Entity, Sequence[StaleRow]]] = []
    for place, entity in enumerate(plan.stored):
        rows = [row for each in extracts for row in each.rows[place]]
        if entity.name not in plan.family:
            transaction.merge(entity, rows)
            continue
        assert entity.persistence is not None
        records = list(_records(extracts, plan.placed.index(entity.name)))
        if entity.persistence.reconciled_by:
            stale.append((entity, family.children(entity, entity.persistence, rows, records)))
        else:
            family.parents(entity, entity.persistence, rows, records)
    for entity, gone in reversed(stale):
        transaction.delete(entity, gone)


def _records(extracts: Sequence[Extract], placed: int) -> Iterator[int]:
    """The number of each row's record among all records of the payloads."""
    before = 0
    for each in extracts:
        yield from (before + place for place in each.places[placed])
        before += len(each.records)


@dataclass(frozen=True, slots=True)
class _Standing:
    """The rows of one entity in a batch by their keys.

    `given` has each row's record and key, `winner` the record whose row is in the table now, `touched` the keys
    of rows whose children are looked through: of those that won, and of those that are going.
    """

    given: frozenset[tuple[int, Key]]
    winner: Mapping[Key, int]
    touched: Sequence[Key]


@dataclass(frozen=True, slots=True)
class _Family:
    transaction: Transaction
    standing: dict[str, _Standing]

    def parents(
        self, entity: Entity, stored: Persistence, rows: Sequence[Row], records: Sequence[int]
    ) -> None:
        """Write rows whose children are reconciled, and note which records won."""
        keys = _keys(values_of(stored, stored.key), rows)
        places = self.transaction.merge_parents(entity, rows)
        winner = {keys[place]: records[place] for place in places if None not in keys[place]}
        given = frozenset(zip(records, keys, strict=True))
        self.standing[entity.name] = _Standing(given, winner, tuple(winner))

    def children(
        self, entity: Entity, stored: Persistence, rows: Sequence[Row], records: Sequence[int]
    ) -> Sequence[StaleRow]:
        """Write the children of records that won; the rows of their parents that have to go."""
        parent = self.standing[entity.origins[0]]
        keys = _keys(values_of(stored, stored.key), rows)
        owners = _keys(values_of(stored, stored.reconciled_by), rows)
        _require_parents(entity, stored, parent, owners, records)
        places = [
            place
            for place, owner in enumerate(owners)
            if None in owner or parent.winner.get(owner) == records[place]
        ]
        winner = {keys[place]: records[place] for place in places if None not in keys[place]}
        stale = self.transaction.stale(entity, parent.touched, tuple(winner))
        self.transaction.merge(entity, [rows[place] for place in places])
        given = frozenset(zip(records, keys, strict=True))
        touched = (*winner, *(each.key for each in stale if None not in each.key))
        self.standing[entity.name] = _Standing(given, winner, touched)
        return stale


def _keys(take: Callable[[Row], Key], rows: Sequence[Row]) -> list[Key]:
    return [take(row) for row in rows]


def _require_parents(
    entity: Entity,
    stored: Persistence,
    parent: _Standing,
    owners: Sequence[Key],
    records: Sequence[int],
) -> None:
    """A child that names a parent which isn't in its record could be told from no version of that."""
    for record, owner in zip(records, owners, strict=True):
        if None not in owner and (record, owner) not in parent.given:
            shown = ", ".join(map(str, owner))
            raise DataError(
                f"expected the {', '.join(stored.reconciled_by)} of its {entity.origins[0]}, got {shown}",
                sqlstate="23503",
                place=stored.table,
            )
