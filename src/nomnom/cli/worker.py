"""`nomnom worker`: the role that writes tables."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from nomnom.cli import logs
from nomnom.cli.options import (
    DatabaseUrl,
    Entities,
    LogFormat,
    LogLevel,
    NatsUrl,
    ProjectPath,
    Schema,
    settings_from,
)
from nomnom.loading import load_project
from nomnom.settings import require


def worker(
    project: ProjectPath = Path(),
    entities: Entities = None,
    database_url: DatabaseUrl = None,
    nats_url: NatsUrl = None,
    schema: Schema = None,
    ready_file: Annotated[
        Path | None, typer.Option(help="A file that exists while the worker is ready, for probes.")
    ] = None,
    ledger_days: Annotated[
        str | None,
        typer.Option(help="Days that the ledger remembers what was processed [30]; 0: for ever."),
    ] = None,
    parent_wait: Annotated[
        str | None,
        typer.Option(
            help="Seconds that a record waits for the row its foreign key leads to [30]; 0: not at all."
        ),
    ] = None,
    log_level: LogLevel = None,
    log_format: LogFormat = None,
) -> None:
    """Write the queue's messages into tables, which it creates or verifies first (--schema)."""
    from nomnom.worker import run_worker

    loaded = load_project(project, entities=entities)
    settings = settings_from(
        loaded,
        database_url=database_url,
        nats_url=nats_url,
        schema=schema,
        ledger_days=ledger_days,
        parent_wait=parent_wait,
        log_level=log_level,
        log_format=log_format,
    )
    require(settings, "database_url", "nats_url")
    assert settings.database_url is not None
    assert settings.nats_url is not None
    logs.configure(settings, "worker")
    asyncio.run(
        run_worker(
            loaded,
            database_url=settings.database_url,
            nats_url=settings.nats_url,
            schema=settings.schema_mode,
            production=settings.environment == "production",
            ledger_days=settings.ledger_days,
            parent_wait=settings.parent_wait,
            ready_file=ready_file,
        )
    )
