"""One migration at a time: the lock that every database can give."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final, TypeAlias

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from nomnom.errors import NomnomError, OutageError
from nomnom.migrate.revisions.databases import BEGIN, translated
from nomnom.migrate.turns import MIGRATION_LOCK

LOCK_TIMEOUT_SECONDS: Final = 5
"""How long a statement waits for a table that others use. While it waits, they queue up behind it."""

PATIENCE_SECONDS: Final = 600
"""How long to wait for another migration of the same database to end."""

_POLL_SECONDS = 0.2

Pause: TypeAlias = Callable[[float], None]
"""Waits that many seconds."""


@contextmanager
def exclusive(connection: sa.Connection, *, pause: Pause = time.sleep) -> Iterator[sa.Connection]:
    """The connection to migrate with, while no other one of nomnom's migrates the same database.

    Others wait, up to ten minutes, then OutageError is raised. Statements on it wait for a table's lock for
    a few seconds only. On SQLite the lock is the transaction, which begins as one that writes.
    """
    match connection.dialect.name:
        case "postgresql":
            yield from _advisory(connection, pause)
        case "sqlite":
            yield connection.execution_options(**{BEGIN: "BEGIN IMMEDIATE"})
        case _:
            yield from _named(connection)


def _advisory(connection: sa.Connection, pause: Pause) -> Iterator[sa.Connection]:
    """Asked for again and again: waiting inside a statement would block CREATE INDEX CONCURRENTLY."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not _ask(connection, f"SELECT pg_try_advisory_lock({MIGRATION_LOCK})"):
        if time.monotonic() > deadline:
            raise _busy()
        pause(_POLL_SECONDS)
    try:
        _limit_waits(connection)
        yield connection
    finally:
        _release(connection, f"SELECT pg_advisory_unlock({MIGRATION_LOCK})")


def _limit_waits(connection: sa.Connection) -> None:
    """From now on each statement waits for a lock as long as it may."""

    @sa.event.listens_for(connection, "before_cursor_execute")
    def limit(_: object, cursor: Any, statement: str, *__: object) -> None:
        cursor.execute(f"SET lock_timeout = '{lock_timeout(statement)}s'")


def lock_timeout(statement: str) -> int:
    """How many seconds a statement may wait for a lock on PostgreSQL.

    One that works CONCURRENTLY waits for older transactions to end, and keeps nobody waiting meanwhile.
    """
    return PATIENCE_SECONDS if "CONCURRENTLY" in statement else LOCK_TIMEOUT_SECONDS


def _named(connection: sa.Connection) -> Iterator[sa.Connection]:
    """Because MySQL's names of locks are the server's, not the database's, the name tells them apart."""
    database = str(connection.engine.url.database)
    name = f"nomnom_{hashlib.sha256(database.encode()).hexdigest()[:32]}"
    if not _ask(connection, f"SELECT GET_LOCK('{name}', {PATIENCE_SECONDS})"):
        raise _busy()
    try:
        with translated("set a time-out"):
            connection.exec_driver_sql(
                f"SET SESSION lock_wait_timeout = {LOCK_TIMEOUT_SECONDS * 12}"
            )
            connection.commit()
        yield connection
    finally:
        _release(connection, f"SELECT RELEASE_LOCK('{name}')")


def _ask(connection: sa.Connection, query: str) -> object:
    with translated("take the migrations' lock"):
        found = connection.exec_driver_sql(query).scalar()
        connection.commit()
    return found


def _release(connection: sa.Connection, query: str) -> None:
    """The lock ends with its connection anyway, so one that was lost has nothing to release."""
    with suppress(NomnomError, SQLAlchemyError):
        connection.rollback()
        _ask(connection, query)


def _busy() -> OutageError:
    return OutageError(
        f"another migration has run for {PATIENCE_SECONDS} seconds",
        place="the migrations' lock",
        cure="wait for it, or see what it waits for",
    )
