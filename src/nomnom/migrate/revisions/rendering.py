"""Alembic's operations as the lines of a revision, as a person would write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from alembic.operations import ops
from sqlalchemy import quoted_name

from nomnom.migrate.revisions.calls import call, text, texts
from nomnom.migrate.revisions.columntypes import type_source
from nomnom.migrate.revisions.declared import Declared
from nomnom.tables.dialects import MYSQL_FAMILY, dialect
from nomnom.tables.naming import identifier

_FAMILIES = {
    **dict.fromkeys(("TEXT", "VARCHAR", "CHAR"), "text"),
    **dict.fromkeys(("SMALLINT", "INTEGER", "BIGINT", "NUMERIC"), "number"),
}
"""Types that PostgreSQL turns into each other by an assignment cast; it turns all others into text so."""

_OPTIONS = ("engine", "default_charset", "collate")


@dataclass(frozen=True, slots=True)
class Style:
    """How an operation is written.

    `on` is the object whose methods are called, `op` or a batch. `repeatable` says that the operation shall
    do nothing where its work is done already; `concurrently` that it shall not block readers and writers.
    """

    wanted: Declared
    on: str = "op"
    repeatable: bool = False
    concurrently: bool = False

    @property
    def table_args(self) -> bool:
        """Whether a call names its table; a batch knows it."""
        return self.on == "op"

    @property
    def collation(self) -> str | None:
        """The collation of nomnom's tables on this database."""
        tables = iter(self.wanted.metadata.tables.values())
        found = next(tables).kwargs.get(f"{self.wanted.database}_collate")
        return str(found) if found else None


def operation(op: ops.MigrateOperation, style: Style) -> str:
    """The source of one operation; more than one statement where it takes them."""
    match op:
        case ops.CreateTableOp():
            return _create_table(op, style)
        case ops.DropTableOp():
            return call("op.drop_table", name_source(op.table_name, style))
        case ops.AddColumnOp():
            return "\n".join(_add_column(op, style))
        case ops.DropColumnOp():
            return call(f"{style.on}.drop_column", *_placed(op.table_name, op.column_name, style))
        case ops.AlterColumnOp():
            return "\n".join(_alter_column(op, style))
        case ops.CreateIndexOp():
            return _create_index(op, style)
        case ops.DropIndexOp():
            return _drop_index(op, style)
        case ops.CreateUniqueConstraintOp():
            return _create_unique(op, style)
        case ops.CreateForeignKeyOp():
            return _create_foreign_key(op, style)
        case ops.DropConstraintOp():
            return _drop_constraint(op, style)
        case _:
            raise AssertionError(f"no comparison gives {type(op).__name__}")


def sql(statement: str) -> str:
    """The source of running a statement."""
    return call("op.execute", text(_without_parameters(statement)))


def quoted(name: str, style: Style) -> str:
    """A name as SQL writes it."""
    target = dialect(style.wanted.database)
    return target.identifier_preparer.quote(identifier(name, style.wanted.database))


def _create_table(op: ops.CreateTableOp, style: Style) -> str:
    table = style.wanted.metadata.tables.get(op.table_name, None)
    table = op.to_table() if table is None else table
    items = [
        *(_column(column, style) for column in table.columns),
        *_constraints(table, style),
    ]
    named = _options(table, style)
    if style.repeatable:
        named["if_not_exists"] = "True"
    return call("op.create_table", name_source(table.name, style), *items, **named)


def _options(table: sa.Table, style: Style) -> dict[str, str]:
    """Engine and collation on MySQL and MariaDB; read from there, a name has a space in it."""
    given = {name.replace(" ", "_"): str(value) for name, value in table.kwargs.items()}
    wanted = (f"{style.wanted.database}_{option}" for option in _OPTIONS)
    return {name: text(given[name]) for name in wanted if name in given}


def _column(column: sa.Column[Any], style: Style) -> str:
    source = type_source(column.type, style.wanted.database, style.collation)
    name = name_source(column.name, style)
    if column.primary_key:
        counted = {}
        if isinstance(column.type, sa.Integer):
            counted["autoincrement"] = str(column.table.autoincrement_column is column)
        return call("sa.Column", name, source, primary_key="True", **counted)
    default = _server_default(column)
    return call("sa.Column", name, source, nullable=str(bool(column.nullable)), **default)


