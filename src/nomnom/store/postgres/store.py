"""The PostgreSQL store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import class_row

from nomnom.errors import OutageError
from nomnom.model.entity import Entity
from nomnom.model.project import Project
from nomnom.store.port import DeadLetter, LedgerEntry
from nomnom.store.postgres.errors import translated
from nomnom.store.postgres.merge import merge_of
from nomnom.store.postgres.setup import create_missing
from nomnom.store.postgres.transaction import (
    LEDGER_COLUMNS,
    LETTER_COLUMNS,
    PostgresTransaction,
)
from nomnom.tables import entity_tables

CONNECT_SECONDS = 5

_LEDGER = f"SELECT {', '.join(LEDGER_COLUMNS)} FROM nomnom_messages WHERE message_id = ANY(%s)"  # noqa: S608
_LETTERS = f"""
    SELECT id, {", ".join(LETTER_COLUMNS)} FROM nomnom_dead_letters
    WHERE message_id = %s ORDER BY record, id
"""  # noqa: S608  column names of our own


class PostgresStore:
    """See `port.Store`. One connection, opened at first use and again after it was lost."""

    def __init__(self, url: str, project: Project, *, application: str = "nomnom") -> None:
        self._url = url
        self._project = project
        self._application = application
        self._connection: psycopg.Connection[Any] | None = None
        tables = entity_tables(project, "postgresql").tables.values()
        self._tables = {table.info["entity"]: table for table in tables}
        self._merges = {e.name: merge_of(e, self._tables[e.name]) for e in project.stored}

    def prepare(self) -> tuple[str, ...]:
        """See the port."""
        with self._session("create tables") as connection:
            return create_missing(connection, self._project)

    @contextmanager
    def transaction(self) -> Iterator[PostgresTransaction]:
        """See the port."""
        with self._session("commit") as connection, connection.transaction():
            yield PostgresTransaction(connection, self._merges)

    def ledger(self, message_ids: Iterable[str]) -> Mapping[str, LedgerEntry]:
        """See the port."""
        with (
            self._session("read the ledger") as connection,
            connection.cursor(row_factory=class_row(LedgerEntry)) as cursor,
        ):
            found = cursor.execute(_LEDGER, (list(message_ids),)).fetchall()
        return {entry.message_id: entry for entry in found}

    def dead_letters(self, message_id: str) -> tuple[DeadLetter, ...]:
        """See the port."""
        with (
            self._session("read dead letters") as connection,
            connection.cursor(row_factory=class_row(DeadLetter)) as cursor,
        ):
            return tuple(cursor.execute(_LETTERS, (message_id,)).fetchall())

    def count(self, entity: Entity) -> int:
        """See the port."""
        assert entity.persistence is not None
        query = sql.SQL("SELECT count(*) FROM {}")
        table = sql.Identifier(self._tables[entity.name].name)
        with self._session(f"count {entity.persistence.table}") as connection:
            row = connection.execute(query.format(table)).fetchone()
        assert row is not None
        return int(row[0])

    def ping(self) -> None:
        """See the port."""
        with self._session("answer") as connection:
            connection.execute("SELECT 1")

    def close(self) -> None:
        """See the port."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    @contextmanager
    def _session(self, action: str) -> Iterator[psycopg.Connection[Any]]:
        """The connection for one use; after an outage it is dropped, so that the next use has a new one."""
        try:
            with translated(action):
                yield self._connected()
        except OutageError:
            self.close()
            raise

    def _connected(self) -> psycopg.Connection[Any]:
        if self._connection is None or self._connection.closed:
            self._connection = psycopg.connect(
                self._url,
                autocommit=True,  # transactions are opened by name; a single read needs none
                connect_timeout=CONNECT_SECONDS,
                application_name=self._application,
                options="-c timezone=UTC",
            )
        return self._connection
