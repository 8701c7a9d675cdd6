"""What a table looks like: the one vocabulary for tables that are wanted and tables that are there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ColumnShape:
    """A column: `type` as people write it (`VARCHAR(255)`), `default` as an SQL literal.

    `generated` says that the database gives it a number by itself: a sequence, an identity,
    AUTO_INCREMENT, or SQLite's row id; `sequence` is that of a SERIAL column, which has a type of its own.
    """

    name: str
    type: str
    nullable: bool = True
    generated: bool = False
    default: str | None = None
    sequence: str | None = None


@dataclass(frozen=True, slots=True)
class IndexShape:
    """An index or unique constraint on plain columns.

    `constraint` tells a unique constraint from a unique index. `valid` is False for what an interrupted
    CREATE INDEX CONCURRENTLY leaves on PostgreSQL. `plain` is False where it can't stand in for one of
    nomnom's: it is partial, deferrable, on expressions, or no B-tree.
    """

    name: str
    columns: tuple[str, ...]
    unique: bool = False
    constraint: bool = False
    valid: bool = True
    plain: bool = True


@dataclass(frozen=True, slots=True)
class ReferenceShape:
    """A foreign key: `columns` refer to `targets` of `table`."""

    name: str
    columns: tuple[str, ...]
    table: str
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableShape:
    """A table. `rows` is about how many rows it has (the planner's estimate where there is one).

    `empty` is exact. `key` are the primary key's columns, `key_name` its constraint.
    """

    name: str
    columns: tuple[ColumnShape, ...]
    key: tuple[str, ...] = ()
    key_name: str | None = None
    indexes: tuple[IndexShape, ...] = ()
    references: tuple[ReferenceShape, ...] = ()
    rows: int = 0
    empty: bool = True

    def column(self, name: str) -> ColumnShape | None:
        """The column of that name, if there is one."""
        return next((column for column in self.columns if column.name == name), None)


@dataclass(frozen=True, slots=True)
class Schema:
    """The tables of a database, or those that a project needs, in the order they are created."""

    tables: tuple[TableShape, ...]

    def table(self, name: str) -> TableShape | None:
        """The table of that name, if there is one."""
        return next((table for table in self.tables if table.name == name), None)


def named(names: Iterable[str]) -> str:
    """Names as a sentence shows them: `order_key, line_number`."""
    return ", ".join(names)
