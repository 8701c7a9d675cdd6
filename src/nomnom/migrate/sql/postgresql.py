"""Changes in PostgreSQL's SQL."""

from __future__ import annotations

from nomnom.migrate import changes as c
from nomnom.migrate.opposites import opposite, readded, released
from nomnom.migrate.shapes import IndexShape
from nomnom.migrate.sql.statement import (
    Statements,
    alone,
    definition,
    listed,
    quoted,
    reference,
    script,
)
from nomnom.migrate.types import is_text, spec
from nomnom.tables import Database

_HERE: Database = "postgresql"
_ASSIGNABLE = {
    "SMALLINT": ("INTEGER", "BIGINT", "NUMERIC"),
    "INTEGER": ("BIGINT", "NUMERIC"),
    "BIGINT": ("NUMERIC",),
    "NUMERIC": ("NUMERIC",),
    "DATE": ("TIMESTAMP",),
}


def forward(change: c.Change) -> Statements:
    """See `nomnom.migrate.sql.forward`."""
    table = f"ALTER TABLE {quoted(change.table, _HERE)}"
    match change:
        case c.CreateTable():
            return script(*change.script)
        case c.DropTable():
            return script(f"DROP TABLE {quoted(change.table, _HERE)}")
        case c.AddColumn():
            return _add_column(change)
        case c.DropColumn():
            return script(f"{table} DROP COLUMN {quoted(change.column.name, _HERE)}")
        case c.RenameTable() | c.RenameColumn() | c.RenameIndex():
            return _rename(change)
        case c.AlterType():
            return _alter_type(change)
        case c.SetNotNull() | c.DropNotNull():
            verb = "SET" if isinstance(change, c.SetNotNull) else "DROP"
            return script(
                f"{table} ALTER COLUMN {quoted(change.column.name, _HERE)} {verb} NOT NULL"
            )
        case c.GenerateKey():
            return _generate_key(change)
        case c.ReplaceKey():
            return _replace_key(change)
        case c.AddForeignKey():
            return script(f"{table} ADD {reference(change.reference, _HERE)}")
        case c.DropForeignKey():
            return script(f"{table} DROP CONSTRAINT {quoted(change.reference.name, _HERE)}")
        case _:
            return _index(change)


def backward(change: c.Change) -> Statements:
    """See `nomnom.migrate.sql.backward`."""
    match change:
        case c.GenerateKey():
            name = quoted(change.column.name, _HERE)
            table = quoted(change.table, _HERE)
            return script(f"ALTER TABLE {table} ALTER COLUMN {name} DROP IDENTITY")
        case c.ReplaceKey():
            return _restore_key(change)
        case _:
            back = opposite(change)
            lines = forward(back) if back else ()
            return lines + tuple(each for add in readded(change) for each in forward(add))


def _add_column(change: c.AddColumn) -> Statements:
    """A default serves the rows there are, so it goes again: new rows take theirs from the entity."""
    table = f"ALTER TABLE {quoted(change.table, _HERE)}"
    lines = [f"{table} ADD COLUMN {definition(change.column, _HERE)}"]
    if change.column.default is not None:
        lines.append(f"{table} ALTER COLUMN {quoted(change.column.name, _HERE)} DROP DEFAULT")
    return script(*lines)


def _rename(change: c.RenameTable | c.RenameColumn | c.RenameIndex) -> Statements:
    old, table = quoted(change.old, _HERE), quoted(change.table, _HERE)
    match change:
        case c.RenameTable():
            return script(f"ALTER TABLE {old} RENAME TO {table}")
        case c.RenameColumn():
            column = quoted(change.column, _HERE)
            return script(f"ALTER TABLE {table} RENAME COLUMN {old} TO {column}")
        case c.RenameIndex():
            name = quoted(change.name, _HERE)
            if change.constraint:
                return script(f"ALTER TABLE {table} RENAME CONSTRAINT {old} TO {name}")
            return script(f"ALTER INDEX {old} RENAME TO {name}")


def _alter_type(change: c.AlterType) -> Statements:
    name = quoted(change.column, _HERE)
    using = _using(name, change.old, change.new)
    line = f"ALTER TABLE {quoted(change.table, _HERE)} ALTER COLUMN {name} TYPE {change.new}"
    lines = [f"{line} USING {using}" if using else line]
    if change.sequence:
        lines.append(f"ALTER SEQUENCE {change.sequence} AS {change.new}")
    first = (each for drop in released(change) for each in forward(drop))
    return (*first, *script(*lines))


