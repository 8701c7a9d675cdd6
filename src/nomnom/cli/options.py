"""Arguments and options that several commands share."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from nomnom.model.project import Project
from nomnom.settings import Settings, resolve

ProjectPath = Annotated[
    Path,
    typer.Argument(
        metavar="PROJECT",
        help="A folder with nomnom.yaml, or a folder of entities.",
        show_default=".",
    ),
]
Entities = Annotated[
    Path | None,
    typer.Option(
        "--entities", metavar="DIR", help="The folder of the entities, if it isn't PROJECT's own."
    ),
]
Notes = Annotated[
    bool, typer.Option("--notes", help="Show what is well to know too, besides what is wrong.")
]
Host = Annotated[str | None, typer.Option(help="Address that the ingestion API listens on.")]
Port = Annotated[int | None, typer.Option(help="Port that the ingestion API listens on.")]
DataDir = Annotated[
    Path | None, typer.Option(help="Folder for the data of the embedded servers [.nomnom].")
]
DatabaseUrl = Annotated[
    str | None, typer.Option(help="Database that tables are written to [DATABASE_URL].")
]
NatsUrl = Annotated[str | None, typer.Option(help="NATS server with JetStream [NATS_URL].")]
LogLevel = Annotated[str | None, typer.Option(help="debug, info, warning or error.")]
LogFormat = Annotated[str | None, typer.Option(help="text or json.")]
Schema = Annotated[
    str | None,
    typer.Option(
        help="auto: create tables and make safe changes; verify: refuse to start where they differ; off."
    ),
]


def settings_from(project: Project | None, **flags: object) -> Settings:
    """The settings in force for flags (None where not given), the environment and the project, if any."""
    return resolve(flags, os.environ, project.settings if project else None)
