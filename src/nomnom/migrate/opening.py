"""From a database URL to a connection that runs DDL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import urlsplit

import psycopg
import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from nomnom.errors import SettingsError
from nomnom.migrate.translation import translated
from nomnom.tables import Database

CONNECT_SECONDS: Final = 5
_POSTGRESQL: Final = ("postgresql", "postgres")
_MYSQL: Final = ("mysql", "mariadb")


@contextmanager
def connected(url: str) -> Iterator[tuple[sa.Connection, Database]]:
    """A connection that commits each statement by itself, and the product it leads to.

    A `mysql://` URL may lead to MariaDB: the server says which it is. Raises SettingsError for another
    database, OutageError where there is no server.
    """
    engine, guess = _engine(url)
    try:
        with translated("be reached", guess):
            connection = engine.connect()
        with connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            yield connection, _product(connection)
    finally:
        engine.dispose()


def _engine(url: str) -> tuple[sa.Engine, Database]:
    scheme = urlsplit(url).scheme
    if scheme in _POSTGRESQL:
        engine = sa.create_engine(
            "postgresql+psycopg://", creator=lambda: _postgresql(url), poolclass=NullPool
        )
        return engine, "postgresql"
    if scheme in _MYSQL:
        given = sa.make_url(url).set(drivername="mysql+pymysql")
        options = {"connect_timeout": CONNECT_SECONDS, "sql_mode": "TRADITIONAL"}
        return sa.create_engine(given, connect_args=options, poolclass=NullPool), "mysql"
    if scheme == "sqlite":
        return sa.create_engine(url, poolclass=NullPool), "sqlite"
    raise SettingsError(
        f'"{scheme or url}" is no database that nomnom makes tables in',
        place="database_url",
        cure="use postgresql://user@host:port/database, mysql://…, mariadb://… or sqlite:///file",
    )


def _postgresql(url: str) -> psycopg.Connection[Any]:
    """Because libpq's URLs know more than SQLAlchemy's, the driver reads it itself."""
    return psycopg.connect(
        url,
        connect_timeout=CONNECT_SECONDS,
        application_name="nomnom schema",
        options="-c timezone=UTC",
    )


def _product(connection: sa.Connection) -> Database:
    name = connection.dialect.name
    if name in _MYSQL:
        return "mariadb" if getattr(connection.dialect, "is_mariadb", False) else "mysql"
    return "postgresql" if name == "postgresql" else "sqlite"
