"""`nomnom validate`: is the project right?"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Literal

import typer

from nomnom.cli.options import Entities, Notes, ProjectPath
from nomnom.loading import read_folder


def validate(
    project: ProjectPath = Path(),
    entities: Entities = None,
    output: Annotated[
        Literal["text", "json"], typer.Option("--format", help="How findings are printed.")
    ] = "text",
    notes: Notes = False,
) -> None:
    """Check a project's files: every problem of every file at once. Exit code 1 where there is an error."""
    reading = read_folder(project, entities=entities, notes=notes)
    if output == "json":
        typer.echo(json.dumps([asdict(found) for found in reading.diagnostics], indent=2))
    else:
        for found in reading.diagnostics:
            typer.echo(str(found))
        if reading.project is not None:
            typer.echo(
                f"{reading.project.name}: {len(reading.project.entities)} entities are valid"
            )
    raise typer.Exit(1 if reading.project is None else 0)
