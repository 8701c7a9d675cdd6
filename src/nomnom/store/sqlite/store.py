"""The SQLite store."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from nomnom.model.project import Project
from nomnom.store.backend import execute
from nomnom.store.database import DatabaseStore
from nomnom.store.sqlite.errors import LOCKED, primary_code, translated
from nomnom.store.sqlite.merge import SYNTAX, Merge, merge_of
from nomnom.store.sqlite.transaction import SqliteTransaction
from nomnom.store.sqlite.values import NUMBERS, compare_numbers
from nomnom.store.syntax import Syntax
from nomnom.tables import ddl, entity_tables, system_tables, targets
from nomnom.tables.exact import wide_time

BUSY_SECONDS = 10.0
"""How long a statement waits for another process that writes, before that is an outage."""


def sqlite_store(
    path: Path, project: Project, *, busy_seconds: float = BUSY_SECONDS
) -> DatabaseStore:
    """The store of a SQLite file, which is made at first use; its folder has to exist."""
    merges = {t.entity.name: merge_of(t) for t in targets(project, "sqlite")}
    return DatabaseStore(SqliteBackend(path, busy_seconds, merges))


def memory_store(project: Project) -> DatabaseStore:
    """A store in memory with all tables, gone when it is closed."""
    merges = {t.entity.name: merge_of(t) for t in targets(project, "sqlite")}
    tables = (
        *ddl(system_tables("sqlite"), "sqlite"),
        *ddl(entity_tables(project, "sqlite"), "sqlite"),
    )
    script = tuple(statement.sql for statement in tables)
    return DatabaseStore(SqliteBackend(Path(":memory:"), BUSY_SECONDS, merges, script))


@dataclass(frozen=True, slots=True)
class SqliteBackend:
    """See `backend.Backend`. `script` is run on each new connection: what is in memory begins empty."""

    path: Path
    busy_seconds: float
    merges: Mapping[str, Merge]
    script: tuple[str, ...] = ()
    syntax: Syntax = SYNTAX
    begin: str = "BEGIN IMMEDIATE"

    def connect(self) -> sqlite3.Connection:
        """See the protocol. What is committed is on the disk, even where the power fails."""
        connection = sqlite3.connect(
            self.path, timeout=self.busy_seconds, isolation_level=None, check_same_thread=False
        )
        try:
            connection.create_collation(NUMBERS, compare_numbers)
            _write_ahead(connection)
            execute(connection, "PRAGMA foreign_keys = ON")
            execute(connection, "PRAGMA synchronous = FULL")
            for statement in self.script:
                execute(connection, statement)
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def translated(self, action: str, place: str | None = None) -> AbstractContextManager[None]:
        """See the protocol."""
        return translated(action, place)

    def transaction(self, connection: sqlite3.Connection) -> SqliteTransaction:
        """See the protocol."""
        return SqliteTransaction(self, connection, self.merges)

    def read_time(self, stored: str) -> dt.datetime:
        """See the protocol."""
        return dt.datetime.fromisoformat(stored)

    def write_time(self, time: dt.datetime) -> str:
        """See the protocol."""
        return wide_time(time)


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Let readers read while a worker writes: the write-ahead log, which the file remembers.

    Because SQLite changes the mode only while nobody else uses the file and only where it may be written, any
    other file keeps the mode that it has; in any mode all promises hold, and readers only wait longer.
    """
    try:
        execute(connection, "PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        if primary_code(error) not in (*LOCKED, sqlite3.SQLITE_READONLY):
            raise
