"""`baseline`: a database whose tables nomnom created by itself comes under migrations."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from nomnom.embedded.cluster import find_programs
from nomnom.errors import ConfigurationError, EmbeddedError
from nomnom.migrate.opening import open_database
from nomnom.migrate.patience import Patience
from nomnom.migrate.revisions.applying import connected
from nomnom.migrate.revisions.comparison import Comparison, compare
from nomnom.migrate.revisions.declared import Declared, declared
from nomnom.migrate.revisions.history import History, Revision, read_history
from nomnom.migrate.revisions.making import kind_of, modelled, pending
from nomnom.migrate.revisions.running import current, stamp
from nomnom.migrate.revisions.scratch import Fresh, throw_away
from nomnom.migrate.revisions.sentences import doing
from nomnom.migrate.revisions.writing import write_revision
from nomnom.migrate.turns import own_turn
from nomnom.model.project import Project
from nomnom.tables import Database

MESSAGE = "baseline"
"""What the first revision is called."""


@dataclass(frozen=True, slots=True)
class Adopted:
    """The revision a database was stamped with, and whether it was written for that."""

    revision: Revision
    written: bool


def baseline(
    folder: Path,
    project: Project,
    url: str,
    *,
    today: dt.date | None = None,
    patience: Patience | None = None,
) -> Adopted:
    """Stamp the database of `url` with the last revision, after writing the first where there is none.

    Nothing is changed in its tables. Raises ConfigurationError, with every difference, where they aren't
    what the project declares; where the revisions don't build that; and where the database is under
    migrations already. Tables, indexes and constraints that nomnom didn't make don't count. Nobody else
    changes tables meanwhile; raises LockedError where that turn doesn't come.
    """
    history = read_history(folder)
    wanted = declared(project, kind_of(history, open_database(url).database))
    with (
        throw_away(wanted.database, _scratch_server(wanted.database, url)) as fresh,
        connected(url, history) as connection,
        own_turn(connection, patience or Patience()),
    ):
        _refuse_known(current(connection, history))
        with modelled(wanted, fresh) as model:
            _refuse_different(compare(connection, model, wanted, only_declared=True), wanted)
        revision, written = _revision(folder, history, wanted, fresh, today)
        stamp(connection, read_history(folder), revision.id)
    return Adopted(revision, written)


def _scratch_server(database: Database, url: str) -> str | None:
    """Where to make throw-away databases: on the database's own server only where nothing else is."""
    if database == "postgresql":
        try:
            find_programs()
        except EmbeddedError:
            return url
        return None
    return url


def _refuse_known(revision: str | None) -> None:
    if revision is not None:
        raise ConfigurationError(
            f"the database is under migrations already, at revision {revision}",
            place="nomnom_migrations",
            cure="go on with `nomnom migrations apply`",
        )


def _refuse_different(found: Comparison, wanted: Declared) -> None:
    lines = [
        *(f"  to {doing(each, wanted.database)}" for each in found.operations),
        *(f"  {each}" for each in found.unmendable),
    ]
    if lines:
        raise ConfigurationError(
            "\n".join(
                ["it isn't what the project declares; to be that, it needs", *lines, ""]
            ).rstrip(),
            place="the database",
            cure="bring it there with `nomnom schema apply`, or adapt the entities",
        )


def _revision(
    folder: Path, history: History, wanted: Declared, fresh: Fresh, today: dt.date | None
) -> tuple[Revision, bool]:
    """The revision to stamp with: the last one, or the first, written now."""
    missing = pending(history, wanted, fresh)
    if history.revisions:
        if not missing.same:
            raise ConfigurationError(
                "the revisions don't build what the project declares",
                place=str(history.folder),
                cure='first run `nomnom migrations new "…"`',
            )
        return history.revisions[-1], False
    day = today or dt.datetime.now(tz=dt.UTC).date()
    written = write_revision(history, MESSAGE, missing, wanted, day)
    written.save()
    return written.revision, True
