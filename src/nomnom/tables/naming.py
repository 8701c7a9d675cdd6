"""Names as a database bears them: shortened where they are too long, quoted where they are reserved."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import quoted_name

from nomnom.model.naming import (
    shorten,
    whole_foreign_key_name,
    whole_index_name,
    whole_unique_name,
)
from nomnom.model.reserved import UNLISTED
from nomnom.tables.dialects import Database


def identifier(name: str, database: Database) -> str:
    """A table's or column's name as the database bears it: shortened, and marked where reserved.

    SQLAlchemy quotes a marked name wherever it occurs; others it quotes where it finds a need.
    """
    return quoted_name(shorten(name), quote=True if name in UNLISTED[database] else None)


def unique_name(table: str, columns: Iterable[str]) -> str:
    """The name of a table's unique constraint: `<table>_<fields joined by _>_unique`, shortened."""
    return shorten(whole_unique_name(table, columns))


def index_name(table: str, columns: Iterable[str]) -> str:
    """The name of an index: `idx_<table>_<fields joined by _>`, shortened."""
    return shorten(whole_index_name(table, columns))


def foreign_key_name(table: str, column: str) -> str:
    """The name of a foreign key constraint: `<table>_<column>_fkey`, shortened."""
    return shorten(whole_foreign_key_name(table, column))
