"""From differences to changes: what has to be done, and what is left alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from nomnom.migrate import changes as c
from nomnom.migrate.comparison import Difference
from nomnom.migrate.matching import Match, is_ours
from nomnom.migrate.names import Names
from nomnom.migrate.releasing import released
from nomnom.migrate.shapes import ColumnShape, ReferenceShape, Schema, TableShape
from nomnom.migrate.wanted import Wanted
from nomnom.tables import foreign_key_name, shorten


@dataclass(frozen=True, slots=True)
class Comparison:
    """A database beside what is wanted of it.

    `matches` has the indexes of each table that exists, by its new name. `drops`: columns that no entity
    declares are nomnom's own, left over, and to be dropped.
    """

    wanted: Wanted
    live: Schema
    names: Names
    matches: Mapping[str, Match]
    drops: bool = False


def changes_of(
    comparison: Comparison, found: tuple[Difference, ...]
) -> tuple[tuple[c.Change, ...], tuple[c.Foreign, ...]]:
    """The changes that mend the differences, parents' before children's, and the things that are left alone."""
    both: list[c.Change | c.Foreign] = list(comparison.names.renames)
    order = [comparison.names.live_table(table.name) for table in comparison.wanted.schema.tables]
    for difference in sorted(found, key=lambda each: order.index(each.table)):
        both += _change(comparison, difference)
    for table in comparison.wanted.schema.tables:
        if there := comparison.live.table(comparison.names.live_table(table.name)):
            both += _key(comparison, table, there)
            both += _standing_indexes(comparison, table, there)
    foreign = tuple(each for each in both if isinstance(each, c.Foreign))
    changes = tuple(each for each in both if not isinstance(each, c.Foreign))
    wanted, live, names = comparison.wanted, comparison.live, comparison.names
    return tuple(released(changes, live, wanted.schema, names, wanted.database)), foreign


def _change(comparison: Comparison, difference: Difference) -> Iterator[c.Change | c.Foreign]:
    name = comparison.names.table(difference.table)
    wanted = comparison.wanted.schema.table(name)
    assert wanted is not None, "Alembic looks at wanted tables only"
    live = comparison.live.table(difference.table)
    if live is None:
        if difference.operation == "add_table":
            yield c.CreateTable(name, comparison.wanted.scripts[name], wanted.references)
    elif "column" in difference.operation or difference.operation.startswith("modify"):
        yield from _column(comparison, difference, wanted, live)
    elif difference.operation.endswith("_fk"):
        yield from _reference(comparison, difference, wanted, live)
    else:
        yield from _index(comparison, difference, wanted, live)


def _column(
    comparison: Comparison, difference: Difference, wanted: TableShape, live: TableShape
) -> Iterator[c.Change | c.Foreign]:
    table = wanted.name
    column = wanted.column(comparison.names.column(table, difference.name))
    there = live.column(difference.name)
    match difference.operation:
        case "add_column" if column and column.name not in wanted.key:
            yield c.AddColumn(table, column)
        case "remove_column" if there:
            yield from _leftover(table, there, live, drops=comparison.drops)
        case "modify_type" if column and there:
            nullable = there.nullable or column.nullable
            yield c.AlterType(
                table,
                column.name,
                there.type,
                column.type,
                nullable=nullable,
                generated=there.generated,
                sequence=there.sequence,
            )
        case "modify_nullable" if column and there and column.name not in wanted.key:
            if column.nullable:
                yield c.DropNotNull(table, _retyped(column, there.type))
            else:
                yield c.SetNotNull(table, column)


def _retyped(column: ColumnShape, type_: str) -> ColumnShape:
    return ColumnShape(column.name, type_, nullable=column.nullable)


def _leftover(
    table: str, column: ColumnShape, live: TableShape, *, drops: bool
) -> Iterator[c.Change | c.Foreign]:
    """A column that no entity declares: where it would make every insert fail, it has to take NULL."""
    if drops:
        yield c.DropColumn(table, column)
        return
    yield c.Foreign("column", table, column.name)
    filled = column.nullable or column.generated or column.default is not None
    if not filled and column.name not in live.key:
        yield c.DropNotNull(table, column, foreign=True)


def _reference(
    comparison: Comparison, difference: Difference, wanted: TableShape, live: TableShape
) -> Iterator[c.Change | c.Foreign]:
    table = wanted.name
    if difference.operation == "add_fk":
        key = next(key for key in wanted.references if key.name == difference.name)
        yield c.AddForeignKey(table, key)
        return
    there = next((key for key in live.references if key.name == difference.name), None)
    if there is None:
        return
    known = comparison.wanted.schema.table(comparison.names.table(there.table)) is not None
    ours = {foreign_key_name(live.name, column) for column in there.columns}
    if there.name in ours and (known or comparison.drops):
        yield c.DropForeignKey(table, there)
    else:
        yield c.Foreign("foreign key", table, there.name)


def _index(
    comparison: Comparison, difference: Difference, wanted: TableShape, live: TableShape
) -> Iterator[c.Change | c.Foreign]:
    table, match = wanted.name, comparison.matches[wanted.name]
    if difference.operation.startswith("add_"):
        for index in match.missing:
            if index.name == difference.name:
                yield c.AddUnique(table, index) if index.unique else c.AddIndex(table, index)
        return
    there = next((index for index in live.indexes if index.name == difference.name), None)
    if there is None or there in match.equal.values():
        return
    if is_ours(there, live.name) or there.name in {index.name for index in wanted.indexes}:
        yield c.DropUnique(table, there) if there.unique else c.DropIndex(table, there)
    else:
        kind = "unique constraint" if there.constraint else "index"
        yield c.Foreign(kind, table, there.name)


def _key(comparison: Comparison, wanted: TableShape, live: TableShape) -> Iterator[c.Change]:
    """Alembic doesn't compare primary keys, nor whether one numbers its rows."""
    (name,) = wanted.key
    column = wanted.column(name)
    assert column is not None
    there = live.column(comparison.names.live_column(wanted.name, name))
    if comparison.names.columns(wanted.name, live.key) != wanted.key:
        key_name = live.key_name or ("PRIMARY" if live.key else None)
        yield c.ReplaceKey(wanted.name, column, there is None, key_name, live.key)
    if column.generated and there and not there.generated:
        yield c.GenerateKey(wanted.name, column)