def _server_default(column: sa.Column[Any]) -> dict[str, str]:
    default: Any = column.server_default
    if default is None:
        return {}
    return {"server_default": _default_source(default)}


def _constraints(table: sa.Table, style: Style) -> Iterator[str]:
    order = [column.name for column in table.columns]
    uniques = (each for each in table.constraints if isinstance(each, sa.UniqueConstraint))
    for unique in sorted(uniques, key=lambda each: [order.index(c.name) for c in each.columns]):
        unique_columns = (name_source(column.name, style) for column in unique.columns)
        yield call("sa.UniqueConstraint", *unique_columns, name=text(str(unique.name)))
    for key in sorted(table.foreign_key_constraints, key=lambda each: str(each.name)):
        target = key.referred_table.name
        columns = texts([name_source(column.name, style) for column in key.columns])
        targets = texts([text(f"{target}.{each.column.name}") for each in key.elements])
        yield call("sa.ForeignKeyConstraint", columns, targets, name=text(str(key.name)))


def _add_column(op: ops.AddColumnOp, style: Style) -> Iterator[str]:
    """A column with a default for older rows gets it in one go on PostgreSQL, else row by row.

    The default doesn't stay in the table: the worker gives every row its value.
    """
    column, place = op.column, (op.table_name, str(op.column.name))
    named = {"if_not_exists": "True"} if style.repeatable else {}
    default = style.wanted.defaults.get(place)
    fills = default is not None and not column.nullable
    table, name = name_source(op.table_name, style), name_source(column.name, style)
    source = type_source(column.type, style.wanted.database, style.collation)
    first = (table,) if style.table_args else ()
    if not fills:
        yield call(f"{style.on}.add_column", *first, _column(column, style), **named)
    elif style.wanted.database == "postgresql":
        literal = call("sa.text", text(_without_parameters(str(default))))
        added = call("sa.Column", name, source, nullable="False", server_default=literal)
        yield call("op.add_column", table, added, **named)
        yield call("op.alter_column", table, name, server_default="None")
    else:
        yield call(
            f"{style.on}.add_column", *first, call("sa.Column", name, source, nullable="True")
        )


def fill(op: ops.AddColumnOp, style: Style) -> str:
    """The statement that gives rows older than a column its default."""
    default = style.wanted.defaults[op.table_name, str(op.column.name)]
    table, name = quoted(op.table_name, style), quoted(str(op.column.name), style)
    return sql(f"UPDATE {table} SET {name} = {default}")  # noqa: S608  quoted names and a literal


def require(op: ops.AddColumnOp, style: Style) -> str:
    """The statement that makes an added column NOT NULL, after it was filled."""
    source = type_source(op.column.type, style.wanted.database, style.collation)
    place = _placed(op.table_name, str(op.column.name), style)
    return call(f"{style.on}.alter_column", *place, existing_type=source, nullable="False")


def _alter_column(op: ops.AlterColumnOp, style: Style) -> Iterator[str]:
    wanted = style.wanted
    named: dict[str, str] = {}
    if op.modify_type is not None:
        named["type_"] = type_source(op.modify_type, wanted.database, style.collation)
    if op.modify_nullable is not None:
        named["nullable"] = str(op.modify_nullable)
    if op.modify_server_default is not False:
        named["server_default"] = _default_source(op.modify_server_default)
    if op.existing_type is not None:
        named["existing_type"] = type_source(op.existing_type, wanted.database, style.collation)
    if op.modify_nullable is None and op.existing_nullable is not None:
        named["existing_nullable"] = str(op.existing_nullable)
    if wanted.database in MYSQL_FAMILY and _is_generated_key(op, wanted):
        named["autoincrement"] = "True"
    if wanted.database == "postgresql" and (using := _conversion(op, style)):
        named["postgresql_using"] = text(using)
    yield call(f"{style.on}.alter_column", *_placed(op.table_name, op.column_name, style), **named)
    if wanted.database == "postgresql" and _is_generated_key(op, wanted) and op.modify_type:
        yield sql(_alter_sequence(op, style))


def _default_source(default: Any) -> str:
    if default is None:
        return "None"
    return call("sa.text", text(_without_parameters(str(getattr(default, "arg", default)))))