def _using(column: str, old: str, new: str) -> str | None:
    """The expression that turns the values, None where assignment does it, or refuses what doesn't fit.

    Times without a zone are UTC, as everywhere in nomnom. The way through text keeps every digit of a binary
    float, where a direct cast to NUMERIC rounds to 15, and refuses to round 1.5 to an INTEGER.
    """
    before, after = spec(old, _HERE), spec(new, _HERE)
    if {before.base, after.base} == {"TIMESTAMP", "TIMESTAMPTZ"}:
        return f"{column} AT TIME ZONE 'UTC'"
    if (before.base, after.base) == ("DATE", "TIMESTAMPTZ"):
        return f"{column}::timestamp AT TIME ZONE 'UTC'"
    if (before.base, after.base) == ("TIMESTAMPTZ", "DATE"):
        return f"({column} AT TIME ZONE 'UTC')::date"
    if (is_text(before) and is_text(after)) or after.base in _ASSIGNABLE.get(before.base, ()):
        return None
    if before.base == "BOOLEAN" and after.base == "INTEGER":
        return f"{column}::integer"
    text = column if is_text(before) else f"{column}::text"
    return text if is_text(after) else f"{text}::{new.lower()}"


def _generate_key(change: c.GenerateKey) -> Statements:
    name, table = quoted(change.column.name, _HERE), quoted(change.table, _HERE)
    sequence = f"pg_get_serial_sequence('{table}', '{change.column.name}')"
    return script(
        f"ALTER TABLE {table} ALTER COLUMN {name} ADD GENERATED BY DEFAULT AS IDENTITY",
        f"SELECT setval({sequence}, COALESCE(MAX({name}), 0) + 1, FALSE) FROM {table}",  # noqa: S608  quoted
    )


def _replace_key(change: c.ReplaceKey) -> Statements:
    table, name = f"ALTER TABLE {quoted(change.table, _HERE)}", quoted(change.column.name, _HERE)
    lines = [f"{table} DROP CONSTRAINT {quoted(change.old_name, _HERE)}"] if change.old_name else []
    if change.missing:
        numbered = "BIGSERIAL" if change.column.type == "BIGINT" else "SERIAL"
        type_ = numbered if change.column.generated else change.column.type
        lines.append(f"{table} ADD COLUMN {name} {type_} PRIMARY KEY")
    else:
        lines.append(f"{table} ADD PRIMARY KEY ({name})")
    return script(*lines)


def _restore_key(change: c.ReplaceKey) -> Statements:
    table, name = f"ALTER TABLE {quoted(change.table, _HERE)}", quoted(change.column.name, _HERE)
    dropped = (
        f"COLUMN {name}"
        if change.missing
        else f"CONSTRAINT {quoted(f'{change.table}_pkey', _HERE)}"
    )
    lines = [f"{table} DROP {dropped}"]
    if change.old_name:
        old = f"CONSTRAINT {quoted(change.old_name, _HERE)} PRIMARY KEY"
        lines.append(f"{table} ADD {old} ({listed(change.old, _HERE)})")
    return script(*lines)


def _index(
    change: c.AddIndex | c.DropIndex | c.RebuildIndex | c.AddUnique | c.DropUnique,
) -> Statements:
    """Because CREATE INDEX IF NOT EXISTS skips an INVALID one ever after, it isn't said here."""
    table, index = quoted(change.table, _HERE), change.index
    name = quoted(index.name, _HERE)
    attach = f"ALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE USING INDEX {name}"
    match change:
        case c.AddIndex():
            return alone(_build(change.table, index))
        case c.AddUnique():
            return alone(_build(change.table, index), attach)
        case c.DropIndex():
            return alone(f"DROP INDEX CONCURRENTLY {name}")
        case c.DropUnique() if not index.constraint:
            return alone(f"DROP INDEX CONCURRENTLY {name}")
        case c.DropUnique():
            return script(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        case c.RebuildIndex():
            attached = (attach,) if index.constraint else ()
            drop = f"DROP INDEX CONCURRENTLY {name}"
            return alone(drop, _build(change.table, index), *attached)


def _build(table: str, index: IndexShape) -> str:
    unique = "UNIQUE " if index.unique else ""
    place = f"{quoted(table, _HERE)} ({listed(index.columns, _HERE)})"
    return f"CREATE {unique}INDEX CONCURRENTLY {quoted(index.name, _HERE)} ON {place}"
