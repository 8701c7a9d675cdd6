"""The tables of a live database as values: read with SQLAlchemy's inspector, nothing is changed."""

from __future__ import annotations

import re
import warnings
from collections.abc import Collection, Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from nomnom.migrate.shapes import ColumnShape, IndexShape, ReferenceShape, Schema, TableShape
from nomnom.migrate.types import without_width
from nomnom.tables import Database
from nomnom.tables.dialects import dialect
from nomnom.tables.types import type_text

COUNTED = 10_000
"""Tables of no more rows than this are counted; of larger ones the planner's estimate is taken."""

_NEXTVAL = re.compile(r"nextval\('(?P<sequence>[^']+)'::regclass\)")

_ESTIMATES: Mapping[str, str] = {
    "postgresql": """
        SELECT reltuples FROM pg_class
        WHERE relname = :name AND relnamespace = current_schema()::regnamespace
    """,
    "mysql": """
        SELECT table_rows FROM information_schema.tables
        WHERE table_schema = DATABASE() AND table_name = :name
    """,
}

_DOCUMENTS = """
    SELECT table_name, constraint_name FROM information_schema.check_constraints
    WHERE constraint_schema = DATABASE() AND check_clause = CONCAT('json_valid(`', constraint_name, '`)')
"""

_UNFIT = """
    SELECT i.relname, x.indisvalid,
           x.indisvalid AND x.indimmediate AND x.indpred IS NULL AND x.indexprs IS NULL AND a.amname = 'btree'
    FROM pg_index x
    JOIN pg_class i ON i.oid = x.indexrelid
    JOIN pg_am a ON a.oid = i.relam
    WHERE i.relnamespace = current_schema()::regnamespace
"""


def table_names(connection: sa.Connection) -> frozenset[str]:
    """The names of all tables in the connection's schema."""
    return frozenset(sa.inspect(connection).get_table_names())


def inspect(connection: sa.Connection, database: Database, names: Collection[str]) -> Schema:
    """The tables of those names that exist, sorted by name."""
    inspector = sa.inspect(connection)
    existing = sorted(set(names) & set(inspector.get_table_names()))
    fitness, documents = _fitness(connection, database), _documents(connection, database)
    with warnings.catch_warnings():
        # A type that SQLAlchemy doesn't know is in a column that nomnom didn't make: no cause to warn.
        warnings.simplefilter("ignore", sa.exc.SAWarning)
        tables = [
            _table(inspector, connection, database, name, fitness, documents) for name in existing
        ]
    return Schema(tuple(tables))


def _table(
    inspector: sa.Inspector,
    connection: sa.Connection,
    database: Database,
    name: str,
    fitness: Mapping[str, tuple[bool, bool]],
    documents: frozenset[tuple[str, str]],
) -> TableShape:
    key = inspector.get_pk_constraint(name)
    columns = tuple(key["constrained_columns"])
    rows = _rows(connection, database, name)
    json = frozenset(column for table, column in documents if table == name)
    return TableShape(
        name=name,
        columns=tuple(
            _column(each, columns, database, json) for each in inspector.get_columns(name)
        ),
        key=columns,
        key_name=str(key["name"]) if columns and key["name"] else None,
        indexes=(*_indexes(inspector, name, fitness), *_nameless(inspector, name, database)),
        references=tuple(
            ReferenceShape(
                name=str(each["name"]),
                columns=tuple(each["constrained_columns"]),
                table=each["referred_table"],
                targets=tuple(each["referred_columns"]),
            )
            for each in inspector.get_foreign_keys(name)
        ),
        rows=rows,
        empty=rows == 0,
    )


def _column(
    found: Any, key: tuple[str, ...], database: Database, json: frozenset[str]
) -> ColumnShape:
    default = found.get("default")
    sequence = _NEXTVAL.match(default or "")
    type_ = "JSON" if found["name"] in json else _type(found["type"], database)
    alone = key == (found["name"],)
    numbered = database == "sqlite" and alone and type_ == "INTEGER"
    generated = numbered or sequence is not None or "identity" in found
    return ColumnShape(
        name=found["name"],
        type=type_,
        nullable=found["nullable"] and found["name"] not in key,
        generated=generated or (database != "postgresql" and found.get("autoincrement") is True),
        default=default or ("computed" if "computed" in found else None),
        sequence=sequence["sequence"] if sequence else None,
    )


def _documents(connection: sa.Connection, database: Database) -> frozenset[tuple[str, str]]:
    """Because JSON is LONGTEXT with a CHECK on MariaDB: the tables and columns that have the CHECK."""
    if database != "mariadb":
        return frozenset()
    return frozenset((table, column) for table, column in connection.execute(sa.text(_DOCUMENTS)))


def _type(found: sa.types.TypeEngine[Any], database: Database) -> str:
    try:
        return without_width(type_text(found, dialect(database)), database)
    except sa.exc.CompileError:
        return str(found)


def _indexes(
    inspector: sa.Inspector, table: str, fitness: Mapping[str, tuple[bool, bool]]
) -> Iterator[IndexShape]:
    constraints = inspector.get_unique_constraints(table)
    named = {str(each["name"]): tuple(each["column_names"]) for each in constraints}
    for name, columns in named.items():
        valid, plain = fitness.get(name, (True, True))
        yield IndexShape(name, columns, True, True, valid, plain)  # noqa: FBT003  named in IndexShape
    for each in inspector.get_indexes(table):
        name = str(each["name"])
        if name not in named:
            valid, plain = fitness.get(name, (True, True))
            columns = tuple(column or "" for column in each["column_names"])
            yield IndexShape(
                name,
                columns,
                unique=bool(each["unique"]),
                valid=valid,
                plain=plain and all(columns) and not _partial(each),
            )


def _nameless(inspector: sa.Inspector, table: str, database: Database) -> Iterator[IndexShape]:
    """Because SQLAlchemy overlooks `code VARCHAR(9) UNIQUE` on SQLite, the index behind it is looked for."""
    if database != "sqlite":
        return
    seen = {tuple(each["column_names"]) for each in inspector.get_unique_constraints(table)}
    key = tuple(inspector.get_pk_constraint(table)["constrained_columns"])
    for each in inspector.get_indexes(table, include_auto_indexes=True):
        name, columns = str(each["name"]), tuple(each["column_names"])
        if name.startswith("sqlite_autoindex_") and columns not in seen and columns != key:
            named = tuple(str(column) for column in columns)
            yield IndexShape(name, named, unique=True, constraint=True)


def _partial(found: Any) -> bool:
    options = found.get("dialect_options", {})
    return any(name.endswith("_where") for name in options)


def _fitness(connection: sa.Connection, database: Database) -> dict[str, tuple[bool, bool]]:
    """Of each index on PostgreSQL: whether it is valid, and whether it can stand in for a plain one."""
    if database != "postgresql":
        return {}
    found = connection.execute(sa.text(_UNFIT))
    return {name: (valid, fit or not valid) for name, valid, fit in found}


def _rows(connection: sa.Connection, database: Database, table: str) -> int:
    sample = sa.select(sa.literal(1).label("one")).select_from(sa.table(table)).limit(COUNTED + 1)
    counted = connection.scalar(sa.select(sa.func.count()).select_from(sample.subquery())) or 0
    if counted <= COUNTED or database == "sqlite":
        return int(counted)
    query = _ESTIMATES["postgresql" if database == "postgresql" else "mysql"]
    estimate = connection.scalar(sa.text(query), {"name": table})
    return max(int(estimate or 0), int(counted))
