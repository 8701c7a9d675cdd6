"""Golden folders: entities before and after, the plan's text, its SQL, and the schema that comes out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from nomnom.loading import load_project
from nomnom.migrate import (
    EVERYTHING,
    ChangeClass,
    Plan,
    Step,
    apply,
    as_sql,
    as_text,
    plan,
)
from nomnom.migrate.changes import AlterType, CreateTable, DropTable, RenameIndex, RenameTable
from nomnom.migrate.live import inspect, table_names
from nomnom.migrate.opening import connected
from nomnom.migrate.shapes import ColumnShape, TableShape
from nomnom.migrate.sql import Statement
from nomnom.model.project import Project
from samples.databases import KINDS
from samples.goldens import Golden
from samples.schema_text import schema_text

CASES = Path(__file__).parents[2] / "cases" / "changes"
FOLDERS = sorted(folder for folder in CASES.iterdir() if folder.is_dir())


PLACES = [
    pytest.param(folder, product, id=f"{folder.name}-{product}")
    for folder in FOLDERS
    for product in KINDS
    if (folder / f"{product}.sql").exists()
]


def folders_with(*names: str) -> list[Path]:
    return [folder for folder in FOLDERS if all((folder / name).exists() for name in names)]


def entities(folder: Path) -> Project:
    """The project of a case's folder; one without entities where there is none."""
    return load_project(folder) if folder.is_dir() else Project("nothing", ())


def drops(folder: Path) -> bool:
    """Whether the case's options ask for what no entity declares to be dropped."""
    file = folder / "options.json"
    return file.exists() and json.loads(file.read_text()) == {"drops": True}


def run(url: str, *scripts: Path) -> None:
    """Run the statements of the scripts that exist."""
    with connected(url) as (connection, _):
        for script in scripts:
            for text in script.read_text().split(";\n") if script.exists() else ():
                if text.strip():
                    connection.exec_driver_sql(text)


def prepare(url: str, folder: Path, product: str) -> Plan:
    """Make the database of the case as it is before, and plan what is after."""
    apply(url, entities(folder / "before"))
    run(url, folder / f"{product}.before.sql", folder / "rows.sql", folder / "by_hand.sql")
    return plan(url, entities(folder / "after"), drops=drops(folder))


def impossible(found: Plan) -> list[str]:
    return [s.name for s in found.steps if s.verdict.change_class is ChangeClass.IMPOSSIBLE]


def possible(found: Plan) -> list[Step]:
    return [s for s in found.steps if s.verdict.change_class is not ChangeClass.IMPOSSIBLE]


def schema(url: str) -> dict[str, object]:
    """Every table as a set of columns, indexes and references, without rows and numbering details."""
    with connected(url) as (connection, database):
        found = inspect(connection, database, table_names(connection))
    return {table.name: comparable(table, database) for table in found.tables}


def comparable(table: TableShape, database: str) -> object:
    constrained = database == "postgresql"
    named = database != "sqlite"  # where a constraint keeps the name it was created with
    return (
        frozenset(plain(column) for column in table.columns),
        table.key,
        frozenset(
            replace(index, constraint=index.constraint and constrained)
            if named
            else replace(index, constraint=False, name="" if index.unique else index.name)
            for index in table.indexes
        ),
        frozenset(table.references) if constrained else len(table.references),
    )


def plain(column: ColumnShape) -> ColumnShape:
    return replace(column, default=None, sequence=None)


def empty(url: str) -> None:
    with connected(url) as (connection, _):
        metadata = sa.MetaData()
        metadata.reflect(connection)
        metadata.drop_all(connection)


def apply_all(url: str, folder: Path) -> Plan:
    """Apply everything of the case; what is left of the plan."""
    return apply(url, entities(folder / "after"), EVERYTHING, drops=drops(folder)).left


def check_outcome(url: str, folder: Path, before: Plan, left: Plan) -> None:
    """What is left is impossible, or builds on it; a database brought up to date equals a new one."""
    second = plan(url, entities(folder / "after"), drops=drops(folder))
    assert [s.name for s in left.steps] == [s.name for s in second.steps]
    if impossible(before):
        assert set(impossible(before)) <= {s.name for s in left.steps}
        return
    assert () == second.steps
    if (folder / "before").exists() and not before.foreign:
        changed = schema(url)
        empty(url)
        apply(url, entities(folder / "after"))
        assert schema(url) == changed


@pytest.mark.parametrize(("folder", "product"), PLACES)
def test_plan(folder: Path, product: str, request: pytest.FixtureRequest, golden: Golden) -> None:
    """The plan's text and SQL are the golden ones, and so is the schema once it is applied.

    Then nothing is left to do, but what rows or the database are in the way of.
    """
    url = request.getfixturevalue(f"{'database' if product == 'postgresql' else product}_url")
    found = prepare(url, folder, product)

    golden.check(folder / f"{product}.plan.txt", as_text(found))
    golden.check(folder / f"{product}.sql", as_sql(found))
    left = apply_all(url, folder)
    golden.check(folder / f"{product}.schema.txt", schema_text(url))
    check_outcome(url, folder, found, left)


def reverse(found: Plan) -> Iterator[Statement]:
    for step in reversed(found.steps):
        yield from step.reverse


