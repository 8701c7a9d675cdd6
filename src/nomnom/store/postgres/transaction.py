"""One PostgreSQL transaction behind the port."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from nomnom.store.backend import Backend, execute
from nomnom.store.port import DeadLetter, LedgerEntry, Row
from nomnom.store.postgres.merge import Merge, copy_into
from nomnom.store.records import LEDGER_COLUMNS
from nomnom.store.transaction import DatabaseTransaction

_CLAIM = f"""
    INSERT INTO nomnom_messages ({", ".join(LEDGER_COLUMNS)})
    SELECT * FROM unnest(
        %s::text[], %s::text[], %s::bigint[], %s::bigint[], %s::int[], %s::int[], %s::int[],
        %s::timestamptz[], %s::timestamptz[])
    ON CONFLICT (message_id) DO NOTHING
    RETURNING message_id
"""  # noqa: S608  column names of our own


class PostgresTransaction(DatabaseTransaction[Merge]):
    """See `port.Transaction`."""

    def __init__(self, backend: Backend, connection: Any, merges: Mapping[str, Merge]) -> None:
        super().__init__(backend, connection, merges)
        self._staged: set[str] = set()

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """See the port."""
        staged = set(self._staged)
        try:
            with super().savepoint():
                yield
        except BaseException:
            self._staged = staged  # what was staged since is rolled back
            raise

    def _write(self, merge: Merge, rows: Sequence[Row]) -> None:
        if merge.stage:
            self._run(merge.clear if merge.stage in self._staged else merge.create)
            self._staged.add(merge.stage)
        self._copy(merge.copy, rows)
        if merge.merge:
            self._run(merge.merge)

    def _enter(self, entries: Sequence[LedgerEntry]) -> Mapping[str, int]:
        """In one statement, which waits for a claim of the same id elsewhere."""
        columns = [[getattr(entry, name) for entry in entries] for name in LEDGER_COLUMNS]
        fresh = {name for (name,) in execute(self._connection, _CLAIM, columns)}
        return self._known([entry for entry in entries if entry.message_id not in fresh])

    def _insert(
        self, table: str, columns: Sequence[str], records: Sequence[LedgerEntry | DeadLetter]
    ) -> None:
        rows = ([getattr(record, name) for name in columns] for record in records)
        self._copy(copy_into(table, columns), list(rows))

    def _copy(self, statement: str, rows: Sequence[Row]) -> None:
        with self._connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)

    def _run(self, statement: str) -> None:
        execute(self._connection, statement)
