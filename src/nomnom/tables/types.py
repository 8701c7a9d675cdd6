"""The column type of each field type, per database, and how a type is written in DDL."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, TypeAlias

import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql

from nomnom.model.types import FieldType, Kind
from nomnom.tables.dialects import Database

ColumnType: TypeAlias = sa.types.TypeEngine[Any]

KEY_LENGTH: Final = 255
"""Characters of a keyed or indexed String without a length of its own on MySQL and MariaDB."""

_MYSQL_VARCHAR_LIMIT = 16_383
_JSON_KINDS = (Kind.JSON, Kind.OBJECT, Kind.LIST)

_POSTGRESQL: Mapping[Kind, ColumnType] = MappingProxyType(
    {
        Kind.STRING: sa.TEXT(),
        Kind.INTEGER: sa.INTEGER(),
        Kind.BIGINT: sa.BIGINT(),
        Kind.BOOLEAN: sa.BOOLEAN(),
        Kind.DATE: sa.DATE(),
        Kind.DATETIME: sa.TIMESTAMP(timezone=False),
        Kind.TIMESTAMP: sa.TIMESTAMP(timezone=True),
        Kind.UUID: sa.UUID(),
        **dict.fromkeys(_JSON_KINDS, postgresql.JSONB(none_as_null=True)),
    }
)

_MYSQL: Mapping[Kind, ColumnType] = MappingProxyType(
    {
        Kind.STRING: sa.TEXT(),
        Kind.INTEGER: sa.INTEGER(),
        Kind.BIGINT: sa.BIGINT(),
        Kind.BOOLEAN: sa.BOOLEAN(),
        Kind.DATE: sa.DATE(),
        Kind.DATETIME: mysql.DATETIME(fsp=6),
        Kind.TIMESTAMP: mysql.DATETIME(fsp=6),
        Kind.UUID: sa.CHAR(36),
        **dict.fromkeys(_JSON_KINDS, mysql.JSON(none_as_null=True)),
    }
)

_SQLITE: Mapping[Kind, ColumnType] = MappingProxyType(
    {
        **dict.fromkeys(Kind, sa.TEXT()),
        Kind.INTEGER: sa.INTEGER(),
        Kind.BIGINT: sa.INTEGER(),
        Kind.BOOLEAN: sa.BOOLEAN(),
    }
)

_SHORT_SPELLINGS: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("postgresql", "TIMESTAMP WITHOUT TIME ZONE"): "TIMESTAMP",
        ("postgresql", "TIMESTAMP WITH TIME ZONE"): "TIMESTAMPTZ",
        ("mysql", "INTEGER"): "INT",
        ("mysql", "BOOL"): "BOOLEAN",
        ("mariadb", "INTEGER"): "INT",
        ("mariadb", "BOOL"): "BOOLEAN",
    }
)


def column_type(field: FieldType, database: Database, *, keyed: bool = False) -> ColumnType:
    """The type of a column that holds values of `field`.

    `keyed` says that the column is part of a key, constraint or index, which matters to MySQL and
    MariaDB.
    """
    match database:
        case "postgresql":
            return _postgresql_type(field)
        case "mysql" | "mariadb":
            return _mysql_type(field, keyed=keyed)
        case "sqlite":
            return _sqlite_type(field)


def bytes_type(database: Database) -> ColumnType:
    """The type of a column that holds the bytes of a message: BYTEA, LONGBLOB or BLOB."""
    match database:
        case "postgresql":
            return postgresql.BYTEA()
        case "mysql" | "mariadb":
            return mysql.LONGBLOB()
        case "sqlite":
            return sa.BLOB()


def type_text(type_: ColumnType, dialect: sa.Dialect) -> str:
    """The type as people write it by hand: `TIMESTAMPTZ`, `NUMERIC(12,2)`, `INT`."""
    text = dialect.type_compiler_instance.process(type_).replace(", ", ",")
    return _SHORT_SPELLINGS.get((dialect.name, text), text)


def _postgresql_type(field: FieldType) -> ColumnType:
    if field.kind is Kind.STRING and field.length is not None:
        return sa.VARCHAR(field.length)
    if field.kind.is_number:
        return sa.NUMERIC(field.precision, field.scale)
    return _POSTGRESQL[field.kind]


def _mysql_type(field: FieldType, *, keyed: bool) -> ColumnType:
    if field.kind is Kind.STRING:
        return _mysql_text(field.length, keyed=keyed)
    if field.kind.is_number:
        return _mysql_decimal(field.precision, field.scale)
    return _MYSQL[field.kind]


def _mysql_text(length: int | None, *, keyed: bool) -> ColumnType:
    """Because MySQL can't index TEXT as a whole, a keyed column has a length.

    Because MySQL counts up to four bytes per character of at most 65,535, a longer one is LONGTEXT.
    """
    if length is None:
        return sa.VARCHAR(KEY_LENGTH) if keyed else _MYSQL[Kind.STRING]
    return sa.VARCHAR(length) if length <= _MYSQL_VARCHAR_LIMIT else mysql.LONGTEXT()


def _mysql_decimal(precision: int | None, scale: int | None) -> ColumnType:
    """Because MySQL reads a bare DECIMAL as DECIMAL(10,0), precision and scale are always given."""
    if precision is None:
        return sa.DECIMAL(38, 9 if scale is None else scale)
    return sa.DECIMAL(precision, 0 if scale is None else scale)


def _sqlite_type(field: FieldType) -> ColumnType:
    """Because SQLite turns '0.10' into the binary float 0.1 in a NUMERIC column, decimals are TEXT.

    TEXT is the declared type whose affinity keeps a number's digits as they were written. Dates,
    times, UUIDs and JSON are TEXT because SQLite has no type for them.
    """
    return _SQLITE[field.kind]
