"""One PostgreSQL transaction behind the port."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import psycopg

from nomnom.model.entity import Entity
from nomnom.store.port import Claim, DeadLetter, LedgerEntry, Row
from nomnom.store.postgres.errors import translated
from nomnom.store.postgres.merge import Merge
from nomnom.store.rows import settled

LEDGER_COLUMNS = tuple(field.name for field in dataclasses.fields(LedgerEntry))
LETTER_COLUMNS = tuple(f.name for f in dataclasses.fields(DeadLetter) if f.name != "id")

_CLAIM = f"""
    INSERT INTO nomnom_messages ({", ".join(LEDGER_COLUMNS)})
    SELECT * FROM unnest(
        %s::text[], %s::text[], %s::bigint[], %s::bigint[], %s::int[], %s::int[], %s::int[],
        %s::timestamptz[], %s::timestamptz[])
    ON CONFLICT (message_id) DO NOTHING
    RETURNING message_id
"""  # noqa: S608  column names of our own

_FINGERPRINTS = "SELECT message_id, fingerprint FROM nomnom_messages WHERE message_id = ANY(%s)"

_CORRECT = "UPDATE nomnom_messages SET stored = %s, dead = %s WHERE message_id = %s"

_BURY = f"COPY nomnom_dead_letters ({', '.join(LETTER_COLUMNS)}) FROM STDIN"


class PostgresTransaction:
    """See `port.Transaction`."""

    def __init__(
        self, connection: psycopg.Connection[tuple[object, ...]], merges: Mapping[str, Merge]
    ) -> None:
        self._connection = connection
        self._merges = merges
        self._staged: set[str] = set()

    def claim(self, entries: Sequence[LedgerEntry]) -> Claim:
        """See the port. Sorted by id, so that two claims of the same messages don't deadlock."""
        ordered = sorted(entries, key=lambda entry: entry.message_id)
        columns = [[getattr(entry, name) for entry in ordered] for name in LEDGER_COLUMNS]
        with translated("claim messages"), self._connection.cursor() as cursor:
            fresh = {str(row[0]) for row in cursor.execute(_CLAIM, columns)}
            others = {e.message_id: e.fingerprint for e in entries if e.message_id not in fresh}
            known = cursor.execute(_FINGERPRINTS, (list(others),)).fetchall() if others else []
        clashing = {str(name) for name, mark in known if others[str(name)] != mark}
        return Claim(frozenset(fresh), frozenset(clashing))

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """See the port."""
        staged = set(self._staged)
        try:
            with translated("write"), self._connection.transaction():
                yield
        except BaseException:
            self._staged = staged  # what was staged since is rolled back
            raise

    def merge(self, entity: Entity, rows: Sequence[Row]) -> None:
        """See the port."""
        if not rows:
            return
        assert entity.persistence is not None
        merge = self._merges[entity.name]
        with (
            translated(f"write {entity.persistence.table}"),
            self._connection.cursor() as cursor,
        ):
            if merge.stage and merge.create and merge.clear:
                cursor.execute(merge.clear if merge.stage in self._staged else merge.create)
                self._staged.add(merge.stage)
            with cursor.copy(merge.copy) as copy:
                for row in settled(entity.persistence, rows):
                    copy.write_row(row)
            if merge.merge:
                cursor.execute(merge.merge)

    def correct(self, entries: Iterable[LedgerEntry]) -> None:
        """See the port."""
        counts = [(entry.stored, entry.dead, entry.message_id) for entry in entries]
        with translated("correct the ledger"), self._connection.cursor() as cursor:
            cursor.executemany(_CORRECT, counts)

    def bury(self, letters: Sequence[DeadLetter]) -> None:
        """See the port."""
        if not letters:
            return
        with (
            translated("write dead letters"),
            self._connection.cursor() as cursor,
            cursor.copy(_BURY) as copy,
        ):
            for letter in letters:
                copy.write_row([getattr(letter, name) for name in LETTER_COLUMNS])
