"""One SQLAlchemy Table per stored entity."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from nomnom.model.entity import Column, ForeignKey, Persistence
from nomnom.model.foreign_keys import constraining_keys
from nomnom.model.indexes import Columns, indexes_of, keyed_columns
from nomnom.model.naming import shorten
from nomnom.model.project import Project
from nomnom.model.types import FieldType, Kind
from nomnom.tables.dialects import Database
from nomnom.tables.naming import foreign_key_name, identifier, index_name, unique_name
from nomnom.tables.types import column_type


def entity_tables(project: Project, database: Database) -> sa.MetaData:
    """One Table per entity of `project.stored`, in that order: parents come before children.

    `table.info["entity"]` is the entity's name, `table.c[field]` the column of a field. A column's
    `name` differs from its field's only past 63 bytes, where it is shortened like every other
    identifier.
    """
    metadata = sa.MetaData()
    for entity in project.stored:
        if stored := entity.persistence:
            table = add_table(
                metadata,
                stored,
                database,
                indexes=indexes_of(project, entity),
                foreign_keys=constraining_keys(project, stored),
            )
            table.info["entity"] = entity.name
    return metadata


def add_table(
    metadata: sa.MetaData,
    persistence: Persistence,
    database: Database,
    *,
    indexes: tuple[Columns, ...],
    foreign_keys: tuple[ForeignKey, ...] = (),
) -> sa.Table:
    """Add the Table of `persistence` to `metadata`, with these indexes and foreign key constraints.

    The primary key comes first, then the columns in declared order.
    """
    keyed = keyed_columns(persistence, indexes)
    items: list[sa.schema.SchemaItem] = [
        *_columns(persistence, database, keyed),
        *_unique_constraint(persistence),
        *(_foreign_key(persistence, key) for key in foreign_keys),
        *(sa.Index(index_name(persistence.table, columns), *columns) for columns in indexes),
    ]
    return sa.Table(identifier(persistence.table, database), metadata, *items, **_storage(database))


def _columns(
    persistence: Persistence, database: Database, keyed: frozenset[str]
) -> Iterator[sa.Column[Any]]:
    key = persistence.primary_key
    natural = {column.name: column for column in persistence.columns if column.name == key.name}
    if key.autogenerate:
        yield _generated_key(key.name, key.type, database)
    else:
        yield _natural_key(natural[key.name], database)
    for column in persistence.columns:
        if column.name not in natural:
            yield _column(column, database, keyed=column.name in keyed)


def _generated_key(name: str, type_: FieldType, database: Database) -> sa.Column[Any]:
    wide = FieldType(Kind.BIGINT if type_.kind is Kind.BIGINT else Kind.INTEGER)
    return sa.Column(
        identifier(name, database),
        column_type(wide, database),
        key=name,
        primary_key=True,
        autoincrement=True,
    )


def _natural_key(column: Column, database: Database) -> sa.Column[Any]:
    return sa.Column(
        identifier(column.name, database),
        column_type(column.type, database, keyed=True),
        key=column.name,
        primary_key=True,
        autoincrement=False,
    )


def _column(column: Column, database: Database, *, keyed: bool) -> sa.Column[Any]:
    return sa.Column(
        identifier(column.name, database),
        column_type(column.type, database, keyed=keyed),
        key=column.name,
        nullable=column.nullable,
    )


def _unique_constraint(persistence: Persistence) -> Iterator[sa.UniqueConstraint]:
    """The business key as one constraint, unless it is the primary key, which is unique already."""
    if persistence.unicity and persistence.unicity != (persistence.primary_key.name,):
        name = unique_name(persistence.table, persistence.unicity)
        yield sa.UniqueConstraint(*persistence.unicity, name=name)


def _foreign_key(persistence: Persistence, key: ForeignKey) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [key.column],
        [f"{shorten(key.table)}.{key.target}"],
        name=foreign_key_name(persistence.table, key.column),
    )


def _storage(database: Database) -> dict[str, Any]:
    """The table options that a database needs beyond its defaults.

    Because MySQL and MariaDB by default compare text without regard to case, two keys that differ
    on PostgreSQL would be one row there. Each has a binary collation that doesn't pad with spaces:
    `utf8mb4_0900_bin` (MySQL 8.0.17 and later), `utf8mb4_nopad_bin` (MariaDB 10.2 and later). The
    plain `utf8mb4_bin`, which both know, still takes 'A-1' and 'A-1 ' for the same key.
    """
    match database:
        case "mysql":
            collation = "utf8mb4_0900_bin"
        case "mariadb":
            collation = "utf8mb4_nopad_bin"
        case _:
            return {}
    return {
        f"{database}_engine": "InnoDB",
        f"{database}_default_charset": "utf8mb4",
        f"{database}_collate": collation,
    }