def _without_parameters(statement: str) -> str:
    """SQLAlchemy takes `:word` in a text for a parameter, unless a backslash stands before it."""
    return re.sub(r"(?<![:\w]):(?=\w)", r"\\:", statement)


def _is_generated_key(op: ops.AlterColumnOp, wanted: Declared) -> bool:
    table = wanted.metadata.tables.get(op.table_name)
    column = None if table is None else table.autoincrement_column
    return column is not None and column.name == op.column_name


def _conversion(op: ops.AlterColumnOp, style: Style) -> str | None:
    """How the old values become new ones, where PostgreSQL doesn't do it by itself.

    A DateTime is in UTC, so a Timestamp is the same instant.
    """
    if op.modify_type is None or op.existing_type is None:
        return None
    name = quoted(op.column_name, style)
    new, old = (each.compile(dialect("postgresql")) for each in (op.modify_type, op.existing_type))
    families = {_FAMILIES.get(each.partition("(")[0], each) for each in (new, old)}
    if families == {"TIMESTAMP WITH TIME ZONE", "TIMESTAMP WITHOUT TIME ZONE"}:
        return f"{name} AT TIME ZONE 'UTC'"
    return None if len(families) == 1 or _FAMILIES.get(new) == "text" else f"{name}::{new}"


def _alter_sequence(op: ops.AlterColumnOp, style: Style) -> str:
    """The key's sequence counts as far as its column reaches."""
    assert op.modify_type is not None
    wide = op.modify_type.compile(dialect("postgresql")).lower()
    return (
        "DO $$ BEGIN EXECUTE concat('ALTER SEQUENCE ', pg_get_serial_sequence("
        f"'{quoted(op.table_name, style)}', '{op.column_name}'), ' AS {wide}'); END $$"
    )


def _create_index(op: ops.CreateIndexOp, style: Style) -> str:
    named = {"unique": "True"} if op.unique else {}
    if style.concurrently:
        named["postgresql_concurrently"] = "True"
    elif style.repeatable:
        named["if_not_exists"] = "True"
    columns = texts([name_source(str(getattr(c, "name", c)), style) for c in op.columns])
    name = text(str(op.index_name))
    return call("op.create_index", name, name_source(op.table_name, style), columns, **named)


def _drop_index(op: ops.DropIndexOp, style: Style) -> str:
    named = {"table_name": name_source(str(op.table_name), style)}
    if style.concurrently:
        named |= {"postgresql_concurrently": "True", "if_exists": "True"}
    return call("op.drop_index", text(str(op.index_name)), **named)


def _create_unique(op: ops.CreateUniqueConstraintOp, style: Style) -> str:
    table = (name_source(op.table_name, style),) if style.table_args else ()
    columns = texts([name_source(str(getattr(c, "name", c)), style) for c in op.columns])
    on = f"{style.on}.create_unique_constraint"
    return call(on, text(str(op.constraint_name)), *table, columns)


def _create_foreign_key(op: ops.CreateForeignKeyOp, style: Style) -> str:
    table = (name_source(op.source_table, style),) if style.table_args else ()
    columns = [
        texts([name_source(c, style) for c in each]) for each in (op.local_cols, op.remote_cols)
    ]
    named = {"postgresql_not_valid": "True"} if style.concurrently else {}
    name = text(str(op.constraint_name))
    target = name_source(op.referent_table, style)
    return call(f"{style.on}.create_foreign_key", name, *table, target, *columns, **named)


def _drop_constraint(op: ops.DropConstraintOp, style: Style) -> str:
    table = (name_source(op.table_name, style),) if style.table_args else ()
    named = {"type_": text(str(op.constraint_type))}
    if style.repeatable:
        named["if_exists"] = "True"
    return call(f"{style.on}.drop_constraint", text(str(op.constraint_name)), *table, **named)


def _placed(table: str, column: str, style: Style) -> Iterable[str]:
    return ((name_source(table, style),) if style.table_args else ()) + (
        name_source(column, style),
    )


def name_source(name: str, style: Style) -> str:
    """A name's source; one that SQLAlchemy doesn't know to be reserved is marked so."""
    marked = identifier(str(name), style.wanted.database)
    if isinstance(marked, quoted_name) and marked.quote:
        return call("sa.quoted_name", text(str(marked)), quote="True")
    return text(str(marked))
