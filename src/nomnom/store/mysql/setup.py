"""Creating what is missing, once, however many processes start."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, Literal

from nomnom.errors import OutageError
from nomnom.model.project import Project
from nomnom.store.backend import execute
from nomnom.store.setup import create_missing, statements

SETUP_LOCK = "CONCAT('nomnom ', MD5(DATABASE()))"
"""The advisory lock under which tables are made: a server's locks are shared by all its databases."""

LOCK_SECONDS = 60

_EXISTS = (
    "SELECT 1 FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = %s"
)


def product(connection: Any) -> Literal["mysql", "mariadb"]:
    """Which of the two the server is, whatever the URL says: their binary collations have different names."""
    ((version,),) = execute(connection, "SELECT VERSION()")
    return "mariadb" if "mariadb" in str(version).lower() else "mysql"


def create_tables(connection: Any, project: Project) -> tuple[str, ...]:
    """Create the tables that don't exist, each with its indexes; their names.

    Because MySQL commits at each CREATE TABLE, a set-up that fails leaves the tables made so far, each of
    them whole; the next one makes the others.
    """
    wanted = statements(project, product(connection))
    with _setup_lock(connection):
        return create_missing(wanted, partial(_exists, connection), partial(execute, connection))


@contextmanager
def _setup_lock(connection: Any) -> Iterator[None]:
    """Hold the advisory lock; the end of the connection would free it, too."""
    ((got,),) = execute(connection, f"SELECT GET_LOCK({SETUP_LOCK}, {LOCK_SECONDS})")
    if got != 1:
        raise OutageError(
            f"MySQL can't create tables: another process has been at it for {LOCK_SECONDS} seconds",
            cure="wait for it, or end it",
        )
    try:
        yield
    finally:
        execute(connection, f"SELECT RELEASE_LOCK({SETUP_LOCK})")


def _exists(connection: Any, table: str) -> bool:
    return bool(execute(connection, _EXISTS, (table,)))
