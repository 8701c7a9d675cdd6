"""Operations in words, for people who decide about them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic.operations import ops

from nomnom.tables import Database
from nomnom.tables.dialects import dialect
from nomnom.tables.types import type_text


def doing(op: ops.MigrateOperation, database: Database) -> str:
    """What an operation does: `add column orders.priority (TEXT)`."""
    match op:
        case ops.CreateTableOp():
            return f"create table {op.table_name}"
        case ops.DropTableOp():
            return f"drop table {op.table_name}, with all its rows"
        case ops.AddColumnOp():
            null = "" if op.column.nullable else " NOT NULL"
            type_ = type_text(op.column.type, dialect(database))
            return f"add column {op.table_name}.{op.column.name} {type_}{null}"
        case ops.DropColumnOp():
            return f"drop column {op.table_name}.{op.column_name}, with all its values"
        case ops.AlterColumnOp():
            return f"change column {op.table_name}.{op.column_name}: {_turns(op, database)}"
        case ops.CreateIndexOp():
            return f"create index {op.index_name} on {op.table_name}"
        case ops.DropIndexOp():
            return f"drop index {op.index_name} of {op.table_name}"
        case ops.CreateUniqueConstraintOp() | ops.CreateForeignKeyOp():
            table = getattr(op, "source_table", None) or getattr(op, "table_name", "")
            return f"add constraint {op.constraint_name} to {table}"
        case ops.DropConstraintOp():
            return f"drop constraint {op.constraint_name} of {op.table_name}"
        case _:
            return str(op.to_diff_tuple())


def _turns(op: Any, database: Database) -> str:
    changes = []
    if op.modify_type is not None:
        old, new = (_type(each, database) for each in (op.existing_type, op.modify_type))
        changes.append(f"{old} becomes {new}")
    if op.modify_nullable is not None:
        changes.append("NULL is let in" if op.modify_nullable else "NULL is kept out")
    if op.modify_server_default is not False:
        changes.append("the default changes" if op.modify_server_default else "the default goes")
    return ", ".join(changes)


def _type(type_: sa.types.TypeEngine[Any], database: Database) -> str:
    return type_text(type_, dialect(database))
