"""The one place where errors of drivers become nomnom's while tables are compared and changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import sqlalchemy as sa

from nomnom.errors import ConfigurationError, DataError, NomnomError
from nomnom.store.postgres.errors import classify as classify_postgres
from nomnom.store.sqlite.errors import classify as classify_sqlite


@contextmanager
def translated(action: str, place: str | None = None) -> Iterator[None]:
    """Raise nomnom's errors for the drivers' and SQLAlchemy's; `action` says what was tried.

    They have the classes that the stores give them: LockedError for a lock that isn't to be had, DataError for
    rows that don't fit. `place` is what was worked on, a revision's file for example.
    """
    try:
        yield
    except sa.exc.DBAPIError as error:
        raise _classified(error.orig, action, place) from error
    except psycopg.Error as error:
        # What a listener raises SQLAlchemy doesn't wrap.
        raise _classified(error, action, place) from error


def _classified(error: BaseException | None, action: str, place: str | None) -> NomnomError:
    """The error by its class, with what to do about it where tables are changed."""
    found = _by_driver(error, action)
    if isinstance(found, DataError):
        found.message = f"{found.message}: {found.detail}" if found.detail else found.message
        found.cure = "mend those rows and run it again"
    if place is not None:
        found.place = place
        if isinstance(found, ConfigurationError):
            found.cure = "mend what it names, in that file or in the database, and run it again"
    return found


def _by_driver(error: BaseException | None, action: str) -> NomnomError:
    if isinstance(error, psycopg.Error):
        return classify_postgres(error, action)
    if isinstance(error, sqlite3.Error):
        return classify_sqlite(error, action)
    # A driver that is an extra is imported only where one of its errors is at hand.
    import pymysql

    from nomnom.store.mysql.errors import classify as classify_mysql

    assert isinstance(error, pymysql.MySQLError)
    return classify_mysql(error, action)
