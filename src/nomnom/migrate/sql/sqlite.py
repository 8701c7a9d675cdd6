"""Changes in SQLite's SQL: what its ALTER TABLE can do, and nothing for the rest."""

from __future__ import annotations

from nomnom.migrate import changes as c
from nomnom.migrate.opposites import opposite
from nomnom.migrate.shapes import IndexShape
from nomnom.migrate.sql.statement import Statements, definition, listed, quoted, script
from nomnom.tables import Database

_HERE: Database = "sqlite"


def forward(change: c.Change) -> Statements:
    """See `nomnom.migrate.sql.forward`."""
    table = f"ALTER TABLE {quoted(change.table, _HERE)}"
    match change:  # a default that serves the rows there are stays: SQLite can't drop one
        case c.CreateTable():
            return script(*change.script)
        case c.DropTable():
            return script(f"DROP TABLE {quoted(change.table, _HERE)}")
        case c.AddColumn():
            return script(f"{table} ADD COLUMN {definition(change.column, _HERE)}")
        case c.DropColumn():
            return script(f"{table} DROP COLUMN {quoted(change.column.name, _HERE)}")
        case c.RenameTable():
            old = quoted(change.old, _HERE)
            return script(f"ALTER TABLE {old} RENAME TO {quoted(change.table, _HERE)}")
        case c.RenameColumn():
            old, new = quoted(change.old, _HERE), quoted(change.column, _HERE)
            return script(f"{table} RENAME COLUMN {old} TO {new}")
        case c.AddIndex() | c.AddUnique():
            return _build(change.table, change.index)
        case c.RenameIndex() if change.index:
            drop = script(f"DROP INDEX {quoted(change.old, _HERE)}")
            return drop + _build(change.table, change.index)
        case c.DropIndex():
            return script(f"DROP INDEX {quoted(change.index.name, _HERE)}")
        case c.DropUnique() if not change.index.constraint:
            return script(f"DROP INDEX {quoted(change.index.name, _HERE)}")
        case _:
            return ()


def backward(change: c.Change) -> Statements:
    """See `nomnom.migrate.sql.backward`."""
    back = opposite(change)
    return forward(back) if back else ()


def _build(table: str, index: IndexShape) -> Statements:
    """Because SQLite adds no constraint to a table, a unique index is the unique constraint."""
    unique = "UNIQUE " if index.unique else ""
    place = f"{quoted(table, _HERE)}({listed(index.columns, _HERE)})"
    return script(f"CREATE {unique}INDEX {quoted(index.name, _HERE)} ON {place}")