def _standing_indexes(
    comparison: Comparison, wanted: TableShape, live: TableShape
) -> Iterator[c.Change]:
    """What becomes of indexes that are there: INVALID ones are rebuilt, names follow renames."""
    postgresql = comparison.wanted.database == "postgresql"
    fixed = comparison.wanted.database == "sqlite"  # where a constraint keeps its name for good
    for index, there in comparison.matches[wanted.name].equal.items():
        if not there.valid:
            yield c.RebuildIndex(wanted.name, index)
        elif there.name == index.name or (fixed and there.constraint):
            continue
        elif comparison.names.touches(wanted.name) and is_ours(there, live.name):
            of_constraint = there.constraint and postgresql
            yield c.RenameIndex(wanted.name, index.name, there.name, of_constraint, index)
    if postgresql and comparison.names.touches(wanted.name):
        yield from _renamed_key(wanted, live)
        yield from _renamed_references(comparison, wanted, live)


def _renamed_key(wanted: TableShape, live: TableShape) -> Iterator[c.Change]:
    """The primary key's constraint, where it bears the name that PostgreSQL gave it."""
    old, new = f"{live.name}_pkey", f"{wanted.name}_pkey"
    if live.key_name == old != new == shorten(new):
        yield c.RenameIndex(wanted.name, new, old, constraint=True)


def _renamed_references(
    comparison: Comparison, wanted: TableShape, live: TableShape
) -> Iterator[c.Change]:
    """Because MySQL can't rename a foreign key, its old name stays there."""
    for key in wanted.references:
        there = next(
            (each for each in live.references if _same(comparison, key, each, wanted)), None
        )
        if there and there.name == foreign_key_name(live.name, there.columns[0]) != key.name:
            yield c.RenameIndex(wanted.name, key.name, there.name, constraint=True)


def _same(
    comparison: Comparison, wanted: ReferenceShape, live: ReferenceShape, table: TableShape
) -> bool:
    names = comparison.names
    target = names.table(live.table)
    columns = names.columns(table.name, live.columns)
    return (columns, target, names.columns(target, live.targets)) == (
        wanted.columns,
        wanted.table,
        wanted.targets,
    )
