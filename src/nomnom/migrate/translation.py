"""The one place where errors of drivers become nomnom's while tables are compared and changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import sqlalchemy as sa

from nomnom.errors import ConfigurationError, NomnomError, OutageError
from nomnom.tables import Database

LOCKED: Final = ("55P03", "40P01", "1205", "1213", "SQLITE_BUSY", "SQLITE_LOCKED")
"""Lock time-outs and deadlocks: SQLSTATEs of PostgreSQL, error numbers of MySQL, names of SQLite."""

_AWAY: Final = ("08", "25006", "40001", "53", "57", "58")
_MYSQL_AWAY: Final = ("1040", "1053", "1290", "2002", "2003", "2006", "2013")


@contextmanager
def translated(action: str, database: Database) -> Iterator[None]:
    """Raise OutageError or ConfigurationError for a driver's error; `action` says what was tried."""
    try:
        yield
    except sa.exc.DBAPIError as error:
        raise classify(error, action, database) from error


def classify(error: sa.exc.DBAPIError, action: str, database: Database) -> NomnomError:
    """The error of nomnom's that says what a caller can do about one of a driver's."""
    product = {
        "postgresql": "PostgreSQL",
        "mysql": "MySQL",
        "mariadb": "MariaDB",
        "sqlite": "SQLite",
    }
    code, words = code_of(error), _words(error)
    if code in LOCKED:
        return OutageError(
            f"{product[database]} can't {action}: {words}",
            cure="others hold a lock on the table; try again when they are done",
        )
    if code.startswith(_AWAY) or code in _MYSQL_AWAY or (not code and _unreachable(error)):
        return OutageError(
            f"{product[database]} can't {action}: {words}", cure="check that it runs"
        )
    return ConfigurationError(
        f"{product[database]} won't {action}: {words}{f' ({code})' if code else ''}",
        cure="look at the plan with `nomnom schema plan`",
    )


def code_of(error: sa.exc.DBAPIError) -> str:
    """The driver's own code: SQLSTATE, MySQL's number, SQLite's name; empty where there is none."""
    cause = error.orig
    number = cause.args[0] if cause is not None and cause.args else None
    if isinstance(number, int):
        return str(number)
    found = getattr(cause, "sqlstate", None) or getattr(cause, "sqlite_errorname", None)
    return str(found or "")


def _unreachable(error: sa.exc.DBAPIError) -> bool:
    """Without a code the server didn't speak: the connection is refused or gone."""
    return isinstance(error, sa.exc.OperationalError | sa.exc.InterfaceError)


def _words(error: sa.exc.DBAPIError) -> str:
    """The driver's first line: the rest may quote values."""
    cause = error.orig
    arguments = cause.args if cause is not None else ()
    text = str(arguments[-1]) if arguments else str(cause)
    return text.strip().splitlines()[0] if text.strip() else type(cause).__name__
