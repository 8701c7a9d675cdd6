"""How each database is told of a change: the SQL that makes it, and the SQL that takes it back."""

from __future__ import annotations

from nomnom.migrate.changes import Change
from nomnom.migrate.sql import mysql, postgresql, sqlite
from nomnom.migrate.sql.statement import Statement, Statements
from nomnom.tables import Database
from nomnom.tables.dialects import MYSQL_FAMILY

__all__ = ["Statement", "Statements", "backward", "forward"]


def forward(change: Change, database: Database) -> Statements:
    """The statements that make a change, in order; none where the database has no way to make it."""
    if database in MYSQL_FAMILY:
        return mysql.forward(change, database)
    return postgresql.forward(change) if database == "postgresql" else sqlite.forward(change)


def backward(change: Change, database: Database) -> Statements:
    """The statements that take it back (values that were dropped stay lost); none where there is no way."""
    if database in MYSQL_FAMILY:
        return mysql.backward(change, database)
    return postgresql.backward(change) if database == "postgresql" else sqlite.backward(change)
