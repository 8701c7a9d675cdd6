"""One SQL statement of a change, and the pieces that all databases write alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from nomnom.migrate.shapes import ColumnShape, ReferenceShape
from nomnom.tables import Database
from nomnom.tables.dialects import dialect
from nomnom.tables.naming import identifier


@dataclass(frozen=True, slots=True)
class Statement:
    """An SQL statement without a semicolon; `alone`: it has to run outside of a transaction."""

    sql: str
    alone: bool = False

    def __str__(self) -> str:
        """Render as it stands in a script."""
        return f"{self.sql};"


Statements: TypeAlias = tuple[Statement, ...]


def script(*lines: str) -> Statements:
    """Statements that may run in a transaction."""
    return tuple(Statement(line) for line in lines)


def alone(*lines: str) -> Statements:
    """Statements that have to run outside of one."""
    return tuple(Statement(line, alone=True) for line in lines)


def quoted(name: str, database: Database) -> str:
    """A name as it stands in SQL: quoted where it has to be."""
    return dialect(database).identifier_preparer.quote(identifier(name, database))


def listed(names: Iterable[str], database: Database) -> str:
    """Names as they stand between brackets."""
    return ", ".join(quoted(name, database) for name in names)


def definition(column: ColumnShape, database: Database) -> str:
    """A column as it stands in ADD COLUMN: name, type, NOT NULL, default."""
    optional = "" if column.nullable else " NOT NULL"
    default = "" if column.default is None else f" DEFAULT {column.default}"
    return f"{quoted(column.name, database)} {column.type}{optional}{default}"


def reference(key: ReferenceShape, database: Database) -> str:
    """A foreign key as it stands in ADD."""
    columns, targets = listed(key.columns, database), listed(key.targets, database)
    target = f"{quoted(key.table, database)}({targets})"
    return f"CONSTRAINT {quoted(key.name, database)} FOREIGN KEY ({columns}) REFERENCES {target}"
