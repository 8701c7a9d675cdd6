"""One MySQL or MariaDB transaction behind the port."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

import pymysql

from nomnom.errors import ConfigurationError, DataError, NomnomError
from nomnom.store.backend import execute
from nomnom.store.mysql.errors import DUPLICATE, number_of
from nomnom.store.mysql.merge import Merge, Stage, insert_into
from nomnom.store.mysql.values import NULL, literal
from nomnom.store.port import DeadLetter, LedgerEntry, Row
from nomnom.store.records import LEDGER_COLUMNS
from nomnom.store.transaction import DatabaseTransaction
from nomnom.store.values import encoded
from nomnom.tables import MESSAGES

STATEMENT_BYTES = 512 * 1024
"""About how long a statement of many rows gets: half of the smallest packet that servers usually allow."""

Literals = Sequence[str]
"""A row as text of SQL, value by value."""

Key = TypeVar("Key", str, int)


class MysqlTransaction(DatabaseTransaction[Merge]):
    """See `port.Transaction`."""

    def _enter(self, entries: Sequence[LedgerEntry]) -> Mapping[str, int]:
        """Because MySQL has no RETURNING, messages are looked up, and locked, before they are inserted."""
        marks: dict[str, int] = {}

        def look_up() -> Collection[str]:
            marks.update(self._known(entries, " FOR UPDATE"))
            return marks.keys()

        def insert(known: Collection[str]) -> None:
            fresh = [entry for entry in entries if entry.message_id not in known]
            self._insert(MESSAGES, LEDGER_COLUMNS, fresh)

        self._insert_missing(look_up, insert)
        return marks

    def _write(self, merge: Merge, rows: Sequence[Row]) -> Collection[int]:
        literals = encoded(rows, merge.codecs, null=NULL)
        if merge.keys is None:
            self._insert_values(merge.insert, literals)
            return ()
        places = merge.target.key_places
        keyed = [row for row in literals if not any(row[place] is NULL for place in places)]
        loose = [row for row in literals if any(row[place] is NULL for place in places)]
        found_by = merge.found_by
        self._fill(merge.keys, ((n, [row[p] for p in found_by]) for n, row in enumerate(keyed)))
        found: dict[int, bool] = {}

        def look_up() -> Collection[int]:
            rows = execute(self._connection, merge.find)
            found.clear()
            found.update((int(place), bool(newer)) for place, newer in rows)
            return found.keys()

        def insert(known: Collection[int]) -> None:
            new = [row for place, row in enumerate(keyed) if place not in known]
            self._insert_values(merge.insert, [*new, *loose])

        self._insert_missing(look_up, insert)
        newer = sorted(place for place, is_newer in found.items() if is_newer)
        if newer and merge.rows is not None:
            self._fill(merge.rows, ((place, keyed[place]) for place in newer))
            execute(self._connection, merge.update)
        return {place for place, is_newer in found.items() if not is_newer}

    def _stale(
        self, merge: Merge, parents: Sequence[Row], kept: Sequence[Row]
    ) -> Iterable[Sequence[Any]]:
        target = merge.target
        assert merge.keys is not None, "what is reconciled has a key"
        assert merge.parents is not None, "what is reconciled has a parent"
        self._fill(merge.parents, enumerate(_literals(merge, target.reconciled_by, parents)))
        self._fill(merge.keys, enumerate(_literals(merge, target.key, kept)))
        return execute(self._connection, merge.stale)

    def _insert_missing(
        self,
        look_up: Callable[[], Collection[Key]],
        insert: Callable[[Collection[Key]], None],
    ) -> Collection[Key]:
        """Insert what isn't found; gives what is.

        Where another transaction inserts one of the keys meanwhile, our insert waits for it, is refused, and
        the next look finds it. Where that finds no more than before, the clash is with another constraint.
        """
        before = None
        while True:
            known = look_up()
            try:
                with self._together():
                    insert(known)
            except pymysql.IntegrityError as error:
                if number_of(error) != DUPLICATE or len(known) == before:
                    raise
                before = len(known)
            else:
                return known

    @contextmanager
    def _together(self) -> Iterator[None]:
        """All of several statements, or none where a key exists."""
        execute(self._connection, "SAVEPOINT nomnom_together")
        try:
            yield
        except pymysql.IntegrityError:
            execute(self._connection, "ROLLBACK TO SAVEPOINT nomnom_together")
            raise
        execute(self._connection, "RELEASE SAVEPOINT nomnom_together")

    def _fill(self, stage: Stage, rows: Iterable[tuple[int, Literals]]) -> None:
        execute(self._connection, stage.drop)
        execute(self._connection, stage.create)
        self._insert_values(stage.insert, ((str(place), *row) for place, row in rows))

    def _insert(
        self, table: str, columns: Sequence[str], records: Sequence[LedgerEntry | DeadLetter]
    ) -> None:
        rows = ([literal(getattr(record, name)) for name in columns] for record in records)
        self._insert_values(insert_into(table, columns), rows, too_long=ConfigurationError)

    def _insert_values(
        self,
        into: str,
        rows: Iterable[Literals],
        *,
        too_long: type[NomnomError] = DataError,
    ) -> None:
        values = (f"({','.join(row)})".encode() for row in rows)
        for statement in statements_of(into.encode(), values):
            if len(statement) > 2 * STATEMENT_BYTES:
                self._require_fit(len(statement), too_long)
            execute(self._connection, statement)

    def _require_fit(self, length: int, too_long: type[NomnomError]) -> None:
        """Because MySQL hangs up on a longer statement than it allows, a row that needs one is refused here."""
        ((most,),) = execute(self._connection, "SELECT @@max_allowed_packet")
        if length >= most:
            raise too_long(
                f"a row needs a statement of {length} bytes,"
                f" and the server's max_allowed_packet is {most}; set it higher"
            )


def _literals(merge: Merge, columns: Sequence[str], rows: Sequence[Row]) -> list[tuple[str, ...]]:
    """Rows of some columns as text of SQL."""
    codecs = [merge.codecs[merge.target.columns.index(name)] for name in columns]
    return encoded(rows, codecs, null=NULL) if rows else []


def statements_of(into: bytes, rows: Iterable[bytes]) -> Iterator[bytes]:
    """INSERT statements of many rows each; a long row has one of its own."""
    lot: list[bytes] = []
    size = 0
    for row in rows:
        if lot and size + len(row) > STATEMENT_BYTES:
            yield into + b",".join(lot)
            lot, size = [], 0
        lot.append(row)
        size += len(row) + 1
    if lot:
        yield into + b",".join(lot)
