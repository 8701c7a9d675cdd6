"""The rows of a record as statements that a person can read and run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nomnom.extraction import Rows
from nomnom.model.entity import Entity
from nomnom.store.rows import settled
from nomnom.tables import Target, inserts


def statements(
    targets: Mapping[str, Target], stored: Sequence[Entity], rows: Rows
) -> tuple[str, ...]:
    """A statement of PostgreSQL for each row that is written, in the worker's order; `targets` by entity.

    Equal in effect to what the worker does, which copies rows in bulk and merges them; but where a row is
    there already, an upsert takes a value from its key's sequence all the same. Raises DataError for text
    that PostgreSQL doesn't store.
    """
    return tuple(
        statement
        for entity, theirs in zip(stored, rows, strict=False)
        if entity.persistence
        for statement in inserts(
            targets[entity.name], settled(entity.persistence, theirs), "postgresql"
        )
    )
