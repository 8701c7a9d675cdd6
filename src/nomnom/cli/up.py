"""`nomnom up`: everything on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from nomnom.cli import screen
from nomnom.cli.options import (
    DatabaseUrl,
    DataDir,
    Entities,
    Host,
    LogFormat,
    LogLevel,
    NatsUrl,
    Port,
    ProjectPath,
    Schema,
    settings_from,
)
from nomnom.loading import load_project
from nomnom.model.project import Project
from nomnom.settings import Settings

if TYPE_CHECKING:
    from nomnom.local import Stack


def up(
    project: ProjectPath = Path(),
    entities: Entities = None,
    host: Host = None,
    port: Port = None,
    data_dir: DataDir = None,
    database_url: DatabaseUrl = None,
    nats_url: NatsUrl = None,
    schema: Schema = None,
    log_level: LogLevel = None,
    log_format: LogFormat = None,
) -> None:
    """Run a project on this machine: PostgreSQL and NATS (unless given), the ingestion API and a worker."""
    loaded = load_project(project, entities=entities)
    settings = settings_from(
        loaded,
        host=host,
        port=port,
        data_dir=data_dir,
        database_url=database_url,
        nats_url=nats_url,
        schema=schema,
        log_level=log_level,
        log_format=log_format,
    )
    check_database(settings.database_url, loaded)
    stack = stack_of(settings, project, entities)
    with screen.interruptible(), stack.running(screen.show_event) as supervisor:
        screen.stop_on_signal(supervisor)
        connection = stack.connection()
        if connection is not None:
            screen.show_addresses(connection, stack.data_dir / "connection.json")
        supervisor.run()


def check_database(url: str | None, project: Project) -> None:
    """Find out before anything starts whether a database's URL is one that can be written to."""
    from nomnom.store import open_store

    if url is not None:
        open_store(url, project).close()


def stack_of(settings: Settings, project: Path, entities: Path | None = None) -> Stack:
    """The stack that settings describe."""
    from nomnom.local import Stack

    return Stack(
        project=project,
        data_dir=settings.data_dir,
        host=settings.host,
        port=settings.port,
        database_url=settings.database_url,
        nats_url=settings.nats_url,
        entities=entities,
        roles_say=(
            ("NOMNOM_LOG_LEVEL", settings.log_level),
            ("NOMNOM_LOG_FORMAT", settings.log_format),
            ("NOMNOM_SCHEMA", settings.schema or "auto"),
        ),
    )
