"""Comparing a live database with a project: the plan."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from nomnom.migrate.alignment import aligned
from nomnom.migrate.changes import DropTable, Foreign
from nomnom.migrate.comparison import differences
from nomnom.migrate.descent import children_first
from nomnom.migrate.diff import Comparison, changes_of
from nomnom.migrate.facts import Facts
from nomnom.migrate.live import inspect, table_names
from nomnom.migrate.matching import match_indexes
from nomnom.migrate.names import Names, Renames, declared_renames, pending
from nomnom.migrate.opening import connected
from nomnom.migrate.plan import Plan, make_plan
from nomnom.migrate.probes import probe
from nomnom.migrate.shapes import Schema
from nomnom.migrate.translation import translated
from nomnom.migrate.wanted import Wanted, wanted
from nomnom.model.project import Project
from nomnom.tables import Database

_ALEMBIC = "alembic_version"
VERSION_TABLE = "nomnom_migrations"
"""Where a database notes which revision it is at: ours, so it isn't listed as somebody else's."""


def plan(url: str, project: Project, *, drops: bool = False) -> Plan:
    """What has to be done to the database at `url` so that it is as the project declares.

    What the entities say was renamed is renamed where the old name is there and the new one isn't. `drops`:
    tables and columns that no entity declares are to be dropped; else they are listed as foreign and left
    alone. Nothing is changed. Raises OutageError, ConfigurationError, SettingsError.
    """
    with connected(url) as (connection, database), translated("compare tables"):
        return plan_on(connection, database, project, drops=drops)


def plan_on(
    connection: sa.Connection,
    database: Database,
    project: Project,
    *,
    drops: bool = False,
) -> Plan:
    """The same on an open connection."""
    target, renames = wanted(project, database), declared_renames(project)
    comparison = _compare(connection, target, renames, drops=drops)
    metadata = aligned(comparison.wanted, dict(comparison.matches), comparison.names)
    found = differences(connection, metadata, database)
    changes, foreign = changes_of(comparison, found)
    facts = [
        (change, probe(connection, change, comparison.live, comparison.names, database))
        for change in changes
    ]
    others = _others(connection, comparison.wanted, comparison.names)
    if drops:
        facts += [(each, Facts()) for each in _drops(inspect(connection, database, others))]
    else:
        foreign += tuple(Foreign("table", name, name) for name in others)
    return make_plan(database, facts, foreign)


def _compare(
    connection: sa.Connection, target: Wanted, renames: Renames, *, drops: bool
) -> Comparison:
    former = {old for (_, column), old in renames.items() if column is None}
    names = {table.name for table in target.schema.tables} | former
    live = inspect(connection, target.database, names)
    called = pending(renames, target.schema, live)
    matches = {
        table.name: match_indexes(table, there, called)
        for table in target.schema.tables
        if (there := live.table(called.live_table(table.name)))
    }
    return Comparison(target, live, called, matches, drops)


def _drops(leftover: Schema) -> Iterator[DropTable]:
    refers = {table.name: [key.table for key in table.references] for table in leftover.tables}
    for name in children_first(refers):
        if table := leftover.table(name):
            yield DropTable(name, references=table.references)


def _others(connection: sa.Connection, target: Wanted, names: Names) -> list[str]:
    known = {names.live_table(table.name) for table in target.schema.tables} | {
        _ALEMBIC,
        VERSION_TABLE,
    }
    return sorted(table_names(connection) - known)
