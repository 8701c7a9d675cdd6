"""One transaction behind the port: what all databases share."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

from nomnom.errors import OutageError
from nomnom.model.entity import Entity
from nomnom.store.backend import Backend, execute, execute_counting, execute_many
from nomnom.store.letters import Condition, update_letter
from nomnom.store.port import Claim, DeadLetter, LedgerEntry, Row, StaleRow
from nomnom.store.reading import value_read
from nomnom.store.records import (
    BURIED_COLUMNS,
    LEDGER_COLUMNS,
    claim_of,
    delete_from,
    in_lots,
    select_messages,
    update_counts,
)
from nomnom.store.rows import settled, settled_places
from nomnom.tables import DEAD_LETTERS, MESSAGES, shorten

Merge = TypeVar("Merge")
"""How one database brings the rows of one entity into its table."""


class DatabaseTransaction(ABC, Generic[Merge]):
    """See `port.Transaction`. A database says how it merges rows, and what it does in ways of its own."""

    def __init__(self, backend: Backend, connection: Any, merges: Mapping[str, Merge]) -> None:
        self._backend = backend
        self._connection = connection
        self._merges = merges
        self._depth = 0

    def claim(self, entries: Sequence[LedgerEntry]) -> Claim:
        """See the port. Sorted by id, so that two claims of the same messages don't deadlock."""
        ordered = sorted(entries, key=lambda entry: entry.message_id)
        with self._backend.translated("claim messages", MESSAGES):
            return claim_of(entries, self._enter(ordered))

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """See the port."""
        self._depth += 1
        name = f"nomnom_{self._depth}"
        try:
            with self._backend.translated("write"):
                execute(self._connection, f"SAVEPOINT {name}")
                yield
                execute(self._connection, f"RELEASE SAVEPOINT {name}")
        except OutageError:
            raise  # the connection, or all of the transaction, may be gone; the whole of it is done again
        except BaseException:
            with self._backend.translated("roll back"):
                execute(self._connection, f"ROLLBACK TO SAVEPOINT {name}")
            raise
        finally:
            self._depth -= 1

    def merge(self, entity: Entity, rows: Sequence[Row]) -> None:
        """See the port."""
        if not rows:
            return
        assert entity.persistence is not None
        table = entity.persistence.table
        with self._backend.translated(f"write {table}", table):
            self._write(self._merges[entity.name], settled(entity.persistence, rows))

    def merge_parents(self, entity: Entity, rows: Sequence[Row]) -> frozenset[int]:
        """See the port."""
        if not rows:
            return frozenset()
        assert entity.persistence is not None
        table, places = entity.persistence.table, settled_places(entity.persistence, rows)
        with self._backend.translated(f"write {table}", table):
            ours = [rows[place] for place in places]
            lost = self._write(self._merges[entity.name], ours)
        return frozenset(place for number, place in enumerate(places) if number not in lost)

    def stale(
        self, entity: Entity, parents: Sequence[Row], kept: Sequence[Row]
    ) -> Sequence[StaleRow]:
        """See the port."""
        if not parents:
            return ()
        stored = entity.persistence
        assert stored is not None
        types = {column.name: column.type.kind for column in stored.columns}
        kinds = [types[name] for name in stored.key]
        with self._backend.translated(f"read {stored.table}", stored.table):
            found = self._stale(self._merges[entity.name], parents, kept)
        return tuple(StaleRow(id_, tuple(map(value_read, kinds, key))) for id_, *key in found)

    def delete(self, entity: Entity, rows: Sequence[StaleRow]) -> None:
        """See the port."""
        stored, syntax = entity.persistence, self._backend.syntax
        assert stored is not None
        table, key = shorten(stored.table), shorten(stored.primary_key.name)
        with self._backend.translated(f"clear {stored.table}", stored.table):
            for lot in in_lots(row.id for row in rows):
                statement = delete_from(syntax, table, key, len(lot))
                execute(self._connection, statement, lot)

    def correct(self, entries: Iterable[LedgerEntry]) -> None:
        """See the port."""
        counts = [(entry.stored, entry.dead, entry.message_id) for entry in entries]
        with self._backend.translated("correct the ledger", MESSAGES):
            execute_many(self._connection, update_counts(self._backend.syntax), counts)

    def bury(self, letters: Sequence[DeadLetter]) -> None:
        """See the port."""
        if letters:
            with self._backend.translated("write dead letters", DEAD_LETTERS):
                self._insert(DEAD_LETTERS, BURIED_COLUMNS, letters)

    def amend(self, letter: DeadLetter, record: bytes) -> bool:
        """See the port."""
        changes = {"edited": record, "edits": letter.edits + 1}
        return self._change(letter, changes, "not retried", "as read")

    def mark_retried(self, letter: DeadLetter, message_id: str, at: dt.datetime) -> bool:
        """See the port."""
        time = self._backend.write_time(at)
        changes = {"retried_as": message_id, "retried_at": time}
        changes |= dict.fromkeys(("discarded_at", "discard_reason"))
        return self._change(letter, changes, "not retried", "as read")

    def mark_discarded(self, letter: DeadLetter, reason: str, at: dt.datetime) -> bool:
        """See the port."""
        changes = {"discarded_at": self._backend.write_time(at), "discard_reason": reason}
        return self._change(letter, changes, "not retried", "not discarded")

    def _change(
        self, letter: DeadLetter, changes: Mapping[str, Any], *conditions: Condition
    ) -> bool:
        """Change one dead letter where it is still as it should be; whether it was."""
        statement, parameters = update_letter(self._backend.syntax, letter, changes, conditions)
        with self._backend.translated("change a dead letter", DEAD_LETTERS):
            return execute_counting(self._connection, statement, parameters) == 1

    @abstractmethod
    def _write(self, merge: Merge, rows: Sequence[Row]) -> Collection[int]:
        """Write settled rows, at least one; of an entity that leads, the places of those that lost."""

    @abstractmethod
    def _stale(
        self, merge: Merge, parents: Sequence[Row], kept: Sequence[Row]
    ) -> Iterable[Sequence[Any]]:
        """See `stale`: of each row the primary key, then the columns of its key, as the driver gives them."""

    @abstractmethod
    def _insert(
        self, table: str, columns: Sequence[str], records: Sequence[LedgerEntry | DeadLetter]
    ) -> None:
        """Insert rows into one of nomnom's own tables."""

    def _enter(self, entries: Sequence[LedgerEntry]) -> Mapping[str, int]:
        """Insert the entries that the ledger lacks; the fingerprints of the others."""
        known = self._known(entries)
        fresh = [entry for entry in entries if entry.message_id not in known]
        self._insert(MESSAGES, LEDGER_COLUMNS, fresh)
        return known

    def _known(self, entries: Sequence[LedgerEntry], lock: str = "") -> dict[str, int]:
        """The fingerprints of those messages that are in the ledger; `lock` ends the statement."""
        known: dict[str, int] = {}
        for ids in in_lots(entry.message_id for entry in entries):
            columns = ("message_id", "fingerprint")
            query = select_messages(self._backend.syntax, columns, len(ids)) + lock
            known |= dict(execute(self._connection, query, ids))
        return known
