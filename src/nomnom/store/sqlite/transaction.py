"""One SQLite transaction behind the port."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from nomnom.store.backend import execute, execute_counting, execute_many
from nomnom.store.port import DeadLetter, LedgerEntry, Row
from nomnom.store.sqlite.merge import Merge, insert_into
from nomnom.store.transaction import DatabaseTransaction
from nomnom.store.values import encoded
from nomnom.tables.exact import wide_time


class SqliteTransaction(DatabaseTransaction[Merge]):
    """See `port.Transaction`. It alone may write from its beginning, so claims wait there."""

    def _write(self, merge: Merge, rows: Sequence[Row]) -> Collection[int]:
        ours = encoded(rows, merge.codecs)
        if merge.target.leads:
            counts = [execute_counting(self._connection, merge.insert, row) for row in ours]
            return {place for place, written in enumerate(counts) if not written}
        execute_many(self._connection, merge.insert, ours)
        return ()

    def _stale(
        self, merge: Merge, parents: Sequence[Row], kept: Sequence[Row]
    ) -> Iterator[Sequence[Any]]:
        """Values are compared as they are stored, which is one way for each value."""
        target = merge.target
        stays = set(_encoded(merge, target.key, kept))
        for parent in _encoded(merge, target.reconciled_by, parents):
            for row in execute(self._connection, merge.children, parent):
                if row[1:] not in stays:
                    yield row

    def _insert(
        self, table: str, columns: Sequence[str], records: Sequence[LedgerEntry | DeadLetter]
    ) -> None:
        rows = [[_parameter(getattr(record, name)) for name in columns] for record in records]
        execute_many(self._connection, insert_into(table, columns), rows)


def _encoded(merge: Merge, columns: Sequence[str], rows: Sequence[Row]) -> list[tuple[Any, ...]]:
    """Rows of some columns as the driver takes them."""
    codecs = [merge.codecs[merge.target.columns.index(name)] for name in columns]
    return encoded(rows, codecs) if rows else []


def _parameter(value: Any) -> Any:
    return wide_time(value) if isinstance(value, dt.datetime) else value
