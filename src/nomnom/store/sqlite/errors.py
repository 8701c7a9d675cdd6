"""The one place where sqlite3's errors become nomnom's, by primary result code.

The codes are those of "Result and Error Codes" in SQLite's documentation:

| class         | codes                                                                                    |
|---------------|------------------------------------------------------------------------------------------|
| locked        | BUSY LOCKED PROTOCOL: another process writes                                             |
| outage        | NOMEM INTERRUPT SCHEMA · IOERR FULL CANTOPEN                                             |
| data          | CONSTRAINT MISMATCH TOOBIG                                                               |
| configuration | all others: ERROR (no such table or column) · READONLY PERM AUTH · CORRUPT NOTADB · …    |

docs/errors.md has what becomes of each, and tests provoke them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from nomnom.errors import (
    ConfigurationError,
    DataError,
    LockedError,
    MissingParentError,
    NomnomError,
    OutageError,
)

LOCKED = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL})

TRANSIENT = frozenset(
    {
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_SCHEMA,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
    }
)

DATA = frozenset({sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH, sqlite3.SQLITE_TOOBIG})

FOREIGN_KEY = "SQLITE_CONSTRAINT_FOREIGNKEY"

_PRIMARY = 0xFF
"""An extended code has its primary one in the lowest byte."""


@contextmanager
def translated(action: str, place: str | None = None) -> Iterator[None]:
    """Raise nomnom's errors for sqlite3's; `action` says what was tried, `place` on which table."""
    try:
        yield
    except sqlite3.Error as error:
        raise classify(error, action, place) from error


def classify(error: sqlite3.Error, action: str, place: str | None = None) -> NomnomError:
    """The error of nomnom's that says what a caller can do about one of sqlite3's.

    `sqlstate` of a DataError is SQLite's name of the code: it has no SQLSTATEs.
    """
    name: str = getattr(error, "sqlite_errorname", "")
    words = str(error).strip() or name or type(error).__name__
    primary = primary_code(error)
    if primary in DATA or (primary is None and isinstance(error, sqlite3.DataError)):
        kind = MissingParentError if name == FOREIGN_KEY else DataError
        return kind(words, sqlstate=name, place=place)
    if primary in LOCKED:
        return LockedError(f"SQLite can't {action}: {words}")
    if primary in TRANSIENT or (primary is None and _lost_connection(error)):
        return OutageError(
            f"SQLite can't {action}: {words}",
            cure="check that the file's folder exists, can be written and has room",
        )
    return ConfigurationError(
        f"SQLite won't {action}: {words}{f' ({name})' if name else ''}",
        cure="compare the table with `nomnom schema sql`",
    )


def primary_code(error: sqlite3.Error) -> int | None:
    """The primary result code; None where it wasn't the library that spoke."""
    code: int | None = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & _PRIMARY


def _lost_connection(error: sqlite3.Error) -> bool:
    """Without a code it wasn't the library that spoke: the connection is closed."""
    return isinstance(error, sqlite3.ProgrammingError) and "closed" in str(error)
