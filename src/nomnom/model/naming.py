"""How constraints and indexes are called, and how any name is made fit for a database."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Final

LIMIT: Final = 63
"""The longest identifier, in UTF-8 bytes, on PostgreSQL; MySQL and MariaDB allow 64 characters."""

_DIGEST_LENGTH = 8


def fits(identifier: str, limit: int = LIMIT) -> bool:
    """Whether an identifier keeps within `limit` UTF-8 bytes."""
    return len(identifier.encode()) <= limit


def shorten(identifier: str, limit: int = LIMIT) -> str:
    """The identifier where it fits into `limit` UTF-8 bytes, else its head, `_` and 8 hex digits.

    The digits are from the SHA-256 of the whole identifier: the same name is shortened in the same
    way every time, and two names with the same head stay apart. `limit` has to be at least 10.
    """
    if fits(identifier, limit):
        return identifier
    encoded = identifier.encode()
    digest = hashlib.sha256(encoded).hexdigest()[:_DIGEST_LENGTH]
    head = encoded[: limit - _DIGEST_LENGTH - 1].decode(errors="ignore")
    return f"{head}_{digest}"


def whole_unique_name(table: str, columns: Iterable[str]) -> str:
    """The name of a table's unique constraint, however long: `<table>_<fields joined by _>_unique`."""
    return f"{table}_{'_'.join(columns)}_unique"


def whole_index_name(table: str, columns: Iterable[str]) -> str:
    """The name of an index, however long: `idx_<table>_<fields joined by _>`."""
    return f"idx_{table}_{'_'.join(columns)}"


def whole_foreign_key_name(table: str, column: str) -> str:
    """The name of a foreign key constraint, however long: `<table>_<column>_fkey`."""
    return f"{table}_{column}_fkey"
