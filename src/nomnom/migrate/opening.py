"""From a database URL to a connection that changes tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import psycopg
import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from nomnom.migrate.translation import translated
from nomnom.store.address import mysql_driver, read_address
from nomnom.tables import Database

CONNECT_SECONDS: Final = 5
APPLICATION: Final = "nomnom schema"
"""What those see who look at a server's connections."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A database that can be connected to, and which product it is."""

    database: Database
    engine: sa.Engine

    @contextmanager
    def connect(self) -> Iterator[sa.Connection]:
        """A connection, closed at the end. Raises OutageError where there is no server.

        On SQLite every statement commits by itself; elsewhere the first one begins a transaction.
        """
        with translated("be reached"):
            connection = self.engine.connect()
        with connection:
            yield connection


def open_database(url: str, *, name: str | None = None) -> Opened:
    """The database of a URL, or the one called `name` on the same server.

    Whether `mysql://` and `mariadb://` lead to MySQL or to MariaDB is the server's word. Raises
    SettingsError for a URL that can't be read or is another database's, OutageError where the server is away.
    """
    address = read_address(url)
    match address.product:
        case "postgresql":
            return Opened("postgresql", _postgresql(address.url, name))
        case "sqlite":
            return Opened("sqlite", _sqlite(address.sqlite_path()))
    arguments = address.mysql_arguments()
    return _mysql(arguments if name is None else {**arguments, "database": name})


@contextmanager
def connected(url: str) -> Iterator[tuple[sa.Connection, Database]]:
    """A connection that commits each statement by itself, and the product it leads to.

    Raises what `open_database` raises.
    """
    opened = open_database(url)
    with opened.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        yield connection, opened.database


def _postgresql(url: str, name: str | None) -> sa.Engine:
    """Because libpq's URLs know more than SQLAlchemy's, the driver reads it itself."""
    other: dict[str, Any] = {} if name is None else {"dbname": name}
    creator = partial(
        psycopg.connect,
        url,
        connect_timeout=CONNECT_SECONDS,
        application_name=APPLICATION,
        options="-c timezone=UTC",
        **other,
    )
    return sa.create_engine("postgresql+psycopg://", creator=creator, poolclass=NullPool)


def _sqlite(path: Path) -> sa.Engine:
    """Because Python's driver begins transactions before some statements only, it shall begin none."""
    creator = partial(sqlite3.connect, path, isolation_level=None)
    return sa.create_engine("sqlite://", creator=creator, poolclass=NullPool)


def _mysql(arguments: Mapping[str, Any]) -> Opened:
    with mysql_driver():
        from nomnom.store.mysql.store import connect
    creator = partial(
        connect,
        **arguments,
        charset="utf8mb4",
        sql_mode="TRADITIONAL",
        connect_timeout=CONNECT_SECONDS,
        program_name=APPLICATION,
    )
    asked = Opened(
        "mysql", sa.create_engine("mysql+pymysql://", creator=creator, poolclass=NullPool)
    )
    with asked.connect() as connection:
        if not getattr(connection.dialect, "is_mariadb", False):
            return asked
    engine = sa.create_engine("mariadb+pymysql://", creator=creator, poolclass=NullPool)
    return Opened("mariadb", engine)
