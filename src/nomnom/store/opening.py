"""From a database URL to the store that speaks to it."""

from __future__ import annotations

from nomnom.model.project import Project
from nomnom.store.address import mysql_driver, read_address
from nomnom.store.port import Store
from nomnom.store.postgres import postgres_store
from nomnom.store.sqlite import sqlite_store


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
    address = read_address(url)
    match address.product:
        case "postgresql":
            return postgres_store(address.url, project, application=application)
        case "sqlite":
            return sqlite_store(address.sqlite_path(), project)
    arguments = address.mysql_arguments()
    with mysql_driver():
        from nomnom.store.mysql import mysql_store
    return mysql_store(arguments, project, application=application)
