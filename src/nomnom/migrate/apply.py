"""Making the changes of a plan on a live database."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby

import sqlalchemy as sa

from nomnom.errors import NomnomError
from nomnom.migrate.opening import connected
from nomnom.migrate.patience import Patience, patiently
from nomnom.migrate.plan import SAFE_ONLY, Allowance, Plan, Step
from nomnom.migrate.planning import plan_on
from nomnom.migrate.rendering import runs_in_transaction
from nomnom.migrate.selection import selected, without
from nomnom.migrate.sql import Statement
from nomnom.migrate.translation import translated
from nomnom.migrate.turns import own_turn
from nomnom.model.project import Project
from nomnom.tables import Database

_INVALID = """
    SELECT quote_ident(i.relname) FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
    WHERE NOT x.indisvalid AND i.relname = :name AND i.relnamespace = current_schema()::regnamespace
"""

Listener = Callable[[Step], object]


@dataclass(frozen=True, slots=True)
class Applied:
    """What was done, in order, and the plan of what is left."""

    steps: tuple[Step, ...]
    left: Plan


def ignore(_: Step) -> None:
    """Listen to nothing."""


def apply(
    url: str,
    project: Project,
    allowance: Allowance = SAFE_ONLY,
    *,
    drops: bool = False,
    patience: Patience | None = None,
    done: Listener = ignore,
) -> Applied:
    """Make the allowed changes that the database at `url` needs to be as the project declares.

    Any number of processes may do so at once, and run revisions: one works, the others wait, compare anew and
    find it done.
    On PostgreSQL all changes but those CONCURRENTLY are made in one transaction, on SQLite all; on MySQL and
    MariaDB each statement commits by itself. `done` is called after each step (after the commit of its
    transaction). Raises LockedError where locks aren't to be had, another OutageError where the database is
    away, DataError where rows don't fit after all, ConfigurationError where the database refuses a change;
    each says what was done before.
    """
    patient = patience or Patience()
    with connected(url) as (connection, database), own_turn(connection, patient):
        with translated("compare tables"):
            found = plan_on(connection, database, project, drops=drops)
        steps = selected(found, allowance)
        finished: list[Step] = []
        try:
            for group in _run(connection, database, steps, patient):
                finished += group
                for step in group:
                    done(step)
        except NomnomError as error:
            error.message = f"{error.message} ({_progress(database, finished)})"
            raise
    return Applied(steps, without(found, steps))


def _run(
    connection: sa.Connection, database: Database, steps: Sequence[Step], patience: Patience
) -> Iterator[tuple[Step, ...]]:
    """Run the steps in groups that succeed or fail as a whole; yields each group that is done."""
    if database == "postgresql":
        yield from _run_on_postgresql(connection, steps, patience)
        return
    for step in steps:
        for statement in step.statements:
            _execute_patiently(connection, step, statement, patience)
        yield (step,)


def _run_on_postgresql(
    connection: sa.Connection, steps: Sequence[Step], patience: Patience
) -> Iterator[tuple[Step, ...]]:
    for together, found in groupby(steps, key=runs_in_transaction):
        group = tuple(found)
        if together:
            _in_one_transaction(connection, group, patience)
            yield group
        else:
            for step in group:
                _one_by_one(connection, step, patience)
                yield (step,)


def _in_one_transaction(
    connection: sa.Connection, steps: tuple[Step, ...], patience: Patience
) -> None:
    """All of the steps or, where a lock isn't to be had in time, none: then all of them again later."""
    names = steps[0].name if len(steps) == 1 else f"{steps[0].name} … {steps[-1].name}"

    def work() -> None:
        with translated(names):
            _execute(connection, "BEGIN")
            try:
                for step in steps:
                    for statement in step.statements:
                        _execute(connection, statement.sql)
                _execute(connection, "COMMIT")
            except BaseException:
                if not connection.invalidated:
                    _execute(connection, "ROLLBACK")
                raise

    patiently(work, patience)


def _one_by_one(connection: sa.Connection, step: Step, patience: Patience) -> None:
    """Statements that can't be in a transaction.

    What an index build that is cut off leaves is dropped before the next attempt, and at the end: an INVALID
    unique index refuses rows all the same. Where even that isn't to be had, the next plan rebuilds it.
    """
    try:
        for statement in step.statements:
            _execute_patiently(connection, step, statement, patience)
    except NomnomError:
        with suppress(NomnomError), translated("tidy up"):
            _drop_invalid(connection, step)
        raise


def _execute_patiently(
    connection: sa.Connection, step: Step, statement: Statement, patience: Patience
) -> None:
    def work() -> None:
        with translated(step.name):
            if statement.alone and statement.sql.startswith("CREATE"):
                _drop_invalid(connection, step)
            _execute(connection, statement.sql)

    patiently(work, patience)


def _drop_invalid(connection: sa.Connection, step: Step) -> None:
    index = getattr(step.change, "index", None)
    name = connection.scalar(sa.text(_INVALID), {"name": index.name}) if index else None
    if name:
        _execute(connection, f"DROP INDEX CONCURRENTLY {name}")


def _execute(connection: sa.Connection, sql: str) -> None:
    """Because `%` stands for a parameter to drivers, they are told that there are none."""
    connection.exec_driver_sql(sql, execution_options={"no_parameters": True})


def _progress(database: Database, done: Sequence[Step]) -> str:
    """What stays done: nothing on SQLite, whose one transaction is rolled back."""
    stays = () if database == "sqlite" else tuple(step.name for step in done)
    return f"done before: {', '.join(stays)}" if stays else "nothing was changed"
