"""Renames as the lines of a revision, and in words."""

from __future__ import annotations

from collections.abc import Iterator

from nomnom.migrate.changes import Rename, RenameColumn, RenameIndex, RenameTable
from nomnom.migrate.opposites import opposite
from nomnom.migrate.revisions.calls import call
from nomnom.migrate.revisions.rendering import Style, name_source, quoted, sql
from nomnom.migrate.sql import forward
from nomnom.tables.dialects import MYSQL_FAMILY


def renaming(rename: Rename) -> str:
    """What a rename does: `rename column orders.clrk to clerk`."""
    match rename:
        case RenameTable():
            return f"rename table {rename.old} to {rename.table}"
        case RenameColumn():
            return f"rename column {rename.table}.{rename.old} to {rename.column}"
        case RenameIndex():
            what = "constraint" if rename.constraint else "index"
            return f"rename {what} {rename.old} of {rename.table} to {rename.name}"


def taken_back(renames: tuple[Rename, ...]) -> tuple[Rename, ...]:
    """The renames that undo these, in the order they can run in."""
    found = (opposite(rename) for rename in reversed(renames))
    return tuple(rename for rename in found if isinstance(rename, Rename))


def rename_source(rename: Rename, style: Style) -> Iterator[str]:
    """The source of one rename: Alembic's operation where it has one, else SQL.

    Because Alembic on MySQL writes a column anew to rename it (CHANGE), it is SQL there.
    """
    database = style.wanted.database
    if style.repeatable:
        yield sql(_where_it_is_left_to_do(rename, style))
    elif isinstance(rename, RenameTable):
        old, new = name_source(rename.old, style), name_source(rename.table, style)
        yield call("op.rename_table", old, new)
    elif isinstance(rename, RenameColumn) and database not in MYSQL_FAMILY:
        place = (name_source(rename.table, style), name_source(rename.old, style))
        new = name_source(rename.column, style)
        yield call("op.alter_column", *place, new_column_name=new)
    else:
        yield from (sql(statement.sql) for statement in forward(rename, database))


def _where_it_is_left_to_do(rename: Rename, style: Style) -> str:
    """PostgreSQL's statement that does nothing where the old name is gone."""
    (statement,) = forward(rename, "postgresql")
    return f"DO $$ BEGIN IF {_is_there(rename, style)} THEN {statement} END IF; END $$"


def _is_there(rename: Rename, style: Style) -> str:
    table = f"to_regclass('{quoted(rename.table, style)}')"
    match rename:
        case RenameColumn():
            where = f"attrelid = {table} AND attname = '{rename.old}'"
            return f"EXISTS (SELECT FROM pg_attribute WHERE {where})"
        case RenameIndex(constraint=True):
            where = f"conrelid = {table} AND conname = '{rename.old}'"
            return f"EXISTS (SELECT FROM pg_constraint WHERE {where})"
        case _:
            return f"to_regclass('{quoted(rename.old, style)}') IS NOT NULL"
