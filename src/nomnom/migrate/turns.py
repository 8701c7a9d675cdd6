"""One process at a time changes tables: each database's way to take turns."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import sqlalchemy as sa

from nomnom.migrate.patience import Patience, patiently, wait_for_turn
from nomnom.tables import Database

MIGRATION_LOCK: Final = 0x6E6F6D6D6967  # "nommig"
"""The advisory lock of those who change tables. It isn't the one under which a store creates tables: that one
is waited for inside a transaction, and CREATE INDEX CONCURRENTLY waits for all transactions."""

_MYSQL_LOCK: Final = "CONCAT('nomnom.', LEFT(SHA2(DATABASE(), 256), 40))"


@contextmanager
def own_turn(connection: sa.Connection, database: Database, patience: Patience) -> Iterator[None]:
    """Nobody else changes tables within the block; on SQLite it is one transaction.

    The lock is asked for again and again rather than waited for: a waiting statement would hold a snapshot,
    which CREATE INDEX CONCURRENTLY in the process ahead would wait for in turn, a deadlock.
    """
    if database == "sqlite":
        with _transaction(connection, patience):
            yield
        return
    take, give_back = _locks(database)
    wait_for_turn(lambda: connection.scalar(sa.text(take)) in (True, 1), patience)
    try:
        yield
    finally:
        if not connection.invalidated:
            connection.execute(sa.text(give_back))


def _locks(database: Database) -> tuple[str, str]:
    if database == "postgresql":
        return (
            f"SELECT pg_try_advisory_lock({MIGRATION_LOCK})",
            f"SELECT pg_advisory_unlock({MIGRATION_LOCK})",
        )
    return f"SELECT GET_LOCK({_MYSQL_LOCK}, 0)", f"SELECT RELEASE_LOCK({_MYSQL_LOCK})"


@contextmanager
def _transaction(connection: sa.Connection, patience: Patience) -> Iterator[None]:
    connection.exec_driver_sql(f"PRAGMA busy_timeout = {int(patience.lock_timeout * 1000)}")

    def begin() -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    patiently(begin, "begin to change tables", "sqlite", patience)
    try:
        yield
    except BaseException:
        connection.exec_driver_sql("ROLLBACK")
        raise
    connection.exec_driver_sql("COMMIT")
