"""From a database URL to the store that speaks to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from nomnom.errors import SettingsError
from nomnom.model.project import Project
from nomnom.store.port import Store
from nomnom.store.postgres import postgres_store
from nomnom.store.sqlite import sqlite_store

_MYSQL_PORT = 3306

_MYSQL_OPTIONS = frozenset(
    {"ssl_ca", "ssl_cert", "ssl_key", "ssl_verify_cert", "ssl_verify_identity", "unix_socket"}
)


def open_store(url: str, project: Project, *, application: str = "nomnom") -> Store:
    """The store of a database, not connected yet: its first use connects.

    - `postgresql://user:password@host:port/db`, and whatever else libpq takes
    - `mysql://user:password@host:port/db` or `mariadb://…`: the server says itself which of the two it is;
      `?ssl_ca=…`, `?unix_socket=…` and the like are taken
    - `sqlite:///orders.db`, relative to the working directory; `sqlite:////var/lib/orders.db`, a whole path

    SQLAlchemy's spelling with the driver (`mysql+pymysql://`) is fine too. `application` is shown to those
    who look at a server's connections. Raises SettingsError for a URL of a database that nomnom can't write
    to.
    """
    scheme, colon, _ = url.partition("://")
    product, plus, driver = scheme.partition("+") if colon else ("", "", "")
    opener, drivers = _OPENERS.get(product, (None, ()))
    if opener is None or (plus and driver not in drivers):
        raise SettingsError(
            f'"{product}{plus}{driver}" is no database that nomnom writes to'
            if colon
            else "the URL doesn't begin with the kind of the database",
            place="database_url",
            cure="use postgresql://, mysql://, mariadb:// or sqlite:/// as in sqlite:///orders.db",
        )
    return opener(url.replace(plus + driver, "", 1), project, application)


def _postgres(url: str, project: Project, application: str) -> Store:
    return postgres_store(url, project, application=application)


def _sqlite(url: str, project: Project, application: str) -> Store:
    parsed = _parsed(url)
    _refuse_options(parsed, frozenset())
    if parsed.host or parsed.database in (None, "", ":memory:"):
        raise SettingsError(
            "the URL names no file, which the worker and the API share",
            place="database_url",
            cure="use sqlite:///orders.db, or with a whole path sqlite:////var/lib/orders.db",
        )
    return sqlite_store(Path(str(parsed.database)), project)


def _mysql(url: str, project: Project, application: str) -> Store:
    parsed = _parsed(url)
    _refuse_options(parsed, _MYSQL_OPTIONS)
    if not parsed.database:
        raise SettingsError(
            "the URL names no database",
            place="database_url",
            cure=f"use {parsed.drivername}://user:password@host:port/database",
        )
    try:
        from nomnom.store.mysql import mysql_store
    except ModuleNotFoundError as error:
        if error.name != "pymysql":
            raise
        raise SettingsError(
            "MySQL and MariaDB need a driver that isn't installed",
            place="database_url",
            cure="pip install 'nomnom[mysql]'",
        ) from error
    return mysql_store(_mysql_address(parsed), project, application=application)


def _mysql_address(url: URL) -> Mapping[str, Any]:
    options = {name: value for name, value in url.query.items() if name in _MYSQL_OPTIONS}
    switches = {name: value == "true" for name, value in options.items() if "verify" in name}
    return MappingProxyType(
        {
            "host": url.host or "localhost",
            "port": url.port or _MYSQL_PORT,
            "user": url.username,
            "password": url.password or "",
            "database": url.database,
            **options,
            **switches,
        }
    )


def _parsed(url: str) -> URL:
    try:
        return make_url(url)
    except (ArgumentError, ValueError) as error:
        raise SettingsError(
            "the URL can't be read",
            place="database_url",
            cure="percent-encode special characters of user and password: %40 for @",
        ) from error


def _refuse_options(url: URL, known: frozenset[str]) -> None:
    unknown = sorted(url.query.keys() - known)
    if unknown:
        raise SettingsError(
            f"the URL's option \"{unknown[0]}\" isn't known",
            place="database_url",
            cure=f"leave it out; known are {', '.join(sorted(known)) or 'none'}",
        )


_Opener = Callable[[str, Project, str], Store]

_OPENERS: Mapping[str, tuple[_Opener, tuple[str, ...]]] = MappingProxyType(
    {
        "postgresql": (_postgres, ("psycopg",)),
        "postgres": (_postgres, ("psycopg",)),
        "mysql": (_mysql, ("pymysql",)),
        "mariadb": (_mysql, ("pymysql",)),
        "sqlite": (_sqlite, ("pysqlite",)),
    }
)
