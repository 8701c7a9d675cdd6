"""The databases tables are made for, and SQLAlchemy's knowledge of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Final, Literal, TypeAlias, get_args

from sqlalchemy import Dialect
from sqlalchemy.dialects.mysql.base import MySQLDialect
from sqlalchemy.dialects.mysql.mariadb import MariaDBDialect
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.dialects.sqlite.base import SQLiteDialect

Database: TypeAlias = Literal["postgresql", "mysql", "mariadb", "sqlite"]
"""A database product; the spelling is that of SQLAlchemy's `dialect.name`."""

DATABASES: Final[tuple[Database, ...]] = get_args(Database)
"""Every database, the default one first."""

MYSQL_FAMILY: Final[frozenset[str]] = frozenset({"mysql", "mariadb"})
"""The databases that share MySQL's syntax and limits."""

_DIALECTS: Mapping[Database, Callable[..., Dialect]] = MappingProxyType(
    {
        "postgresql": PGDialect,
        "mysql": MySQLDialect,
        "mariadb": MariaDBDialect,
        "sqlite": SQLiteDialect,
    }
)


@cache
def dialect(database: Database) -> Dialect:
    """SQLAlchemy's dialect for text that people run: percent signs aren't doubled for a driver."""
    return _DIALECTS[database](paramstyle="named")
