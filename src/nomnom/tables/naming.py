"""Names: how constraints and indexes are called, and how any name is made fit for a database."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from sqlalchemy import quoted_name

from nomnom.tables.dialects import Database

LIMIT: Final = 63
"""The longest identifier, in UTF-8 bytes, on PostgreSQL; MySQL and MariaDB allow 64 characters."""

_DIGEST_LENGTH = 8

_RESERVED: Mapping[Database, frozenset[str]] = MappingProxyType(
    {
        "postgresql": frozenset({"collation", "concurrently", "lateral", "tablesample"}),
        "mysql": frozenset({"external", "library", "manual", "tablesample"}),
        "mariadb": frozenset(
            {"delete_domain_id", "master_demote_to_replica", "master_demote_to_slave", "portion"}
        ),
        "sqlite": frozenset({"nothing", "returning"}),
    }
)
"""Reserved words that SQLAlchemy's own lists lack."""


def identifier(name: str, database: Database) -> str:
    """A table's or column's name as the database bears it: shortened, and marked where reserved.

    SQLAlchemy quotes a marked name wherever it occurs; others it quotes where it finds a need.
    """
    return quoted_name(shorten(name), quote=True if name in _RESERVED[database] else None)


def shorten(identifier: str, limit: int = LIMIT) -> str:
    """The identifier where it fits into `limit` UTF-8 bytes, else its head, `_` and 8 hex digits.

    The digits are from the SHA-256 of the whole identifier: the same name is shortened in the same
    way every time, and two names with the same head stay apart. `limit` has to be at least 10.
    """
    encoded = identifier.encode()
    if len(encoded) <= limit:
        return identifier
    digest = hashlib.sha256(encoded).hexdigest()[:_DIGEST_LENGTH]
    head = encoded[: limit - _DIGEST_LENGTH - 1].decode(errors="ignore")
    return f"{head}_{digest}"


def unique_name(table: str, columns: Iterable[str]) -> str:
    """The name of a table's unique constraint: `<table>_<fields joined by _>_unique`."""
    return shorten(f"{table}_{'_'.join(columns)}_unique")


def index_name(table: str, columns: Iterable[str]) -> str:
    """The name of an index: `idx_<table>_<fields joined by _>`."""
    return shorten(f"idx_{table}_{'_'.join(columns)}")


def foreign_key_name(table: str, column: str) -> str:
    """The name of a foreign key constraint: `<table>_<column>_fkey`."""
    return shorten(f"{table}_{column}_fkey")
