"""One SQLite transaction behind the port."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from nomnom.store.backend import execute_many
from nomnom.store.port import DeadLetter, LedgerEntry, Row
from nomnom.store.sqlite.merge import Merge, insert_into
from nomnom.store.transaction import DatabaseTransaction
from nomnom.store.values import encoded
from nomnom.tables.exact import wide_time


class SqliteTransaction(DatabaseTransaction[Merge]):
    """See `port.Transaction`. It alone may write from its beginning, so claims wait there."""

    def _write(self, merge: Merge, rows: Sequence[Row]) -> None:
        execute_many(self._connection, merge.insert, encoded(rows, merge.codecs))

    def _insert(
        self, table: str, columns: Sequence[str], records: Sequence[LedgerEntry | DeadLetter]
    ) -> None:
        rows = [[_parameter(getattr(record, name)) for name in columns] for record in records]
        execute_many(self._connection, insert_into(table, columns), rows)


def _parameter(value: Any) -> Any:
    return wide_time(value) if isinstance(value, dt.datetime) else value
