"""A live schema as a text that people read: one line per column, key, index and foreign key."""

from __future__ import annotations

from collections.abc import Iterator

from nomnom.migrate.live import inspect, table_names
from nomnom.migrate.opening import connected
from nomnom.migrate.shapes import ColumnShape, IndexShape, TableShape, named
from nomnom.migrate.types import canonical
from nomnom.tables import Database

_OWN = "nomnom_"


def schema_text(url: str) -> str:
    """The tables of the database at `url`, by name, less nomnom's own, which are alike everywhere."""
    with connected(url) as (connection, database):
        names = (name for name in table_names(connection) if not name.startswith(_OWN))
        found = inspect(connection, database, frozenset(names))
    return "\n\n".join("\n".join(_table(table, database)) for table in found.tables) + "\n"


def _table(table: TableShape, database: Database) -> Iterator[str]:
    yield f"table {table.name}"
    yield from (f"    column {_column(each, database)}" for each in table.columns)
    if table.key:
        yield f"    primary key ({named(table.key)})"
    yield from (f"    {_index(each)}" for each in sorted(table.indexes, key=lambda i: i.name))
    for key in sorted(table.references, key=lambda key: key.name):
        target = f"{key.table} ({named(key.targets)})"
        yield f"    foreign key {_named(key.name)} ({named(key.columns)}) to {target}"


def _column(column: ColumnShape, database: Database) -> str:
    """Because how MySQL tells display widths and collations varies by version, they aren't shown."""
    type_ = column.type if database == "sqlite" else canonical(column.type, database)
    optional = "" if column.nullable else " NOT NULL"
    if column.generated:
        return f"{column.name} {type_}{optional}, numbered by the database"
    default = "" if column.default is None else f" DEFAULT {column.default}"
    return f"{column.name} {type_}{optional}{default}"


def _index(index: IndexShape) -> str:
    kind = "unique constraint" if index.constraint else "unique index" if index.unique else "index"
    invalid = "" if index.valid else ", INVALID"
    return f"{kind} {_named(index.name)} ({named(index.columns)}){invalid}"


def _named(name: str) -> str:
    """Because SQLite gives a constraint no name of its own, it may have none."""
    return "without a name" if name.startswith("sqlite_autoindex_") else name
