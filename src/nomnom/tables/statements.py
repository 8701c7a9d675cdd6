"""Tables → DDL text, as a person would write it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

import sqlalchemy as sa

from nomnom.tables.dialects import MYSQL_FAMILY, Database, dialect
from nomnom.tables.types import type_text


@dataclass(frozen=True, slots=True)
class Statement:
    """One DDL statement: `sql` creates the table or index `name`, which belongs to `table`.

    `sql` has no semicolon at its end and changes nothing where that table or index exists.
    """

    table: str
    kind: Literal["table", "index"]
    name: str
    sql: str


def ddl(metadata: sa.MetaData, database: Database) -> tuple[Statement, ...]:
    """The statements that create the tables of `metadata`, each table before its indexes.

    `metadata` has to be made for the same `database`. Tables keep its order, indexes and
    constraints that of their columns, so equal tables give equal text. MySQL and MariaDB have no
    index statements: their indexes stand inside CREATE TABLE.
    """
    target = dialect(database)
    return tuple(
        statement
        for table in metadata.tables.values()
        for statement in (_create_table(table, target), *_create_indexes(table, target))
    )


def render(statements: Iterable[Statement]) -> str:
    """The statements as a script: each ended by a semicolon, a blank line between tables."""
    blocks = groupby(statements, key=lambda statement: statement.table)
    return "\n".join("".join(f"{each.sql};\n" for each in block) for _, block in blocks)


def _create_table(table: sa.Table, target: sa.Dialect) -> Statement:
    lines = [*_column_lines(table, target), *_constraint_lines(table, target)]
    if target.name in MYSQL_FAMILY:
        lines += _index_lines(table, target)
    body = ",\n".join(f"    {line}" for line in lines)
    name = target.identifier_preparer.quote(table.name)
    sql = f"CREATE TABLE IF NOT EXISTS {name} (\n{body}\n){_options(table, target)}"
    return Statement(table.name, "table", table.name, sql)


def _create_indexes(table: sa.Table, target: sa.Dialect) -> Iterator[Statement]:
    """Because MySQL has no CREATE INDEX IF NOT EXISTS, there are none for its family."""
    if target.name in MYSQL_FAMILY:
        return
    quote = target.identifier_preparer.quote
    for name, columns in _indexes(table):
        place = f"{quote(table.name)}({_names(columns, target)})"
        sql = f"CREATE INDEX IF NOT EXISTS {quote(name)} ON {place}"
        yield Statement(table.name, "index", name, sql)


def _column_lines(table: sa.Table, target: sa.Dialect) -> Iterator[str]:
    for column in table.columns:
        name = target.identifier_preparer.quote(column.name)
        if column.primary_key:
            yield f"{name} {_key_type(column, target)} PRIMARY KEY"
        else:
            optional = "" if column.nullable else " NOT NULL"
            yield f"{name} {type_text(column.type, target)}{optional}"


def _key_type(column: sa.Column[Any], target: sa.Dialect) -> str:
    text = type_text(column.type, target)
    if column.autoincrement is not True:
        return _natural_key_type(text, target)
    if target.name == "postgresql":
        return "BIGSERIAL" if text == "BIGINT" else "SERIAL"
    return f"{text} AUTO_INCREMENT" if target.name in MYSQL_FAMILY else text


def _natural_key_type(text: str, target: sa.Dialect) -> str:
    """Because SQLite lets NULL into a primary key, NOT NULL is said there."""
    return f"{text} NOT NULL" if target.name == "sqlite" else text


def _constraint_lines(table: sa.Table, target: sa.Dialect) -> Iterator[str]:
    quote = target.identifier_preparer.quote
    for unique in table.constraints:
        if isinstance(unique, sa.UniqueConstraint):
            yield f"CONSTRAINT {quote(str(unique.name))} UNIQUE ({_names(unique.columns, target)})"
    foreign_keys = table.foreign_key_constraints
    for key in sorted(foreign_keys, key=lambda each: _place(table, each.columns)):
        (element,) = key.elements
        place = f"{quote(element.column.table.name)}({quote(element.column.name)})"
        columns = _names(key.columns, target)
        yield f"CONSTRAINT {quote(str(key.name))} FOREIGN KEY ({columns}) REFERENCES {place}"


def _index_lines(table: sa.Table, target: sa.Dialect) -> Iterator[str]:
    for name, columns in _indexes(table):
        yield f"INDEX {target.identifier_preparer.quote(name)} ({_names(columns, target)})"


def _indexes(table: sa.Table) -> list[tuple[str, tuple[sa.Column[Any], ...]]]:
    indexes = [(str(index.name), tuple(index.columns)) for index in table.indexes]
    return sorted(indexes, key=lambda index: _place(table, index[1]))


def _place(table: sa.Table, columns: Iterable[sa.Column[Any]]) -> list[int]:
    """Where columns stand in their table: what an unordered set of constraints is sorted by."""
    order = [*table.columns.keys()]
    return [order.index(column.key) for column in columns]


def _names(columns: Iterable[sa.Column[Any]], target: sa.Dialect) -> str:
    return ", ".join(target.identifier_preparer.quote(column.name) for column in columns)


def _options(table: sa.Table, target: sa.Dialect) -> str:
    """What stands behind the closing bracket: engine and collation on MySQL and MariaDB."""
    if target.name not in MYSQL_FAMILY:
        return ""
    options = ("engine", "default_charset", "collate")
    engine, charset, collation = (table.kwargs[f"{target.name}_{option}"] for option in options)
    return f" ENGINE={engine} DEFAULT CHARSET={charset} COLLATE={collation}"
