"""One direction of a revision: its operations in the form that suits the database.

PostgreSQL: what would block writers of a table with rows is done concurrently, which no transaction can hold.
The statements before are committed by it, so they are written to be run again after an interruption; those
behind are in one transaction with the revision's mark. SQLite: a table's changes are one batch, for which
Alembic makes the table anew. MySQL and MariaDB: one statement after the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from alembic.operations import ops

from nomnom.migrate.changes import Rename
from nomnom.migrate.revisions.calls import indented, text
from nomnom.migrate.revisions.comparison import Operations
from nomnom.migrate.revisions.declared import Declared
from nomnom.migrate.revisions.renaming import rename_source
from nomnom.migrate.revisions.rendering import Style, fill, operation, quoted, require, sql
from nomnom.tables import shorten

_BATCHED = (
    ops.AddColumnOp,
    ops.DropColumnOp,
    ops.AlterColumnOp,
    ops.CreateUniqueConstraintOp,
    ops.CreateForeignKeyOp,
    ops.DropConstraintOp,
)


@dataclass(frozen=True, slots=True)
class Direction:
    """The operations of an upgrade or a downgrade, with the tables that come and go in it.

    `renames` come before them.
    """

    renames: tuple[Rename, ...]
    operations: Operations
    created: frozenset[str]
    dropped: frozenset[str]

    def on_existing(self, op: Any) -> bool:
        """Whether an operation changes a table that is there before and after."""
        return table_of(op) not in self.created | self.dropped


def body(
    operations: Operations,
    wanted: Declared,
    *,
    before: tuple[Rename, ...] = (),
    after: tuple[Rename, ...] = (),
) -> str:
    """The statements of `upgrade` or `downgrade`, and the renames `before` and `after` them."""
    direction, style = _direction(operations, before), Style(wanted)
    match wanted.database:
        case "postgresql":
            parts = _postgresql(direction, style)
        case "sqlite":
            parts = chain(_renamed(before, style), _sqlite(direction, style))
        case _:
            parts = chain(_renamed(before, style), _plain(direction.operations, style))
    return "\n".join(chain(parts, _renamed(after, style)))


def table_of(op: Any) -> str:
    """The table that an operation changes."""
    return str(op.source_table if isinstance(op, ops.CreateForeignKeyOp) else op.table_name)


def _direction(operations: Operations, renames: tuple[Rename, ...]) -> Direction:
    """Without the dropping of indexes that go with their table."""
    created = frozenset(op.table_name for op in operations if isinstance(op, ops.CreateTableOp))
    dropped = frozenset(op.table_name for op in operations if isinstance(op, ops.DropTableOp))
    left = tuple(
        op
        for op in operations
        if not (isinstance(op, ops.DropIndexOp) and str(op.table_name) in dropped)
    )
    return Direction(renames, left, created, dropped)


def _postgresql(direction: Direction, style: Style) -> Iterator[str]:
    blocking = [op for op in direction.operations if direction.on_existing(op) and _blocks(op)]
    others = [op for op in direction.operations if op not in blocking]
    if not blocking:
        yield from _renamed(direction.renames, style)
        yield from _plain(tuple(others), style)
        return
    first = [op for op in others if _goes_first(op, direction)]
    if first or direction.renames:
        yield "# Committed by the block below, so made to be run again after an interruption."
    yield from _renamed(direction.renames, replace(style, repeatable=True))
    yield from _plain(tuple(first), replace(style, repeatable=True))
    yield "with op.get_context().autocommit_block():"
    yield from (indented(line) for op in blocking for line in _concurrent(op, direction, style))
    yield from (line for op in blocking for line in _concluded(op, style))
    yield from _plain(tuple(op for op in others if op not in first), style)


def _blocks(op: Any) -> bool:
    """Whether PostgreSQL would keep a table's writers out while it reads all rows."""
    return isinstance(
        op,
        ops.CreateIndexOp | ops.DropIndexOp | ops.CreateUniqueConstraintOp | ops.CreateForeignKeyOp,
    ) or (isinstance(op, ops.AlterColumnOp) and op.modify_nullable is False)


def _goes_first(op: Any, direction: Direction) -> bool:
    """Whether indexes and foreign keys may need it: new tables with their indexes, and new columns."""
    return isinstance(op, ops.CreateTableOp | ops.AddColumnOp) or (
        isinstance(op, ops.CreateIndexOp) and table_of(op) in direction.created
    )


def _concurrent(op: Any, direction: Direction, style: Style) -> Iterator[str]:
    """Each statement commits itself; a left-over of an interrupted attempt goes first.

    An index whose building was interrupted stays behind INVALID.
    """
    style = replace(style, concurrently=True)
    match op:
        case ops.CreateIndexOp():
            yield operation(op.reverse(), style)
            yield operation(op, style)
        case ops.CreateUniqueConstraintOp():
            columns = [str(getattr(column, "name", column)) for column in op.columns]
            name, table = str(op.constraint_name), op.table_name
            index = ops.CreateIndexOp(name, table, columns, unique=True)
            yield operation(ops.DropIndexOp(name, table), style)
            yield operation(index, style)
        case ops.CreateForeignKeyOp():
            yield operation(op.reverse(), replace(style, repeatable=True))
            yield operation(op, style)
            yield _validate(op.source_table, str(op.constraint_name), style)
        case ops.AlterColumnOp():
            yield from _warnings(op, style)
            yield from _check_not_null(op, style)
        case _:
            yield operation(op, style)


