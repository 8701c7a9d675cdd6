"""`nomnom ingest`: the role that takes messages over HTTP."""

from __future__ import annotations

from pathlib import Path

from nomnom.cli import logs
from nomnom.cli.options import (
    DatabaseUrl,
    Entities,
    Host,
    LogFormat,
    LogLevel,
    NatsUrl,
    Port,
    ProjectPath,
    settings_from,
)
from nomnom.loading import load_project
from nomnom.settings import require


def ingest(
    project: ProjectPath = Path(),
    entities: Entities = None,
    host: Host = None,
    port: Port = None,
    database_url: DatabaseUrl = None,
    nats_url: NatsUrl = None,
    log_level: LogLevel = None,
    log_format: LogFormat = None,
) -> None:
    """Take messages over HTTP, validate and queue them. The database is needed for status requests only."""
    from nomnom.ingest import run_ingest

    loaded = load_project(project, entities=entities)
    settings = settings_from(
        loaded,
        host=host,
        port=port,
        database_url=database_url,
        nats_url=nats_url,
        log_level=log_level,
        log_format=log_format,
    )
    require(settings, "nats_url")
    assert settings.nats_url is not None
    logs.configure(settings, "ingest")
    run_ingest(
        loaded,
        host=settings.host,
        port=settings.port,
        nats_url=settings.nats_url,
        database_url=settings.database_url,
    )
