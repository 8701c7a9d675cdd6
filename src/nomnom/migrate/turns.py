"""One process at a time changes tables, by a plan or by revisions: each database's way to take turns."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, Final

import sqlalchemy as sa
from psycopg.pq import TransactionStatus

from nomnom.errors import NomnomError
from nomnom.migrate.patience import Patience, patiently, wait_for_turn
from nomnom.migrate.translation import translated

_POSTGRESQL_LOCK: Final = 0x6E6F6D6D6967  # "nommig"

_MYSQL_LOCK: Final = "CONCAT('nomnom.', LEFT(SHA2(DATABASE(), 256), 40))"
"""Because MySQL's names of locks are the server's, not the database's, the name tells them apart."""


@contextmanager
def own_turn(connection: sa.Connection, patience: Patience) -> Iterator[None]:
    """Nobody else of nomnom's changes this database's tables within the block.

    It is one lock for all: `schema apply`, workers that start, `migrations apply` and `baseline`. On SQLite the
    block is one transaction, which nothing inside may end. Statements wait for a table's lock as long as
    `patience` says. Raises LockedError where the turn doesn't come.
    """
    if connection.dialect.name == "sqlite":
        with _transaction(connection, patience):
            yield
        return
    take, give_back = _locks(connection)
    wait_for_turn(lambda: _ask(connection, take) in (True, 1), patience)
    try:
        _limit_waits(connection, patience)
        yield
    finally:
        # The lock ends with its connection anyway, so one that was lost has nothing to give back.
        with suppress(NomnomError, sa.exc.SQLAlchemyError):
            connection.rollback()
            _ask(connection, give_back)


def _locks(connection: sa.Connection) -> tuple[str, str]:
    """Asking for the lock and giving it back.

    It is asked for again and again rather than waited for: a waiting statement would hold a snapshot, which
    CREATE INDEX CONCURRENTLY in the process ahead would wait for in turn, a deadlock.
    """
    if connection.dialect.name == "postgresql":
        return (
            f"SELECT pg_try_advisory_lock({_POSTGRESQL_LOCK})",
            f"SELECT pg_advisory_unlock({_POSTGRESQL_LOCK})",
        )
    return f"SELECT GET_LOCK({_MYSQL_LOCK}, 0)", f"SELECT RELEASE_LOCK({_MYSQL_LOCK})"


def _ask(connection: sa.Connection, query: str) -> object:
    with translated("take its turn to change tables"):
        found = connection.scalar(sa.text(query))
        connection.commit()
    return found


def _limit_waits(connection: sa.Connection, patience: Patience) -> None:
    """From now on each statement on the connection waits for a lock as long as it may."""
    if connection.dialect.name != "postgresql":
        seconds = max(1, round(patience.lock_timeout))
        _execute(connection, f"SET SESSION lock_wait_timeout = {seconds}", "set a time-out")
        connection.commit()
        return

    @sa.event.listens_for(connection, "before_cursor_execute")
    def limit(_: object, cursor: Any, statement: str, *__: object) -> None:
        # In a transaction that failed nothing but its end is accepted.
        if cursor.connection.info.transaction_status != TransactionStatus.INERROR:
            milliseconds = max(1, round(patience.seconds_for(statement) * 1000))
            cursor.execute(f"SET lock_timeout = {milliseconds}")


@contextmanager
def _transaction(connection: sa.Connection, patience: Patience) -> Iterator[None]:
    milliseconds = round(patience.lock_timeout * 1000)
    _execute(connection, f"PRAGMA busy_timeout = {milliseconds}", "set a time-out")
    begin = partial(_execute, connection, "BEGIN IMMEDIATE", "begin to change tables")
    patiently(begin, patience)
    try:
        yield
        patiently(partial(_execute, connection, "COMMIT", "commit"), patience)
    except BaseException:
        with suppress(sa.exc.DBAPIError):
            connection.exec_driver_sql("ROLLBACK")
        raise


def _execute(connection: sa.Connection, statement: str, action: str) -> None:
    with translated(action):
        connection.exec_driver_sql(statement)
