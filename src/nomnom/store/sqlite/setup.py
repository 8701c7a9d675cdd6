"""Creating what is missing, once, however many processes start."""

from __future__ import annotations

import sqlite3
from functools import partial
from typing import Any

from nomnom.model.project import Project
from nomnom.store.backend import execute
from nomnom.store.setup import create_missing, statements

_EXISTS = "SELECT 1 FROM sqlite_master WHERE type IN ('table', 'view') AND name = ? COLLATE NOCASE"


def create_tables(connection: Any, project: Project) -> tuple[str, ...]:
    """Create the tables that don't exist, each with its indexes, in one transaction; their names.

    The transaction takes the file's write lock at its beginning, so that two workers never make one at a time.
    """
    write_ahead(connection)
    run = partial(execute, connection)
    run("BEGIN IMMEDIATE")
    try:
        made = create_missing(statements(project, "sqlite"), partial(_exists, connection), run)
        run("COMMIT")
    except BaseException:
        if connection.in_transaction:
            run("ROLLBACK")
        raise
    return made


def write_ahead(connection: Any) -> None:
    """Let readers read while a worker writes: the write-ahead log, which the file remembers.

    Because SQLite changes the mode only while nobody else uses the file, a file in use keeps the mode that it
    has; in any mode all promises hold, and readers only wait longer.
    """
    try:
        execute(connection, "PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise


def _exists(connection: Any, table: str) -> bool:
    return bool(execute(connection, _EXISTS, (table,)))
