"""What rows say about a change: counted in the live database, nothing is changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import sqlalchemy as sa

from nomnom.migrate.changes import (
    AddForeignKey,
    AddUnique,
    AlterType,
    Change,
    CreateTable,
    ReplaceKey,
    SetNotNull,
)
from nomnom.migrate.facts import EXAMPLES, Facts
from nomnom.migrate.names import Names
from nomnom.migrate.shapes import Schema
from nomnom.migrate.types import conversion, is_number, is_text, spec
from nomnom.tables import Database

_CHECKS_INPUT: Final = (16,)
"""The first version of PostgreSQL that has pg_input_is_valid."""

_RANGES: Final = {"INT": (-(2**31), 2**31 - 1), "BIGINT": (-(2**63), 2**63 - 1)}
_SHOWN: Final = 60
"""How many characters of a value are shown."""


def probe(
    connection: sa.Connection, change: Change, live: Schema, names: Names, database: Database
) -> Facts:
    """The facts that the class of a change depends on.

    Looks through the whole table where the change is about its values, and only then.
    """
    table = live.table(names.live_table(change.table))
    if table is None or isinstance(change, CreateTable):
        return Facts()
    known = Facts(rows=table.rows, empty=table.empty)
    if table.empty:
        return known
    found = _offending(connection, change, live, names, database)
    if found is None:
        return Facts(rows=table.rows, empty=False, checked=False)
    count, examples = found
    return Facts(rows=table.rows, empty=False, offending=count, examples=examples)


Offending = tuple[int, tuple[str, ...]] | None


def _offending(
    connection: sa.Connection, change: Change, live: Schema, names: Names, database: Database
) -> Offending:
    match change:
        case SetNotNull():
            column = _column(change.table, change.column.name, names)
            nulls = sa.select(column).where(column.is_(None)).subquery()
            return connection.scalar(sa.select(sa.func.count()).select_from(nulls)) or 0, ()
        case AddUnique():
            return _duplicates(
                connection, _columns(change.table, change.index.columns, live, names)
            )
        case ReplaceKey() if not change.missing:
            columns = _columns(change.table, (change.column.name,), live, names)
            return _duplicates(connection, columns, nulls=True)
        case AddForeignKey():
            return _orphans(connection, change, live, names)
        case AlterType() if database == "postgresql":
            return _misfits(connection, change, names)
        case AlterType():
            return _misfits_on_mysql(connection, change, names, database)
        case _:
            return 0, ()


def _duplicates(
    connection: sa.Connection, columns: Sequence[sa.ColumnClause[Any]], *, nulls: bool = False
) -> Offending:
    """The values that occur twice or more; a column still to be added makes them unknowable."""
    if not columns:
        return None
    twice: sa.ColumnElement[bool] = sa.func.count() > 1
    query = sa.select(*columns).group_by(*columns)
    if nulls:
        query = query.having(sa.or_(twice, columns[0].is_(None)))
    else:
        query = query.where(*(column.is_not(None) for column in columns)).having(twice)
    return _counted(connection, query, columns)


def _orphans(
    connection: sa.Connection, change: AddForeignKey, live: Schema, names: Names
) -> Offending:
    reference = change.reference
    columns = _columns(change.table, reference.columns, live, names)
    targets = _columns(reference.table, reference.targets, live, names)
    if not columns or not targets:
        return None
    child = sa.select(*columns).subquery("child")
    parent = sa.select(*targets).subquery("parent")
    pairs = list(zip(child.c, parent.c, strict=True))
    there = sa.exists().where(*(a == b for a, b in pairs))
    own = [a for a, _ in pairs]
    query = sa.select(*own).where(*(a.is_not(None) for a in own), ~there)
    return _counted(connection, query, own)


def _misfits(connection: sa.Connection, change: AlterType, names: Names) -> Offending:
    """Up to five values whose text isn't one of the new type, or is too long for it."""
    if not conversion(change.old, change.new, "postgresql").narrows:
        return 0, ()
    column, new = _column(change.table, change.column, names), spec(change.new, "postgresql")
    text: sa.ColumnElement[str] = sa.cast(column, sa.TEXT())
    version = connection.dialect.server_version_info or ()
    if is_text(new):
        unfit = sa.func.length(text) > new.first
    elif version >= _CHECKS_INPUT:
        unfit = ~sa.func.pg_input_is_valid(text, change.new, type_=sa.Boolean)
    else:
        return None
    return _some(connection, column, unfit)


def _misfits_on_mysql(
    connection: sa.Connection, change: AlterType, names: Names, database: Database
) -> Offending:
    """Up to five values that don't fit; because MySQL can't try a cast, each family has its own test."""
    column = _column(change.table, change.column, names)
    unfit = _unfit_on_mysql(change, column, database)
    if unfit is not None:
        return _some(connection, column, unfit)
    return None if conversion(change.old, change.new, database).narrows else (0, ())


def _unfit_on_mysql(
    change: AlterType, column: sa.ColumnClause[Any], database: Database
) -> sa.ColumnElement[bool] | None:
    """What is true of a value that doesn't fit; None where nothing can be said beforehand."""
    old, new = spec(change.old, database), spec(change.new, database)
    if change.new == "JSON":
        return sa.func.json_valid(column) == 0
    if is_text(new) and new.first is not None:
        return sa.func.char_length(column) > new.first
    if is_text(old) and new.base in ("DATE", "DATETIME"):
        return sa.cast(column, sa.DATE() if new.base == "DATE" else sa.DATETIME()).is_(None)
    if is_number(old) and new.base in _RANGES:
        return ~column.between(*_RANGES[new.base])
    return None


def _some(
    connection: sa.Connection, column: sa.ColumnClause[Any], unfit: sa.ColumnElement[bool]
) -> Offending:
    query = sa.select(column).where(column.is_not(None), unfit).order_by(column).limit(EXAMPLES)
    found = [_shown(row) for row in connection.execute(query)]
    return len(found), tuple(found)


def _counted(
    connection: sa.Connection, query: sa.Select[Any], columns: Iterable[sa.ColumnElement[Any]]
) -> Offending:
    every = query.subquery()
    count = connection.scalar(sa.select(sa.func.count()).select_from(every)) or 0
    if not count:
        return 0, ()
    rows = connection.execute(query.distinct().order_by(*columns).limit(EXAMPLES))
    return int(count), tuple(_shown(row) for row in rows)


def _shown(row: Sequence[Any]) -> str:
    parts = [_value(value) for value in row]
    return parts[0] if len(parts) == 1 else f"({', '.join(parts)})"


def _value(value: Any) -> str:
    if value is None:
        return "null"
    text = f"'{value}'" if isinstance(value, str) else str(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _column(table: str, column: str, names: Names) -> sa.ColumnClause[Any]:
    live: sa.ColumnClause[Any] = sa.column(names.live_column(table, column))
    sa.table(names.live_table(table), live)
    return live


def _columns(
    table: str, columns: Iterable[str], live: Schema, names: Names
) -> list[sa.ColumnClause[Any]]:
    """The columns of one table as it is called now; none at all where one of them isn't there yet."""
    there = live.table(names.live_table(table))
    found = [names.live_column(table, column) for column in columns]
    if there is None or not all(there.column(name) for name in found):
        return []
    clauses: list[sa.ColumnClause[Any]] = [sa.column(name) for name in found]
    sa.table(there.name, *clauses)
    return clauses
