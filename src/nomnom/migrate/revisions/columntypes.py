"""Column types as Python source, as a person writes them in a revision."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from nomnom.migrate.revisions.calls import call, text
from nomnom.tables import Database
from nomnom.tables.dialects import MYSQL_FAMILY

_PLAIN: Mapping[str, str] = MappingProxyType(
    {
        "TEXT": "sa.Text",
        "INTEGER": "sa.Integer",
        "BIGINT": "sa.BigInteger",
        "BOOLEAN": "sa.Boolean",
        "DATE": "sa.Date",
        "BLOB": "sa.LargeBinary",
        "UUID": "sa.Uuid",
        "JSONB": "postgresql.JSONB",
        "BYTEA": "postgresql.BYTEA",
        "LONGBLOB": "mysql.LONGBLOB",
        "LONGTEXT": "mysql.LONGTEXT",
        "JSON": "mysql.JSON",
    }
)
"""Types whose arguments, if they have any, aren't ours: Python's side of JSON, a display width."""

_MARIADB_JSON_COLLATION = "utf8mb4_bin"


def type_source(type_: sa.types.TypeEngine[Any], database: Database, collation: str | None) -> str:
    """The source of a type, declared or read from a database: `sa.Numeric(12, 2)`.

    `collation` is that of the table, which a column's type doesn't repeat.
    """
    written: Any = type_
    name = str(written.__visit_name__).upper()
    own = _own_collation(written, collation)
    if database in MYSQL_FAMILY and (found := _mysql_source(written, name, own)):
        return found
    if name in _PLAIN:
        return call(_PLAIN[name], **own)
    match name:
        case "NUMERIC" | "DECIMAL":
            return call("sa.DECIMAL" if name == "DECIMAL" else "sa.Numeric", *_digits(written))
        case "VARCHAR" | "CHAR":
            length = () if written.length is None else (str(written.length),)
            return call("sa.CHAR" if name == "CHAR" else "sa.String", *length, **own)
        case "TIMESTAMP" if getattr(written, "precision", None) is None:
            return call("sa.DateTime", **({"timezone": "True"} if written.timezone else {}))
        case _:
            return _other(written)


def _mysql_source(written: Any, name: str, own: Mapping[str, str]) -> str | None:
    if name == "DATETIME":
        return call("mysql.DATETIME", **({"fsp": str(written.fsp)} if written.fsp else {}))
    if name == "TINYINT" and written.display_width == 1:
        return "sa.Boolean()"
    # Because MariaDB's JSON is LONGTEXT of this collation, whatever the table's is.
    if name == "LONGTEXT" and own.get("collation") == text(_MARIADB_JSON_COLLATION):
        return "mysql.JSON()"
    return _other(written) if getattr(written, "unsigned", False) else None


def _own_collation(written: Any, collation: str | None) -> dict[str, str]:
    own = getattr(written, "collation", None)
    return {"collation": text(own)} if own and own != collation else {}


def _digits(written: Any) -> tuple[str, ...]:
    if written.precision is None:
        return ()
    scale = () if written.scale is None else (str(written.scale),)
    return (str(written.precision), *scale)


def _other(written: Any) -> str:
    """A type that nomnom never makes, from a table that somebody changed by hand."""
    module = type(written).__module__.rpartition("sqlalchemy.dialects.")[2].partition(".")[0]
    package = module if module in ("postgresql", "mysql", "sqlite") else "sa"
    return f"{package}.{written!r}"