@pytest.mark.parametrize("folder", folders_with("before", "mariadb.sql"), ids=lambda f: f.name)
@pytest.mark.parametrize("product", ["postgresql", "mariadb"])
def test_reverse(folder: Path, product: str, request: pytest.FixtureRequest) -> None:
    """The reverse of an applied plan brings the schema back."""
    url = request.getfixturevalue(f"{'database' if product == 'postgresql' else product}_url")
    apply(url, entities(folder / "before"))
    before = schema(url)
    found = plan(url, entities(folder / "after"), drops=drops(folder))
    if impossible(found) or not all(step.reverse for step in found.steps):
        assert folder.name in ("drop-table", "drop-parent-and-child")
        return
    apply_all(url, folder)
    with connected(url) as (connection, _):
        for statement in reverse(found):
            connection.exec_driver_sql(statement.sql)

    assert before == schema(url)


HELD = """
    SELECT c.relname, l.mode FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
    WHERE l.pid = pg_backend_pid() AND l.granted AND c.relkind = 'r'
    AND c.relnamespace = current_schema()::regnamespace
"""
FILES = """
    SELECT relname, relfilenode FROM pg_class
    WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
"""
MODES = {
    "ShareUpdateExclusiveLock": "SHARE UPDATE EXCLUSIVE",
    "ShareRowExclusiveLock": "SHARE ROW EXCLUSIVE",
    "AccessExclusiveLock": "ACCESS EXCLUSIVE",
}
"""The modes that keep others out, the strongest last."""


def held(connection: sa.Connection) -> dict[str, str]:
    """The strongest lock that is held on each table."""
    rows = sorted(
        ((name, mode) for name, mode in connection.exec_driver_sql(HELD) if mode in MODES),
        key=lambda row: list(MODES).index(row[1]),
    )
    return {name: MODES[mode] for name, mode in rows}


def files(connection: sa.Connection) -> dict[str, int]:
    return {row.relname: row.relfilenode for row in connection.exec_driver_sql(FILES)}


def run_step(connection: sa.Connection, step: Step) -> tuple[dict[str, str], set[str]]:
    """Run a step in a transaction: the locks it holds in the end, and the tables it wrote anew."""
    before = files(connection)
    connection.exec_driver_sql("BEGIN")
    for statement in step.statements:
        connection.exec_driver_sql(statement.sql)
    locks, after = held(connection), files(connection)
    connection.exec_driver_sql("COMMIT")
    return locks, {name for name in before if name in after and before[name] != after[name]}


def claimed(step: Step) -> tuple[dict[str, str], set[str]]:
    """The same as the plan says it, of tables that are there in the end, a new one included."""
    taken, change = step.verdict.lock, step.change
    names = taken.tables if taken else ()
    if isinstance(change, RenameTable):
        names = (change.table,)
    locks = {name: taken.mode for name in names if taken}
    if isinstance(change, DropTable) or (isinstance(change, RenameIndex) and not change.constraint):
        del locks[names[0]]
    if isinstance(change, CreateTable):
        locks[change.table] = "ACCESS EXCLUSIVE"
    return locks, {names[0]} if taken and taken.work == "rewrite" else set()


@pytest.mark.parametrize("folder", folders_with("postgresql.sql"), ids=lambda folder: folder.name)
def test_locks_on_postgresql(folder: Path, database_url: str) -> None:
    """Each change takes the locks that its plan names, no others, and writes rows anew where it says so."""
    found = prepare(database_url, folder, "postgresql")
    with connected(database_url) as (connection, _):
        for step in possible(found):
            if any(statement.alone for statement in step.statements):
                for statement in step.statements:
                    connection.exec_driver_sql(statement.sql)
            else:
                assert claimed(step) == run_step(connection, step), step.name


WAYS: Mapping[str, tuple[str, ...]] = {
    "moment": ("NOCOPY",),
    "rebuild": ("INPLACE, LOCK=NONE", "NOCOPY"),
    "rewrite": ("COPY, LOCK=SHARED", "INPLACE, LOCK=NONE", "NOCOPY"),
}
"""The way that MariaDB permits by the work that is claimed, then those that would be better."""


@pytest.mark.parametrize("folder", folders_with("mariadb.sql"), ids=lambda folder: folder.name)
def test_ways_on_mariadb(folder: Path, mariadb_url: str) -> None:
    """Each ALTER TABLE is made in the way that its plan names, and refused in any better one."""
    found = prepare(mariadb_url, folder, "mariadb")
    with connected(mariadb_url) as (connection, _):
        for step in possible(found):
            for statement in step.statements:
                alter_as_claimed(connection, step, statement.sql)


def alter_as_claimed(connection: sa.Connection, step: Step, sql: str) -> None:
    released = isinstance(step.change, AlterType) and "DROP FOREIGN KEY" in sql
    said = not sql.startswith("ALTER") or "ALGORITHM" in sql
    if said or released or isinstance(step.change, RenameTable):
        connection.exec_driver_sql(sql)
        return
    taken = step.verdict.lock
    assert taken is not None
    way, *better = WAYS[taken.work]
    for each in better:
        with pytest.raises(sa.exc.DBAPIError, match=r"184[56]"):
            connection.exec_driver_sql(f"{sql}, ALGORITHM={each}")
    if taken.mode == "LOCK=SHARED (ALGORITHM=INPLACE)":
        way = "INPLACE, LOCK=SHARED"
    connection.exec_driver_sql(f"{sql}, ALGORITHM={way}")


def test_at_least_25_kinds_of_change() -> None:
    """There are golden cases for PostgreSQL and MariaDB of at least 25 kinds of change."""
    goldens = ("plan.txt", "sql", "schema.txt")
    assert 25 <= len(
        folders_with(
            *(f"{product}.{each}" for product in ("postgresql", "mariadb") for each in goldens)
        )
    )
