"""A live database against what the project declares: Alembic's comparison, made exact.

Types aren't compared with SQLAlchemy's idea of them but with what the same server shows for tables that were
made from the declaration. So JSON that MariaDB shows as LONGTEXT, or BOOLEAN that it shows as TINYINT(1), is
what it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import sqlalchemy as sa
from alembic.autogenerate import produce_migrations
from alembic.operations import ops
from alembic.runtime.migration import MigrationContext

from nomnom.migrate.changes import Rename
from nomnom.migrate.descent import children_first
from nomnom.migrate.planning import VERSION_TABLE
from nomnom.migrate.revisions.declared import Declared, Seen, seen
from nomnom.migrate.translation import translated

Operations: TypeAlias = tuple[ops.MigrateOperation, ...]

_OUR_NAMES = re.compile(r"idx_.+|.+_(unique|fkey|[0-9a-f]{8})")
"""What nomnom calls constraints and indexes; all others are somebody else's and left alone."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a database lacks of the declaration: `operations` that mend it, in the order they can run in.

    `unmendable` are sentences about differences that no operation mends: those of primary keys. `renames`
    come before the operations, which know the new names only.
    """

    operations: Operations
    unmendable: tuple[str, ...] = ()
    renames: tuple[Rename, ...] = ()

    @property
    def same(self) -> bool:
        """Whether the database lacks nothing."""
        return not (self.renames or self.operations or self.unmendable)


def compare(
    connection: sa.Connection,
    model: sa.Connection,
    wanted: Declared,
    *,
    renames: tuple[Rename, ...] = (),
    only_declared: bool = False,
) -> Comparison:
    """How the database of `connection` differs from the declaration; `model` is one made from it.

    `renames` were made in it just now. Tables that aren't declared are to be dropped, unless
    `only_declared` leaves them out of sight.
    """
    with translated("compare the tables"):
        model_columns = {name: seen(model, name) for name in wanted.metadata.tables}
        context = MigrationContext.configure(
            connection,
            opts={
                "version_table": VERSION_TABLE,
                "compare_type": _Types(model_columns).differ,
                "compare_server_default": _Defaults(model_columns).differ,
                "include_object": _is_ours,
                "include_name": _Names(wanted, only_declared=only_declared).includes,
            },
        )
        found = produce_migrations(context, wanted.metadata).upgrade_ops
        assert found is not None
        flat = [op for op in _flattened(found.ops) if _is_real(op, wanted)]
        flat += _misnamed_references(connection, wanted, {rename.table for rename in renames})
        live = sa.inspect(connection).get_table_names()
        keys = tuple(_key_differences(connection, model, set(live) & set(model_columns)))
    return Comparison(_ordered(flat, wanted), keys, renames)


def reversed_operations(operations: Operations) -> Operations:
    """The operations that undo these, in the order they can run in."""
    return tuple(op.reverse() for op in reversed(operations))


@dataclass(frozen=True, slots=True)
class _Types:
    columns: Mapping[str, Mapping[str, Seen]]

    def differ(
        self, context: MigrationContext, live: Any, column: Any, live_type: Any, _: Any
    ) -> bool:
        shown = self.columns[column.table.name][column.name]
        return bool(live_type.compile(context.dialect) != shown.type)


@dataclass(frozen=True, slots=True)
class _Defaults:
    columns: Mapping[str, Mapping[str, Seen]]

    def differ(
        self, _context: Any, _live: Any, column: Any, live_default: str | None, *_: Any
    ) -> bool:
        shown = self.columns[column.table.name][column.name]
        return not shown.generated and live_default != shown.default


@dataclass(frozen=True, slots=True)
class _Names:
    wanted: Declared
    only_declared: bool

    def includes(self, name: str | None, kind: str, _: Any) -> bool:
        return not (
            self.only_declared and kind == "table" and name not in self.wanted.metadata.tables
        )


def _is_ours(_: Any, name: str | None, kind: str, reflected: bool, counterpart: Any) -> bool:  # noqa: FBT001  Alembic calls it so
    """An index or constraint that isn't declared is seen only where its name is one of ours."""
    if kind in ("table", "column") or not reflected or counterpart is not None:
        return True
    return bool(_OUR_NAMES.fullmatch(name or ""))


def _flattened(found: Iterable[ops.MigrateOperation]) -> Iterator[ops.MigrateOperation]:
    for op in found:
        if isinstance(op, ops.ModifyTableOps):
            yield from op.ops
        else:
            yield op


