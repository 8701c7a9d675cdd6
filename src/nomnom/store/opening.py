"""From a database URL to the store that speaks to it."""

from __future__ import annotations

from urllib.parse import urlsplit

from nomnom.errors import SettingsError
from nomnom.model.project import Project
from nomnom.store.port import Store
from nomnom.store.postgres import PostgresStore

_POSTGRES = ("postgresql", "postgres")


def open_store(url: str, project: Project, *, application: str = "nomnom") -> Store:
    """The store of a database, not connected yet: its first use connects.

    `application` is shown to those who look at the database's connections. Raises SettingsError for a URL of a
    database that nomnom can't write to.
    """
    scheme = urlsplit(url).scheme
    if scheme in _POSTGRES:
        return PostgresStore(url, project, application=application)
    raise SettingsError(
        f'"{scheme or url}" is no database that nomnom writes to',
        place="database_url",
        cure="use postgresql://user@host:port/database",
    )
