"""The store over any backend: one connection, opened at first use and again after it was lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from nomnom.errors import ConfigurationError, NomnomError, OutageError
from nomnom.model.entity import Entity
from nomnom.store.backend import Backend, execute
from nomnom.store.letters import Query, count_letters, group_letters, page_of_letters
from nomnom.store.port import (
    DeadLetter,
    LedgerEntry,
    LetterFilter,
    LetterGroup,
    Row,
    Transaction,
)
from nomnom.store.reading import value_read
from nomnom.store.records import (
    LEDGER_COLUMNS,
    delete_messages,
    entry_of,
    in_lots,
    letter_of,
    select_done,
    select_letters,
    select_messages,
)
from nomnom.tables import DEAD_LETTERS, shorten


class DatabaseStore:
    """See `port.Store`."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._connection: Any = None

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """See the port."""
        with self._session("commit") as connection:
            execute(connection, self._backend.begin)
            try:
                yield self._backend.transaction(connection)
                execute(connection, "COMMIT")
            except BaseException:
                self._roll_back(connection)
                raise

    def ledger(self, message_ids: Iterable[str]) -> Mapping[str, LedgerEntry]:
        """See the port."""
        syntax, found = self._backend.syntax, []
        with self._session("read the ledger") as connection:
            for ids in in_lots(message_ids):
                query = select_messages(syntax, LEDGER_COLUMNS, len(ids))
                found += execute(connection, query, ids)
        entries = (entry_of(row, self._backend.read_time) for row in found)
        return {entry.message_id: entry for entry in entries}

    def prune(self, *, before: dt.datetime, below: int, most: int) -> int:
        """See the port."""
        syntax = self._backend.syntax
        with self._session("prune the ledger") as connection:
            found = execute(
                connection, select_done(syntax), (self._backend.write_time(before), below, most)
            )
            names = [name for (name,) in found]
            for ids in in_lots(names):
                execute(connection, delete_messages(syntax, len(ids)), ids)
        return len(names)

    def dead_letters(self, message_id: str) -> tuple[DeadLetter, ...]:
        """See the port."""
        query = select_letters(self._backend.syntax)
        with self._session("read dead letters") as connection:
            found = execute(connection, query, (message_id,))
        return tuple(letter_of(row, self._backend.read_time) for row in found)

    def letters(
        self,
        chosen: LetterFilter,
        *,
        limit: int,
        after: int | None = None,
        newest_first: bool = False,
    ) -> tuple[DeadLetter, ...]:
        """See the port."""
        found = self._ask(
            page_of_letters(
                self._backend.syntax, chosen, limit=limit, after=after, newest_first=newest_first
            )
        )
        return tuple(letter_of(row, self._backend.read_time) for row in found)

    def letter_groups(self, chosen: LetterFilter, *, limit: int) -> tuple[LetterGroup, ...]:
        """See the port."""
        read_time = self._backend.read_time
        return tuple(
            LetterGroup(entity, code, count, read_time(first), read_time(last))
            for entity, code, count, first, last in self._ask(
                group_letters(self._backend.syntax, chosen, limit=limit)
            )
        )

    def letter_count(self, chosen: LetterFilter) -> tuple[int, int]:
        """See the port."""
        ((count, last),) = self._ask(count_letters(self._backend.syntax, chosen))
        return int(count), int(last or 0)

    def count(self, entity: Entity) -> int:
        """See the port."""
        assert entity.persistence is not None
        table = self._backend.syntax.name(shorten(entity.persistence.table))
        with self._session(f"count {entity.persistence.table}") as connection:
            ((count,),) = execute(connection, f"SELECT count(*) FROM {table}")  # noqa: S608  a quoted name
        return int(count)

    def rows(self, entity: Entity) -> tuple[Row, ...]:
        """See the port."""
        assert entity.persistence is not None
        stored, syntax = entity.persistence, self._backend.syntax
        columns = syntax.names(shorten(column.name) for column in stored.columns)
        table, key = (
            syntax.name(shorten(stored.table)),
            syntax.name(shorten(stored.primary_key.name)),
        )
        with self._session(f"read {stored.table}") as connection:
            found = execute(connection, f"SELECT {columns} FROM {table} ORDER BY {key}")  # noqa: S608  quoted
        kinds = [column.type.kind for column in stored.columns]
        return tuple(tuple(map(value_read, kinds, row)) for row in found)

    def ping(self) -> None:
        """See the port."""
        with self._session("answer") as connection:
            execute(connection, "SELECT 1")

    def close(self) -> None:
        """See the port."""
        connection, self._connection = self._connection, None
        if connection is not None:
            # A connection that was lost can't be closed again, which is all the same.
            with suppress(NomnomError), self._backend.translated("close"):
                connection.close()

    def _ask(self, query: Query) -> list[Any]:
        """The rows of a query about dead letters."""
        statement, parameters = query
        write_time = self._backend.write_time
        ours = [write_time(p) if isinstance(p, dt.datetime) else p for p in parameters]
        try:
            with self._session("read dead letters") as connection:
                return execute(connection, statement, ours)
        except ConfigurationError as error:
            raise ConfigurationError(
                error.message,
                place=DEAD_LETTERS,
                cure=f"{error.cure}; a worker that starts and `nomnom schema apply` make what is missing",
            ) from error

    @contextmanager
    def _session(self, action: str) -> Iterator[Any]:
        """The connection for one use; after an outage it is dropped, so that the next use has a new one."""
        try:
            with self._backend.translated(action):
                if self._connection is None:
                    self._connection = self._backend.connect()
                yield self._connection
        except OutageError:
            self.close()
            raise

    def _roll_back(self, connection: Any) -> None:
        """Undo what a failed block did; a connection that can't is closed, which undoes it too."""
        try:
            with self._backend.translated("roll back"):
                execute(connection, "ROLLBACK")
        except NomnomError:
            self.close()
