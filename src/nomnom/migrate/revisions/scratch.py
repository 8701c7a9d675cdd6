"""Throw-away databases: empty ones of the project's kind, gone after use."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TypeAlias

import sqlalchemy as sa

from nomnom.embedded import EmbeddedPostgres
from nomnom.errors import SettingsError
from nomnom.migrate.opening import Opened, open_database
from nomnom.migrate.translation import translated
from nomnom.tables import Database

Fresh: TypeAlias = Callable[[], sa.Engine]
"""Makes one more empty database."""


@contextmanager
def throw_away_database(server_url: str) -> Iterator[str]:
    """The name of an empty database on a server, gone after the block; the user may create databases."""
    with _temporary(open_database(server_url)) as name:
        yield name


@contextmanager
def throw_away(database: Database, server_url: str | None = None) -> Iterator[Fresh]:
    """A maker of empty databases; all it made are gone after the block.

    SQLite's are files in a temporary folder. PostgreSQL's are on the server of `server_url`, else on an
    embedded one that runs for the block only; MySQL's and MariaDB's need a `server_url`, whose user may
    create databases. Raises SettingsError where that is missing or of another product.
    """
    with ExitStack() as stack:
        if database == "sqlite":
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="nomnom-"))
            yield lambda: _sqlite_file(Path(folder))
            return
        url = server_url
        if url is None and database == "postgresql":
            url = stack.enter_context(throw_away_postgres())
        if url is None:
            raise SettingsError(
                f"{database} needs a server for a throw-away database",
                place="database_url",
                cure="give --database-url, of a user who may create databases",
            )
        server = open_database(url)
        _expect(server, database)
        yield lambda: open_database(url, name=stack.enter_context(_temporary(server))).engine


@contextmanager
def throw_away_postgres() -> Iterator[str]:
    """The URL of an embedded server that runs for the block only."""
    with tempfile.TemporaryDirectory(prefix="nomnom-") as folder:
        server = EmbeddedPostgres(Path(folder))
        server.start()
        try:
            yield server.url
        finally:
            server.stop()


def _sqlite_file(folder: Path) -> sa.Engine:
    return open_database(f"sqlite:///{folder / uuid.uuid4().hex}.db").engine


@contextmanager
def _temporary(server: Opened) -> Iterator[str]:
    name = f"nomnom_scratch_{uuid.uuid4().hex[:16]}"
    _run(server, f"CREATE DATABASE {name}")
    try:
        yield name
    finally:
        force = " WITH (FORCE)" if server.database == "postgresql" else ""
        _run(server, f"DROP DATABASE {name}{force}")


def _run(server: Opened, statement: str) -> None:
    with server.connect() as connection, translated("make a throw-away database", "database_url"):
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.exec_driver_sql(statement)


def _expect(server: Opened, database: Database) -> None:
    if server.database != database:
        raise SettingsError(
            f"this is {server.database}, but the migrations are for {database}",
            place="database_url",
            cure=f"give the URL of a {database} server",
        )
