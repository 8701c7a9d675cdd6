"""The one place where psycopg's errors become nomnom's, by SQLSTATE.

The classes are those of the PostgreSQL manual's appendix "PostgreSQL Error Codes".
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from nomnom.errors import ConfigurationError, DataError, LockedError, NomnomError, OutageError

LOCKED = ("40P01", "55P03")
"""Deadlock, lock time-out."""

TRANSIENT = ("08", "25006", "40", "53", "57", "58")
"""Connection, read-only (a fail-over), rollback, resources, operator, system error."""

DATA = ("21", "22", "23", "44", "P0001")
"""Cardinality, data exception, integrity, check option, an exception raised by a trigger."""


@contextmanager
def translated(action: str, place: str | None = None) -> Iterator[None]:
    """Raise nomnom's errors for psycopg's; `action` says what was tried, `place` on which table."""
    try:
        yield
    except psycopg.Error as error:
        raise classify(error, action, place) from error
    except UnicodeEncodeError as error:
        words = "expected text without surrogates"
        raise DataError(words, sqlstate="22021", place=place) from error


def classify(error: psycopg.Error, action: str, place: str | None = None) -> NomnomError:
    """The error of nomnom's that says what a caller can do about one of psycopg's."""
    state = error.sqlstate or ""
    words = (error.diag.message_primary or str(error)).strip() or type(error).__name__
    if state.startswith(DATA) or (not state and isinstance(error, psycopg.DataError)):
        detail = error.diag.message_detail or ""
        return DataError(words, sqlstate=state, detail=detail, place=error.diag.table_name or place)
    if state in LOCKED:
        return LockedError(f"PostgreSQL can't {action}: {words}")
    if state.startswith(TRANSIENT) or (not state and _lost_connection(error)):
        return OutageError(f"PostgreSQL can't {action}: {words}", cure="check that it runs")
    return ConfigurationError(
        f"PostgreSQL won't {action}: {words}{f' ({state})' if state else ''}",
        cure=error.diag.message_hint or "compare the table with `nomnom schema sql`",
    )


def _lost_connection(error: psycopg.Error) -> bool:
    """Without a SQLSTATE the server didn't speak: the connection is refused or gone."""
    return isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
