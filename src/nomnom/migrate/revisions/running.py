"""Running revisions on a connection, with Alembic."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from io import StringIO
from typing import Any, TypeAlias

import sqlalchemy as sa
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext, RevisionStep
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from nomnom.errors import ConfigurationError, NomnomError
from nomnom.migrate.planning import VERSION_TABLE
from nomnom.migrate.revisions.history import History, Revision
from nomnom.migrate.translation import translated
from nomnom.tables import Database

OnApplied: TypeAlias = Callable[[Revision], None]
"""Is told of each revision right after it was applied, or taken back."""

Steps: TypeAlias = Callable[[Any, MigrationContext], Iterable[RevisionStep]]


def current(connection: sa.Connection, history: History) -> str | None:
    """The revision a database is at; None before the first.

    Raises ConfigurationError where it is at one that `history` doesn't have.
    """
    with translated("read the migrations' table", VERSION_TABLE):
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        found = context.get_current_heads()
        _end(connection, sa.Connection.rollback)
    unknown = [each for each in found if history.find(each) is None]
    if unknown or len(found) > 1:
        raise ConfigurationError(
            f"the database is at revision {', '.join(found)}, which isn't in {history.folder}",
            place=VERSION_TABLE,
            cure="get the version of the project that has it, or give the right --database-url",
        )
    return found[0] if found else None


def upgrade(
    connection: sa.Connection,
    history: History,
    *,
    to: str = "head",
    on_applied: OnApplied = lambda _: None,
) -> None:
    """Bring a database to the revision `to`, each revision in a transaction of its own.

    On SQLite all are in the transaction of the turn. Whoever calls has it (see `turns`). Raises nomnom's errors
    with the file of the revision that failed as their place, and leaves nothing of that revision where DDL can
    be rolled back.
    """
    if history.revisions:
        script = history.script()
        steps = partial(_upgrades, script, to)
        _run(connection, script, steps, history, to, on_applied)


def downgrade(
    connection: sa.Connection,
    history: History,
    *,
    to: str = "base",
    on_applied: OnApplied = lambda _: None,
) -> None:
    """Take a database back to the revision `to`; at `base` nothing of nomnom's is left in it."""
    if history.revisions:
        script = history.script()
        steps = partial(_downgrades, script, to)
        _run(connection, script, steps, history, to, on_applied)
    if to == "base":
        with translated("drop the migrations' table"):
            connection.exec_driver_sql(f"DROP TABLE IF EXISTS {VERSION_TABLE}")
            _end(connection, sa.Connection.commit)


def stamp(connection: sa.Connection, history: History, revision: str) -> None:
    """Say that a database is at `revision`, without running anything."""
    with translated("stamp the database", VERSION_TABLE):
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        context.stamp(history.script(), revision)
        _end(connection, sa.Connection.commit)


def offline(history: History, database: Database, revision: Revision, *, down: bool = False) -> str:
    """The SQL of one revision, without a connection; it keeps the version table too.

    Raises ConfigurationError where the revision needs a connection, as changes of a table do on SQLite.
    """
    script = history.script()
    before = revision.after or "base"
    start, end = (revision.id, before) if down else (before, revision.id)
    steps = partial(_downgrades if down else _upgrades, script, end)
    output = StringIO()
    with _loaded(
        script, steps, as_sql=True, starting_rev=start, destination_rev=end
    ) as environment:
        environment.configure(
            dialect_name=database,
            version_table=VERSION_TABLE,
            output_buffer=output,
            literal_binds=True,
            dialect_opts={"paramstyle": "named"},
            transaction_per_migration=True,
            transactional_ddl=database in ("postgresql", "sqlite"),
        )
        with environment.begin_transaction():
            environment.run_migrations()
    return output.getvalue()


def _loaded(script: ScriptDirectory, steps: Steps, **rest: Any) -> EnvironmentContext:
    return EnvironmentContext(Config(), script, fn=steps, **rest)


def _upgrades(
    script: ScriptDirectory, to: str, heads: Any, _: MigrationContext
) -> Iterable[RevisionStep]:
    return script._upgrade_revs(to, heads)  # noqa: SLF001  what alembic.command runs has no public name


def _downgrades(
    script: ScriptDirectory, to: str, heads: Any, _: MigrationContext
) -> Iterable[RevisionStep]:
    return script._downgrade_revs(to, heads)  # noqa: SLF001  as above


def _run(
    connection: sa.Connection,
    script: ScriptDirectory,
    steps: Steps,
    history: History,
    to: str,
    on_applied: OnApplied,
) -> None:
    database = connection.dialect.name
    current_step: list[Revision] = []

    def watched(heads: Any, context: MigrationContext) -> Iterator[RevisionStep]:
        for step in steps(heads, context):
            revision = history.find(step.revision.revision)
            assert revision is not None
            current_step[:] = [revision]
            yield step

    def told(*_: Any, **__: Any) -> None:
        on_applied(current_step[0])

    try:
        with _loaded(script, watched, destination_rev=to) as environment:
            environment.configure(
                connection=connection,
                version_table=VERSION_TABLE,
                transaction_per_migration=True,
                transactional_ddl=database in ("postgresql", "sqlite"),
                on_version_apply=told,
            )
            with environment.begin_transaction():
                environment.run_migrations()
    except Exception as error:
        _end(connection, sa.Connection.rollback)
        if isinstance(error, NomnomError):
            raise
        place = current_step[0].place if current_step else VERSION_TABLE
        raise _failed(error, place) from error


def _end(connection: sa.Connection, way: Callable[[sa.Connection], None]) -> None:
    """End what a statement began, except on SQLite: there the turn is the transaction, which goes on."""
    if connection.dialect.name != "sqlite":
        way(connection)


def _failed(error: Exception, place: str) -> NomnomError:
    """A revision's code may raise anything: the database's errors by their class, others as they are."""
    try:
        with translated("migrate", place):
            raise error
    except NomnomError as found:
        return found
    except CommandError as found:
        return ConfigurationError(str(found), place=place, cure="see `nomnom migrations status`")
    except Exception as found:  # noqa: BLE001  see above
        return ConfigurationError(
            f"the revision can't be run: {type(found).__name__}: {found}",
            place=place,
            cure="mend the file",
        )
