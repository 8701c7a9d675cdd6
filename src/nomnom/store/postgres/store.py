"""The PostgreSQL store."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.types.json import set_json_loads

from nomnom.model.project import Project
from nomnom.store.database import DatabaseStore
from nomnom.store.postgres.errors import translated
from nomnom.store.postgres.merge import SYNTAX, Merge, merge_of
from nomnom.store.postgres.transaction import PostgresTransaction
from nomnom.store.syntax import Syntax
from nomnom.tables.target import targets

CONNECT_SECONDS = 5


def postgres_store(url: str, project: Project, *, application: str = "nomnom") -> DatabaseStore:
    """The store of a PostgreSQL database; `url` as libpq takes it."""
    merges = {t.entity.name: merge_of(t) for t in targets(project, "postgresql")}
    return DatabaseStore(PostgresBackend(url, application, merges))


@dataclass(frozen=True, slots=True)
class PostgresBackend:
    """See `backend.Backend`."""

    url: str
    application: str
    merges: Mapping[str, Merge]
    syntax: Syntax = SYNTAX
    begin: str = "BEGIN"

    def connect(self) -> psycopg.Connection[Any]:
        """See the protocol."""
        connection = psycopg.connect(
            self.url,
            autocommit=True,
            connect_timeout=CONNECT_SECONDS,
            application_name=self.application,
            options="-c timezone=UTC",
        )
        # JSON is read as text, as it is written: a binary float would lose digits.
        set_json_loads(_text, connection)
        return connection

    def translated(self, action: str, place: str | None = None) -> AbstractContextManager[None]:
        """See the protocol."""
        return translated(action, place)

    def transaction(self, connection: Any) -> PostgresTransaction:
        """See the protocol."""
        return PostgresTransaction(self, connection, self.merges)

    def read_time(self, stored: dt.datetime) -> dt.datetime:
        """See the protocol."""
        return stored

    def write_time(self, time: dt.datetime) -> dt.datetime:
        """See the protocol."""
        return time


def _text(json: str | bytes) -> str:
    return json.decode() if isinstance(json, bytes) else json
