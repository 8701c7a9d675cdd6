"""The ingestion API as a process."""

from __future__ import annotations

from nomnom.extraction import compile_plan
from nomnom.ingest.app import create_app
from nomnom.ingest.server import serve
from nomnom.model.project import Project
from nomnom.store import open_store


def run_ingest(
    project: Project, *, host: str, port: int, nats_url: str, database_url: str | None = None
) -> None:
    """Serve a project's API until SIGTERM or SIGINT, see `serve`.

    Neither server has to be there: NATS is waited for, the database is asked when somebody asks for a status.
    Raises SettingsError for a database URL that isn't supported, or an address that can't be listened on.
    """
    application = "nomnom-ingest"
    store = open_store(database_url, project, application=application) if database_url else None
    serve(create_app(compile_plan(project), nats_url, store), host, port)
