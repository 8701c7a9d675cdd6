"""Changes in the SQL of MySQL and MariaDB, each statement of which commits by itself."""

from __future__ import annotations

from dataclasses import replace

from nomnom.migrate import changes as c
from nomnom.migrate.opposites import opposite, readded, released
from nomnom.migrate.shapes import ColumnShape
from nomnom.migrate.sql.statement import (
    Statements,
    definition,
    listed,
    quoted,
    reference,
    script,
)
from nomnom.tables import Database

_ONLINE = "ALGORITHM=INPLACE, LOCK=NONE"


def forward(change: c.Change, database: Database) -> Statements:
    """See `nomnom.migrate.sql.forward`."""
    name = quoted(change.table, database)
    table = f"ALTER TABLE {name}"
    match change:
        case c.CreateTable():
            return script(*change.script)
        case c.DropTable():
            return script(f"DROP TABLE {name}")
        case c.AddColumn():
            return _add_column(change, database)
        case c.DropColumn():
            return script(f"{table} DROP COLUMN {quoted(change.column.name, database)}")
        case c.RenameTable():
            return script(f"ALTER TABLE {quoted(change.old, database)} RENAME TO {name}")
        case c.RenameColumn() | c.RenameIndex():
            what = "COLUMN" if isinstance(change, c.RenameColumn) else "INDEX"
            new = change.column if isinstance(change, c.RenameColumn) else change.name
            old = quoted(change.old, database)
            return script(f"{table} RENAME {what} {old} TO {quoted(new, database)}")
        case c.AlterType():
            column = ColumnShape(change.column, change.new, change.nullable, change.generated)
            first = (each for drop in released(change) for each in forward(drop, database))
            return (*first, *_modify(change.table, column, database))
        case c.SetNotNull():
            return _modify(change.table, replace(change.column, nullable=False), database)
        case c.DropNotNull():
            return _modify(change.table, replace(change.column, nullable=True), database)
        case c.GenerateKey():
            return _modify(change.table, replace(change.column, nullable=False), database)
        case c.ReplaceKey():
            return _replace_key(change, database)
        case c.AddForeignKey():
            return script(f"{table} ADD {reference(change.reference, database)}")
        case c.DropForeignKey():
            return script(f"{table} DROP FOREIGN KEY {quoted(change.reference.name, database)}")
        case _:
            return _index(change, database)


def backward(change: c.Change, database: Database) -> Statements:
    """See `nomnom.migrate.sql.backward`."""
    match change:
        case c.GenerateKey():
            plain = replace(change.column, nullable=False, generated=False)
            return _modify(change.table, plain, database)
        case c.ReplaceKey():
            return _restore_key(change, database)
        case _:
            back = opposite(change)
            lines = forward(back, database) if back else ()
            return lines + tuple(each for add in readded(change) for each in forward(add, database))


def _add_column(change: c.AddColumn, database: Database) -> Statements:
    """A default serves the rows there are, so it goes again: new rows take theirs from the entity."""
    table = f"ALTER TABLE {quoted(change.table, database)}"
    lines = [f"{table} ADD COLUMN {definition(change.column, database)}"]
    if change.column.default is not None:
        lines.append(f"{table} ALTER COLUMN {quoted(change.column.name, database)} DROP DEFAULT")
    return script(*lines)


def _modify(table: str, column: ColumnShape, database: Database) -> Statements:
    """Because MySQL takes what isn't said for nullable, a changed column is told in full."""
    optional = " NULL" if column.nullable else " NOT NULL"
    numbered = " AUTO_INCREMENT" if column.generated else ""
    text = f"{quoted(column.name, database)} {column.type}{optional}{numbered}"
    return script(f"ALTER TABLE {quoted(table, database)} MODIFY COLUMN {text}")


def _numbered(column: ColumnShape, database: Database) -> str:
    return f"{quoted(column.name, database)} {column.type} NOT NULL AUTO_INCREMENT"


def _replace_key(change: c.ReplaceKey, database: Database) -> Statements:
    """Because MySQL wants a numbered column to be a key at once, all of it is one statement."""
    steps = ["DROP PRIMARY KEY"] if change.old else []
    if change.missing:
        column = definition(replace(change.column, nullable=False), database)
        text = _numbered(change.column, database) if change.column.generated else column
        steps.append(f"ADD COLUMN {text} PRIMARY KEY FIRST")
    else:
        steps.append(f"ADD PRIMARY KEY ({quoted(change.column.name, database)})")
    return script(f"ALTER TABLE {quoted(change.table, database)} {', '.join(steps)}")


def _restore_key(change: c.ReplaceKey, database: Database) -> Statements:
    dropped = f"DROP COLUMN {quoted(change.column.name, database)}"
    steps = [dropped if change.missing else "DROP PRIMARY KEY"]
    if change.old:
        steps.append(f"ADD PRIMARY KEY ({listed(change.old, database)})")
    return script(f"ALTER TABLE {quoted(change.table, database)} {', '.join(steps)}")


def _index(
    change: c.AddIndex | c.DropIndex | c.RebuildIndex | c.AddUnique | c.DropUnique,
    database: Database,
) -> Statements:
    table, name = quoted(change.table, database), quoted(change.index.name, database)
    columns = listed(change.index.columns, database)
    match change:
        case c.AddIndex():
            return script(f"ALTER TABLE {table} ADD INDEX {name} ({columns}), {_ONLINE}")
        case c.AddUnique():
            return script(
                f"ALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE ({columns}), {_ONLINE}"
            )
        case c.DropIndex() | c.DropUnique():
            return script(f"ALTER TABLE {table} DROP INDEX {name}")
        case c.RebuildIndex():
            return ()
