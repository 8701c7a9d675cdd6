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
from typing import Any, Literal, Protocol

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
    broken; `path` a JSON path; `payload` the record's original bytes. `retry_of` is the letter whose retry
    the message was. `id` is None until it is stored; what follows it is written by whoever handles the letter.
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
    retry_of: int | None = None
    id: int | None = None
    edited: bytes | None = None
    edits: int = 0
    retried_as: str | None = None
    retried_at: dt.datetime | None = None
    discarded_at: dt.datetime | None = None
    discard_reason: str | None = None

    @property
    def code(self) -> str:
        """Why it can't be stored, in a word: the database's SQLSTATE, else the rule."""
        return self.sqlstate or self.rule

    @property
    def state(self) -> LetterState:
        """What was done about it."""
        if self.retried_at is not None:
            return "retried"
        return "open" if self.discarded_at is None else "discarded"

    @property
    def document(self) -> bytes:
        """The record as it is to be sent: as edited last, else as it came."""
        return self.payload if self.edited is None else self.edited


LetterState = Literal["open", "retried", "discarded"]


@dataclass(frozen=True, slots=True)
class LetterFilter:
    """Which dead letters are meant: those for which all of this holds. None and empty say nothing.

    `entity` is the root, or the entity whose rule is broken; `reason` a rule or a SQLSTATE. `since` and
    `until` (aware; the end not included) bound the time at which a letter was written, `up_to` its id.
    """

    ids: tuple[int, ...] = ()
    entity: str | None = None
    reason: str | None = None
    message_id: str | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    state: LetterState | None = None
    up_to: int | None = None


@dataclass(frozen=True, slots=True)
class LetterGroup:
    """The dead letters of one root entity with one `code`: how many, and when the first and last came."""

    entity: str
    code: str
    count: int
    first_at: dt.datetime
    last_at: dt.datetime


@dataclass(frozen=True, slots=True)
class StaleRow:
    """A row that is to go: its primary key as the driver gives it, and the values of its key's columns."""

    id: Any
    key: tuple[Any, ...]


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

        Of rows with the same key the last wins (with `ignore` the first); where the entity has versions, the
        newest of the batch and the table wins, and of equally new ones the one that is written last. An
        existing row is updated in place: neither that nor a repeated row takes a value from the key's
        sequence. Raises DataError.
        """
        ...

    def merge_parents(self, entity: Entity, rows: Sequence[Row]) -> frozenset[int]:
        """Like `merge`, for an entity whose children are reconciled; the places of the rows that won.

        Those are in the table now, one per key, and nobody else changes them before the end. Rows with null
        in their key all win. Raises DataError.
        """
        ...

    def stale(
        self, entity: Entity, parents: Sequence[Row], kept: Sequence[Row]
    ) -> Sequence[StaleRow]:
        """The rows of those parents, given by their keys, whose own keys aren't among those to be kept.

        `entity` is reconciled; no parent's key has a null in it.
        """
        ...

    def delete(self, entity: Entity, rows: Sequence[StaleRow]) -> None:
        """Delete rows. Raises DataError where others refer to one of them."""
        ...

    def correct(self, entries: Iterable[LedgerEntry]) -> None:
        """Write the counts of entries claimed in this transaction anew."""
        ...

    def bury(self, letters: Sequence[DeadLetter]) -> None:
        """Write dead letters, nothing being done about them yet."""
        ...

    def amend(self, letter: DeadLetter, record: bytes) -> bool:
        """Keep an edited record beside the original, as one more edit of what was read.

        False, with nothing changed, where the letter was edited meanwhile, was retried, or is gone.
        """
        ...

    def mark_retried(self, letter: DeadLetter, message_id: str, at: dt.datetime) -> bool:
        """Link a letter with the message that its record was sent as; if discarded, it no longer is.

        False, with nothing changed, where the letter was edited or retried meanwhile, or is gone.
        """
        ...

    def mark_discarded(self, letter: DeadLetter, reason: str, at: dt.datetime) -> bool:
        """Say that nothing is to be done about a letter. False where it isn't open any more."""
        ...


class Store(Protocol):
    """A database with the tables of one project, which `migrate` makes."""

    def transaction(self) -> AbstractContextManager[Transaction]:
        """A transaction: committed at the end of the block, rolled back on an exception."""
        ...

    def ledger(self, message_ids: Iterable[str]) -> Mapping[str, LedgerEntry]:
        """The ledger's entries of those messages that were processed, by id."""
        ...

    def prune(self, *, before: dt.datetime, below: int, most: int) -> int:
        """Forget messages that were processed before a time and stood below a sequence of the stream.

        At most so many; how many they were comes back. Those with dead letters are kept.
        """
        ...

    def dead_letters(self, message_id: str) -> tuple[DeadLetter, ...]:
        """The dead letters of a message, in the order of its records."""
        ...

    def letters(
        self,
        chosen: LetterFilter,
        *,
        limit: int,
        after: int | None = None,
        newest_first: bool = False,
    ) -> tuple[DeadLetter, ...]:
        """One page of dead letters by their ids, which grow with time.

        `after` is the last id of the page before, None for the first page.
        """
        ...

    def letter_groups(self, chosen: LetterFilter, *, limit: int) -> tuple[LetterGroup, ...]:
        """The dead letters by root entity and code, the largest groups first."""
        ...

    def letter_count(self, chosen: LetterFilter) -> tuple[int, int]:
        """How many dead letters there are, and the largest id among them (0: there is none)."""
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
