"""Empty databases for tests: SQLite in memory, or throw-away ones on a server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager

from sqlalchemy.engine import make_url

from nomnom.model.project import Project
from nomnom.store import Store, open_store
from nomnom.store.sqlite import memory_store
from nomnom.testing.results import EmptyStore

SQLITE, POSTGRESQL = "sqlite", "postgresql"


@contextmanager
def empty_stores(database: str, project: Project) -> Iterator[EmptyStore]:
    """What gives each test a store of its own.

    `database` is `sqlite`: in memory; `postgresql`: an embedded server that runs for the block; else the URL of
    a server whose user may create databases. Raises EmbeddedError, OutageError or SettingsError.
    """
    if database == SQLITE:
        yield lambda: _in_memory(project)
        return
    # Migrations bring Alembic along, for which a quick run needn't wait.
    from nomnom.migrate.revisions.scratch import throw_away_postgres

    with ExitStack() as stack:
        server = stack.enter_context(throw_away_postgres()) if database == POSTGRESQL else database
        yield lambda: _on_server(server, project)


@contextmanager
def _in_memory(project: Project) -> Iterator[Store]:
    with closing(memory_store(project)) as store:
        yield store


@contextmanager
def _on_server(server: str, project: Project) -> Iterator[Store]:
    from nomnom.migrate import bring_up
    from nomnom.migrate.revisions.scratch import throw_away_database

    with throw_away_database(server) as name:
        url = make_url(server).set(database=name).render_as_string(hide_password=False)
        bring_up(url, project)
        with closing(open_store(url, project, application="nomnom-test")) as store:
            yield store