def _is_real(op: ops.MigrateOperation, wanted: Declared) -> bool:
    """Because SQLite lets a primary key that isn't INTEGER be NULL, and says so of those that are."""
    if isinstance(op, ops.AlterColumnOp) and wanted.database == "sqlite":
        table = wanted.metadata.tables[op.table_name]
        if op.column_name in {column.name for column in table.primary_key}:
            op.modify_nullable = None
        return op.has_changes()
    return True


def _misnamed_references(
    connection: sa.Connection, wanted: Declared, tables: set[str]
) -> Iterator[ops.MigrateOperation]:
    """Because only PostgreSQL renames a foreign key, elsewhere it is made anew under its new name."""
    for table in sorted(tables):
        live = {
            (*each["constrained_columns"], each["referred_table"], *each["referred_columns"]): name
            for each in sa.inspect(connection).get_foreign_keys(table)
            if (name := each["name"]) and _OUR_NAMES.fullmatch(name)
        }
        for key in wanted.metadata.tables[table].foreign_key_constraints:
            new = ops.CreateForeignKeyOp.from_constraint(key)
            old = live.get((*new.local_cols, new.referent_table, *new.remote_cols))
            if old and old != key.name:
                former = ops.CreateForeignKeyOp(
                    old, table, new.referent_table, new.local_cols, new.remote_cols
                )
                yield former.reverse()
                yield new


def _ordered(found: list[ops.MigrateOperation], wanted: Declared) -> Operations:
    """An order that runs, and whose opposite runs backwards, on every database.

    MySQL keeps an index that a foreign key needs, so indexes come before foreign keys and go after them,
    and a new index is there before an old one is dropped.
    """
    places = {name: place for place, name in enumerate(wanted.metadata.tables)}
    undeclared = [op for op in found if isinstance(op, ops.DropTableOp)]
    places |= {n: i for i, n in enumerate(_children_first(undeclared), start=len(places))}

    created = {op.table_name for op in found if isinstance(op, ops.CreateTableOp)}
    dropped = {op.table_name for op in undeclared}

    def key(op: ops.MigrateOperation) -> tuple[int, int, int, str]:
        table = _table(op)
        if table in created:  # its indexes right behind it
            return _FIRST, places[table], _rank(op), _name(op)
        if table in dropped:
            return _LAST, places[table], _rank(op), _name(op)
        return _rank(op), places[table], 0, _name(op)

    return tuple(sorted(found, key=key))


_FIRST, _LAST = 0, 8
"""The ranks of tables that come and go."""


def _rank(op: ops.MigrateOperation) -> int:
    match op:
        case ops.CreateTableOp():
            return _FIRST
        case ops.AddColumnOp():
            return 1
        case ops.AlterColumnOp():
            return 2
        case ops.DropConstraintOp(constraint_type="foreignkey"):
            return 3
        case ops.CreateIndexOp() | ops.CreateUniqueConstraintOp():
            return 4
        case ops.CreateForeignKeyOp():
            return 5
        case ops.DropIndexOp() | ops.DropConstraintOp():
            return 6
        case ops.DropColumnOp():
            return 7
        case _:
            return _LAST


def _table(op: Any) -> str:
    return str(op.source_table if isinstance(op, ops.CreateForeignKeyOp) else op.table_name)


def _name(op: Any) -> str:
    match op:
        # Columns stay in declared order, in which Alembic finds those to add.
        case ops.CreateTableOp() | ops.AddColumnOp() | ops.DropTableOp():
            return ""
        case ops.AlterColumnOp() | ops.DropColumnOp():
            return str(op.column_name)
        case ops.CreateIndexOp() | ops.DropIndexOp():
            return str(op.index_name)
        case _:
            return str(op.constraint_name)


def _children_first(drops: list[ops.DropTableOp]) -> list[str]:
    tables = {op.table_name: op.to_table() for op in drops}
    return children_first(
        {
            name: {fk.referred_table.name for fk in table.foreign_key_constraints}
            for name, table in tables.items()
        }
    )


def _key_differences(
    connection: sa.Connection, model: sa.Connection, tables: Iterable[str]
) -> Iterator[str]:
    for table in sorted(tables):
        live, wanted = (
            sa.inspect(each).get_pk_constraint(table)["constrained_columns"]
            for each in (connection, model)
        )
        if live != wanted:
            has = f"({', '.join(live)})" if live else "none"
            yield f"{table}: the primary key is {has}, declared is ({', '.join(wanted)})"
            continue
        generated, declared_so = (
            {name for name, column in seen(each, table).items() if column.generated}
            for each in (connection, model)
        )
        for name in sorted(generated ^ declared_so):
            does = "doesn't generate" if name in declared_so else "generates"
            yield f"{table}: the database {does} values of its primary key {name}, unlike declared"
