"""`new`: the revision that brings what the revisions build to what the project declares."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from nomnom.errors import ConfigurationError
from nomnom.migrate.changes import Rename
from nomnom.migrate.opening import open_database
from nomnom.migrate.planning import plan_on
from nomnom.migrate.revisions.comparison import Comparison, compare
from nomnom.migrate.revisions.declared import Declared, declared
from nomnom.migrate.revisions.history import History, Revision, read_history
from nomnom.migrate.revisions.renaming import renaming
from nomnom.migrate.revisions.running import upgrade
from nomnom.migrate.revisions.scratch import Fresh, throw_away
from nomnom.migrate.revisions.sentences import doing
from nomnom.migrate.revisions.writing import write_revision
from nomnom.migrate.sql import forward
from nomnom.migrate.translation import translated
from nomnom.model.project import Project
from nomnom.tables import Database


@dataclass(frozen=True, slots=True)
class Made:
    """What `new_revision` did: the revision, None where there was nothing to do, and its changes."""

    revision: Revision | None
    changes: tuple[str, ...] = ()


def new_revision(
    folder: Path,
    project: Project,
    message: str,
    *,
    database: Database | None = None,
    server_url: str | None = None,
    today: dt.date | None = None,
) -> Made:
    """Write the next revision into `folder/migrations`, where anything is to be changed.

    `database` is what the first revision is for; later ones are for the same. `server_url` is a server of
    that kind whose user may create databases: MySQL and MariaDB need one, PostgreSQL else runs an embedded
    one. Raises ConfigurationError for another kind than the first revision's, and for a change that can't be
    written.
    """
    history = read_history(folder)
    wanted = declared(project, kind_of(history, database, server_url))
    with throw_away(wanted.database, server_url) as fresh:
        found = pending(history, wanted, fresh)
    if found.unmendable:
        raise ConfigurationError(
            "; ".join(found.unmendable),
            place=str(folder),
            cure="write that revision by hand, then run this again",
        )
    if found.same:
        return Made(None)
    day = today or dt.datetime.now(tz=dt.UTC).date()
    written = write_revision(history, message, found, wanted, day)
    written.save()
    changes = tuple(doing(each, wanted.database) for each in found.operations)
    return Made(written.revision, (*map(renaming, found.renames), *changes))


def pending(history: History, wanted: Declared, fresh: Fresh) -> Comparison:
    """What the revisions of `history` lack of the declaration."""
    built = fresh()
    with translated("build the throw-away database"), built.connect() as connection:
        upgrade(connection, history)
    with translated("rename in it"), built.connect() as connection:
        renames = _make_renames(connection, wanted)
    with modelled(wanted, fresh) as model, built.connect() as connection:
        return compare(connection, model, wanted, renames=renames)


def _make_renames(connection: sa.Connection, wanted: Declared) -> tuple[Rename, ...]:
    """Rename what the entities say was renamed, so that all else can be compared; what was renamed."""
    steps = plan_on(connection, wanted.database, wanted.project).steps
    renames = tuple(step.change for step in steps if isinstance(step.change, Rename))
    for rename in renames:
        for statement in forward(rename, wanted.database):
            connection.exec_driver_sql(statement.sql)
    connection.commit()
    return renames


@contextmanager
def modelled(wanted: Declared, fresh: Fresh) -> Iterator[sa.Connection]:
    """A connection to a new database that was made from the declaration."""
    engine = fresh()
    wanted.create(engine)
    with ExitStack() as stack:
        with translated("connect"):
            connection = stack.enter_context(engine.connect())
        yield connection


def kind_of(history: History, database: Database | None, server_url: str | None = None) -> Database:
    """The kind of database that revisions are for: that of the first one, else what is asked for.

    Raises ConfigurationError where both are there and differ.
    """
    asked = database or (open_database(server_url).database if server_url else None)
    if history.database and asked and asked != history.database:
        raise ConfigurationError(
            f"the revisions here are for {history.database}, not for {asked}",
            place=str(history.folder),
            cure="a project keeps one kind of database for its migrations; use a copy of the project",
        )
    return history.database or asked or "postgresql"
