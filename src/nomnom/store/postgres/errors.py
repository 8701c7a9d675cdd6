"""The one place where psycopg's errors become nomnom's, by SQLSTATE.

The classes are those of the PostgreSQL manual's appendix "PostgreSQL Error Codes"; docs/errors.md has what
becomes of each, and tests provoke them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from nomnom.errors import (
    ConfigurationError,
    DataError,
    LockedError,
    MissingParentError,
    NomnomError,
    OutageError,
)

LOCKED = ("40P01", "55P03")
"""Deadlock, lock time-out."""

TRANSIENT = ("08", "25006", "25P03", "25P04", "40", "53", "57", "58")
"""Connection, read-only (a fail-over), a transaction that was ended for its length, rollback, resources,
operator, system error."""

FOREIGN_KEY = "23503"

EXHAUSTED = "2200H"
"""A sequence has given its last number. Though among the data exceptions, no row is to blame for it."""

DATA = ("21", "22", "23", "44", "54000", "54001", "P0")
"""Cardinality, data exception, integrity, check option; a value too long for an index, or nested too deeply; an
exception raised by a trigger."""

NOT_TEXT = "22021"
"""Text that isn't any, which psycopg notices before the server does."""

CURES = {
    "25006": "wait for the fail-over, or point the database URL at the server that may be written",
    "53": "give the server room: connections, disk or memory, whichever it names",
    "57014": "see what holds it up, or allow it more time with statement_timeout",
}
"""What to do about an outage, by the beginning of its SQLSTATE."""

_RAISED = "exec_stmt_raise"
"""The server's function that runs PL/pgSQL's RAISE, whatever SQLSTATE that gives."""

_NOT_LET_IN = re.compile(
    r"FATAL: +(password authentication failed|no pg_hba\.conf entry|permission denied for database"
    r'|(role|database) ".*" (does not exist|is not permitted to log in))'
)
"""Because libpq keeps the SQLSTATE of a refused connection to itself, its words decide. In another language
than English they are an outage: the worker waits, and the log has the words."""


@contextmanager
def translated(action: str, place: str | None = None) -> Iterator[None]:
    """Raise nomnom's errors for psycopg's; `action` says what was tried, `place` on which table."""
    try:
        yield
    except psycopg.Error as error:
        raise classify(error, action, place) from error
    except UnicodeEncodeError as error:
        words = "expected text without surrogates"
        raise DataError(words, sqlstate=NOT_TEXT, place=place) from error


def classify(error: psycopg.Error, action: str, place: str | None = None) -> NomnomError:
    """The error of nomnom's that says what a caller can do about one of psycopg's."""
    state = error.sqlstate or ""
    words = (error.diag.message_primary or str(error)).strip() or type(error).__name__
    if state in LOCKED:
        return LockedError(f"PostgreSQL can't {action}: {words}")
    if state.startswith(TRANSIENT) or (not state and _lost_connection(error)):
        return OutageError(f"PostgreSQL can't {action}: {words}", cure=_cure(state))
    if _is_refused_value(error, state):
        detail = error.diag.message_detail or ""
        table = error.diag.table_name or place
        kind = MissingParentError if state == FOREIGN_KEY else DataError
        return kind(words, sqlstate=state or NOT_TEXT, detail=detail, place=table)
    return ConfigurationError(
        f"PostgreSQL won't {action}: {words}{f' ({state})' if state else ''}",
        cure=error.diag.message_hint or _what_to_compare(state),
    )


def _is_refused_value(error: psycopg.Error, state: str) -> bool:
    if not state:
        return isinstance(error, psycopg.DataError)
    raised = error.diag.source_function == _RAISED
    return raised or (state.startswith(DATA) and state != EXHAUSTED)


def _cure(state: str) -> str:
    found = (cure for beginning, cure in CURES.items() if state.startswith(beginning))
    return next(found, "check that it runs")


def _what_to_compare(state: str) -> str:
    if state == EXHAUSTED:
        return (
            "give the key a wider type (primary_key: {type: BigInt}), or the sequence more numbers"
        )
    if state:
        return "compare the table with `nomnom schema sql`, and the user's privileges"
    return "compare the database URL with the server's databases, users and pg_hba.conf"


def _lost_connection(error: psycopg.Error) -> bool:
    """Without a SQLSTATE the server didn't speak: the connection is refused or gone."""
    if _NOT_LET_IN.search(str(error)):
        return False
    return isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
