"""The store of MySQL and MariaDB."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import pymysql

from nomnom.errors import ConfigurationError
from nomnom.model.project import Project
from nomnom.store.backend import execute
from nomnom.store.database import DatabaseStore
from nomnom.store.mysql.errors import translated
from nomnom.store.mysql.merge import SYNTAX, Merge, merge_of
from nomnom.store.mysql.transaction import MysqlTransaction
from nomnom.store.syntax import Syntax
from nomnom.tables.exact import naive_utc
from nomnom.tables.target import targets

CONNECT_SECONDS = 5

SQL_MODE = "STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION"
"""What a column can't hold is an error, whatever the server's default; backslashes in literals escape."""

_SESSION = (
    "SET SESSION time_zone = '+00:00', foreign_key_checks = 1, unique_checks = 1",
    # Because MySQL's default shows a transaction only what was there at its beginning, a message that was
    # claimed meanwhile would stay unseen; this one shows each statement what is committed, as on PostgreSQL.
    "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED",
)


def mysql_store(
    address: Mapping[str, Any], project: Project, *, application: str = "nomnom"
) -> DatabaseStore:
    """The store of a MySQL or MariaDB database; `address` as arguments of `pymysql.connect`.

    Which of the two it is the server says itself.
    """
    # Names and column types are the same on both.
    merges = {t.entity.name: merge_of(t) for t in targets(project, "mysql")}
    return DatabaseStore(MysqlBackend(address, application, merges))


@dataclass(frozen=True, slots=True)
class MysqlBackend:
    """See `backend.Backend`."""

    address: Mapping[str, Any]
    application: str
    merges: Mapping[str, Merge]
    syntax: Syntax = SYNTAX
    begin: str = "START TRANSACTION"

    def connect(self) -> Any:
        """See the protocol."""
        connection = connect(
            **self.address,
            charset="utf8mb4",
            sql_mode=SQL_MODE,
            autocommit=True,
            connect_timeout=CONNECT_SECONDS,
            program_name=self.application,
        )
        for statement in _SESSION:
            execute(connection, statement)
        return connection

    def translated(self, action: str, place: str | None = None) -> AbstractContextManager[None]:
        """See the protocol."""
        return translated(action, place)

    def transaction(self, connection: Any) -> MysqlTransaction:
        """See the protocol."""
        return MysqlTransaction(self, connection, self.merges)

    def read_time(self, stored: dt.datetime) -> dt.datetime:
        """See the protocol."""
        return stored.replace(tzinfo=dt.UTC)

    def write_time(self, time: dt.datetime) -> dt.datetime:
        """See the protocol. Because pymysql writes a time without its offset, it has to be in UTC."""
        return naive_utc(time)


def connect(**arguments: Any) -> Any:
    """As `pymysql.connect`, with a cure.

    Because MySQL encrypts a password with RSA where the connection isn't, pymysql may need a library.
    """
    try:
        return pymysql.connect(**arguments)
    except RuntimeError as error:
        raise ConfigurationError(
            f"MySQL won't let nomnom in: {error}",
            cure="pip install 'pymysql[rsa]', or connect with TLS (?ssl_ca=…)",
        ) from error
