"""What every store can do. `tests/conformance` holds each implementation to it.

A store is synchronous and belongs to one thread at a time. Its methods raise OutageError (nothing was changed;
retry), DataError (the values are refused) or ConfigurationError (a table is missing or not as declared); no
driver's exception leaves it. After OutageError it connects anew by itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from nomnom.model.entity import Entity

Row = Sequence[Any]
"""The values of a table's columns, in the order of the entity's `persistence.columns`."""


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """What the ledger knows of one message. `records` = `stored` + `dead`.

    `fingerprint` is a signed 64-bit hash of the payload; times are aware.
    """

    message_id: str
    entity: str
    stream_sequence: int
    fingerprint: int
    records: int
    stored: int
    dead: int
    received_at: dt.datetime
    processed_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Claim:
    """The answer to a claim: `fresh` ids are ours to process, `clashing` ones bear another payload.

    Ids in neither were processed before, with the same payload: nothing is left to do for them.
    """

    fresh: frozenset[str]
    clashing: frozenset[str]


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A record that can't be stored.

    `record` is its index in the message; `entity` the message's root, `at_entity` the entity whose rule is
    broken; `path` a JSON path; `payload` the record's original bytes. `id` is None until it is stored.
    """

    message_id: str
    record: int
    entity: str
    at_entity: str
    path: str
    rule: str
    reason: str
    value: str | None
    sqlstate: str | None
    attempts: int
    stream_sequence: int
    received_at: dt.datetime
    dead_at: dt.datetime
    payload: bytes
    id: int | None = None


class Transaction(Protocol):
    """One transaction: all of it is committed, or nothing."""

    def claim(self, entries: Sequence[LedgerEntry]) -> Claim:
        """Enter messages into the ledger, ids being distinct; waits for a claim of the same id elsewhere."""
        ...

    def savepoint(self) -> AbstractContextManager[None]:
        """A part that can fail alone: on an exception it is rolled back, and the exception goes on."""
        ...

    def merge(self, entity: Entity, rows: Sequence[Row]) -> None:
        """Write rows into the entity's table, by its `on_conflict`.

        Of rows with the same key the last wins (with `ignore` the first). An existing row is updated in
        place: neither that nor a repeated row takes a value from the key's sequence. Raises DataError.
        """
        ...

    def correct(self, entries: Iterable[LedgerEntry]) -> None:
        """Write the counts of entries claimed in this transaction anew."""
        ...

    def bury(self, letters: Sequence[DeadLetter]) -> None:
        """Write dead letters."""
        ...


class Store(Protocol):
    """A database with the tables of one project, which `migrate` makes."""

    def transaction(self) -> AbstractContextManager[Transaction]:
        """A transaction: committed at the end of the block, rolled back on an exception."""
        ...

    def ledger(self, message_ids: Iterable[str]) -> Mapping[str, LedgerEntry]:
        """The ledger's entries of those messages that were processed, by id."""
        ...

    def dead_letters(self, message_id: str) -> tuple[DeadLetter, ...]:
        """The dead letters of a message, in the order of its records."""
        ...

    def count(self, entity: Entity) -> int:
        """How many rows the entity's table has, exactly; on a large table that takes its time."""
        ...

    def rows(self, entity: Entity) -> tuple[Row, ...]:
        """The rows of the entity's table as they were written, by its primary key; meant for small tables.

        Numbers are Decimals, times without an offset naive, others in UTC, JSON is text.
        """
        ...

    def ping(self) -> None:
        """Raise OutageError unless the database answers."""
        ...

    def close(self) -> None:
        """Close the connection; a later call opens a new one."""
        ...