def _check_not_null(op: ops.AlterColumnOp, style: Style) -> Iterator[str]:
    """SET NOT NULL doesn't read the rows where a validated constraint says that none is NULL."""
    name, table = _not_null_name(op), quoted(op.table_name, style)
    yield sql(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}")
    condition = f"CHECK ({quoted(op.column_name, style)} IS NOT NULL) NOT VALID"
    yield sql(f"ALTER TABLE {table} ADD CONSTRAINT {name} {condition}")
    yield _validate(op.table_name, name, style)


def _not_null_name(op: ops.AlterColumnOp) -> str:
    return shorten(f"nomnom_{op.table_name}_{op.column_name}_check")


def _validate(table: str, constraint: str, style: Style) -> str:
    name = quoted(constraint, style)
    return sql(f"ALTER TABLE {quoted(table, style)} VALIDATE CONSTRAINT {name}")


def _concluded(op: Any, style: Style) -> Iterator[str]:
    """What is left to do, for a moment only, once the rows were read."""
    match op:
        case ops.CreateUniqueConstraintOp():
            table, name = quoted(op.table_name, style), quoted(str(op.constraint_name), style)
            yield sql(f"ALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE USING INDEX {name}")
        case ops.AlterColumnOp():
            yield operation(op, style)
            yield operation(ops.DropConstraintOp(_not_null_name(op), op.table_name, "check"), style)


def _renamed(renames: tuple[Rename, ...], style: Style) -> Iterator[str]:
    return (line for rename in renames for line in rename_source(rename, style))


def _plain(operations: Operations, style: Style) -> Iterator[str]:
    for op in operations:
        yield from _warnings(op, style)
        yield operation(op, style)
        if _is_filled_by_rows(op, style):
            assert isinstance(op, ops.AddColumnOp)
            yield fill(op, style)
            yield require(op, style)


def _sqlite(direction: Direction, style: Style) -> Iterator[str]:
    """A table's indexes are dropped before its batch and made after it."""
    changed = [op for op in direction.operations if direction.on_existing(op)]
    whole = tuple(op for op in direction.operations if op not in changed)
    yield from _plain(tuple(op for op in whole if not isinstance(op, ops.DropTableOp)), style)
    for table in dict.fromkeys(map(table_of, changed)):
        mine = [op for op in changed if table_of(op) == table]
        yield from _plain(tuple(op for op in mine if isinstance(op, ops.DropIndexOp)), style)
        yield from _batches([op for op in mine if isinstance(op, _BATCHED)], table, style)
        yield from _plain(tuple(op for op in mine if isinstance(op, ops.CreateIndexOp)), style)
    yield from _plain(tuple(op for op in whole if isinstance(op, ops.DropTableOp)), style)


def _batches(operations: list[Any], table: str, style: Style) -> Iterator[str]:
    if not operations:
        return
    in_batch = replace(style, on="batch")
    yield from (line for op in operations for line in _warnings(op, style))
    # Because SQLite adds a NOT NULL column without a default only to a table that it makes anew.
    anew = any(
        isinstance(op, ops.AddColumnOp)
        and not op.column.nullable
        and not _is_filled_by_rows(op, style)
        for op in operations
    )
    recreate = ', recreate="always"' if anew else ""
    yield f"with op.batch_alter_table({text(table)}{recreate}) as batch:"
    yield from (indented(operation(op, in_batch)) for op in operations)
    filled = [op for op in operations if _is_filled_by_rows(op, style)]
    if filled:
        yield from (fill(op, style) for op in filled)
        yield f"with op.batch_alter_table({text(table)}) as batch:"
        yield from (indented(require(op, in_batch)) for op in filled)


def _is_filled_by_rows(op: Any, style: Style) -> bool:
    return (
        isinstance(op, ops.AddColumnOp)
        and style.wanted.database != "postgresql"
        and not op.column.nullable
        and (op.table_name, str(op.column.name)) in style.wanted.defaults
    )


def _warnings(op: Any, style: Style) -> Iterator[str]:
    """What the author of a revision has to know before it meets a table with rows."""
    if isinstance(op, ops.AddColumnOp) and not op.column.nullable:
        if (op.table_name, str(op.column.name)) not in style.wanted.defaults:
            place = f"{op.table_name}.{op.column.name}"
            yield f"# {place} is NOT NULL and its field has no default: this needs an empty table."
    elif isinstance(op, ops.AlterColumnOp) and op.modify_nullable is False:
        yield f"# This needs a table without NULL in {op.table_name}.{op.column_name}."
