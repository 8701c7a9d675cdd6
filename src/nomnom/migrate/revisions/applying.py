"""`apply` and `status`: a database and the revisions of a project."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Final

import sqlalchemy as sa

from nomnom.errors import ConfigurationError
from nomnom.migrate.opening import open_database
from nomnom.migrate.patience import Patience, patiently
from nomnom.migrate.revisions.history import History, Revision
from nomnom.migrate.revisions.running import OnApplied, current, upgrade
from nomnom.migrate.turns import own_turn
from nomnom.tables.dialects import MYSQL_FAMILY

_LONG: Final = Patience(lock_timeout=60.0)
"""Because MySQL keeps the first half of a revision that fails, one waits longer there and isn't tried again."""


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
    patience: Patience | None = None,
) -> None:
    """Bring a database to the last revision in a turn of its own; whoever comes second finds nothing to do.

    A revision that doesn't get a table's lock in time lets the readers behind it pass and, on PostgreSQL, tries
    again. Raises LockedError where that doesn't help, another OutageError where the database is away, and
    ConfigurationError or DataError, with the file as its place, for a revision that the database refuses.
    """
    with connected(url, history) as connection:
        database = connection.dialect.name
        patient = patience or (_LONG if database in MYSQL_FAMILY else Patience())
        attempt = partial(upgrade, connection, history, on_applied=on_applied)
        with own_turn(connection, patient):
            current(connection, history)
            if database == "postgresql":
                patiently(attempt, patient)
            else:
                attempt()


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
    with opened.connect() as connection:
        yield connection
