"""From a database URL to an SQLAlchemy engine, and from a driver's errors to nomnom's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import psycopg
import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import NullPool

from nomnom.errors import ConfigurationError, DataError, NomnomError, SettingsError
from nomnom.store.postgres.errors import classify as classify_postgres
from nomnom.store.sqlite.errors import classify as classify_sqlite
from nomnom.tables import Database

BEGIN: Final = "nomnom_begin"
"""The execution option of a connection that says how a transaction begins on SQLite."""

CONNECT_SECONDS: Final = 5
BUSY_SECONDS: Final = 60
"""How long a SQLite connection waits for another process that writes."""

_PRODUCTS: Final = {
    "postgres": "postgresql",
    "postgresql": "postgresql",
    "mysql": "mysql",
    "mariadb": "mysql",
    "sqlite": "sqlite",
}


@dataclass(frozen=True, slots=True)
class Opened:
    """A database that can be connected to, and which product it is."""

    database: Database
    engine: sa.Engine


def open_database(url: str, *, name: str | None = None) -> Opened:
    """The database of a URL, or the one called `name` on the same server.

    Whether `mysql://` and `mariadb://` speak to MySQL or to MariaDB is the server's word. Raises
    SettingsError for a URL that can't be read, OutageError where the server is away.
    """
    match _PRODUCTS.get(url.partition("://")[0].partition("+")[0]):
        case "postgresql":
            return Opened("postgresql", _postgresql(url, name))
        case "sqlite":
            return Opened("sqlite", _sqlite(url))
        case "mysql":
            return _mysql(_parsed(url), name)
        case _:
            raise SettingsError(
                f'"{url.partition("://")[0]}" is no database that nomnom writes to',
                place="database_url",
                cure="use postgresql://, mysql://, mariadb:// or sqlite:///",
            )


@contextmanager
def translated(action: str, place: str | None = None) -> Iterator[None]:
    """Raise nomnom's errors for the drivers' and SQLAlchemy's; `action` says what was tried.

    `place` is what was worked on, a revision's file for example.
    """
    try:
        yield
    except DBAPIError as error:
        raise _classified(error.orig, action, place) from error
    except psycopg.Error as error:
        raise classify_postgres(error, action, place) from error


def _classified(error: BaseException | None, action: str, place: str | None) -> NomnomError:
    """The error by its class, with the file that was worked on as its place and what to do about that."""
    found = _by_driver(error, action, place)
    if place is None:
        return found
    if isinstance(found, ConfigurationError):
        found.cure = "mend what it names, in that file or in the database, and run it again"
    if isinstance(found, DataError):
        found.message = f"{found.message}: {found.detail}" if found.detail else found.message
        found.cure = "mend those rows and run it again"
    found.place = place
    return found


def _by_driver(error: BaseException | None, action: str, place: str | None) -> NomnomError:
    import sqlite3

    if isinstance(error, psycopg.Error):
        return classify_postgres(error, action, place)
    if isinstance(error, sqlite3.Error):
        return classify_sqlite(error, action, place)
    # A driver that is an extra is imported only where one of its errors is at hand.
    import pymysql

    from nomnom.store.mysql.errors import classify as classify_mysql

    assert isinstance(error, pymysql.MySQLError)
    return classify_mysql(error, action, place)


def _postgresql(url: str, name: str | None) -> sa.Engine:
    """libpq reads the URL itself, so that it means the same to every part of nomnom."""
    scheme, _, rest = url.partition("://")
    plain = f"{scheme.partition('+')[0]}://{rest}"
    other: dict[str, Any] = {} if name is None else {"dbname": name}
    connect = partial(
        psycopg.connect,
        plain,
        connect_timeout=CONNECT_SECONDS,
        application_name="nomnom migrations",
        **other,
    )
    return sa.create_engine("postgresql+psycopg://", creator=connect, poolclass=NullPool)


def _sqlite(url: str) -> sa.Engine:
    """Because Python's driver begins transactions only before some statements, all begin here."""
    engine = sa.create_engine(
        url, poolclass=NullPool, connect_args={"isolation_level": None, "timeout": BUSY_SECONDS}
    )

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get(BEGIN, "BEGIN"))

    return engine


def _mysql(url: URL, name: str | None) -> Opened:
    address = url if name is None else url.set(database=name)
    try:
        engine = _mysql_engine(address, "mysql")
    except ModuleNotFoundError as error:
        raise SettingsError(
            "MySQL and MariaDB need a driver that isn't installed",
            place="database_url",
            cure="pip install 'nomnom[mysql]'",
        ) from error
    with translated("connect"), engine.connect() as connection:
        product: Database = "mariadb" if _is_mariadb(connection) else "mysql"
    return Opened(product, _mysql_engine(address, product))


def _mysql_engine(url: URL, product: str) -> sa.Engine:
    return sa.create_engine(
        url.set(drivername=f"{product}+pymysql"),
        poolclass=NullPool,
        connect_args={"connect_timeout": CONNECT_SECONDS},
    )


def _is_mariadb(connection: sa.Connection) -> bool:
    return "mariadb" in str(connection.exec_driver_sql("SELECT version()").scalar()).lower()


def _parsed(url: str) -> URL:
    try:
        return make_url(url)
    except (ArgumentError, ValueError) as error:
        raise SettingsError(
            "the URL can't be read",
            place="database_url",
            cure="percent-encode special characters of user and password: %40 for @",
        ) from error
