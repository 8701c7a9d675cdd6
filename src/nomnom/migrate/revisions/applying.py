"""`apply` and `status`: a database and the revisions of a project."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import psycopg
import sqlalchemy as sa

from nomnom.errors import ConfigurationError, OutageError
from nomnom.migrate.revisions.databases import open_database, translated
from nomnom.migrate.revisions.history import History, Revision
from nomnom.migrate.revisions.locking import Pause, exclusive
from nomnom.migrate.revisions.running import OnApplied, current, upgrade

ATTEMPTS: Final = 10
"""How often a revision is tried that doesn't get a table's lock on PostgreSQL."""


@dataclass(frozen=True, slots=True)
class Status:
    """Where a database stands: `current` is None before the first revision."""

    current: str | None
    head: str | None
    pending: tuple[Revision, ...]


def apply_revisions(
    url: str,
    history: History,
    *,
    on_applied: OnApplied = lambda _: None,
    pause: Pause = time.sleep,
) -> None:
    """Bring a database to the last revision, under a lock; whoever comes second finds nothing to do.

    A revision that doesn't get a table's lock within seconds lets the readers behind it pass and tries again,
    ten times on PostgreSQL. Raises OutageError where that doesn't help or the database is away, and
    ConfigurationError, with the file as its place, for a revision that the database refuses.
    """
    with connected(url, history) as connection, exclusive(connection, pause=pause) as locked:
        current(locked, history)
        locked.rollback()
        for attempt in range(1, ATTEMPTS + 1):
            try:
                upgrade(locked, history, on_applied=on_applied)
            except OutageError as error:
                if attempt == ATTEMPTS or not _met_lock(error):
                    raise
                locked.rollback()
                pause(attempt)
            else:
                return


def status(url: str, history: History) -> Status:
    """Where a database stands. Raises ConfigurationError for a revision that isn't in `history`."""
    with connected(url, history) as connection:
        return status_of(connection, history)


def status_of(connection: sa.Connection, history: History) -> Status:
    """As `status`, on a connection."""
    at = current(connection, history)
    ids = [each.id for each in history.revisions]
    done = ids.index(at) + 1 if at else 0
    return Status(at, history.head, history.revisions[done:])


@contextmanager
def connected(url: str, history: History) -> Iterator[sa.Connection]:
    """A connection to a database of the kind that the revisions are for."""
    opened = open_database(url)
    if history.database not in (None, opened.database):
        raise ConfigurationError(
            f"the revisions are for {history.database}, but this is {opened.database}",
            place=str(history.folder),
            cure=f"give the URL of a {history.database} database",
        )
    with translated("connect"):
        connection = opened.engine.connect()
    with connection:
        yield connection


def _met_lock(error: OutageError) -> bool:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, psycopg.errors.LockNotAvailable):
            return True
        cause = cause.__cause__ or getattr(cause, "orig", None)
    return False
