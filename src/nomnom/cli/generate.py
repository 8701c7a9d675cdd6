"""`nomnom generate`: what is made from a project for use elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nomnom.cli.options import Entities, ProjectPath
from nomnom.errors import NomnomError
from nomnom.loading import load_project

app = typer.Typer(help="Make something of a project for use elsewhere.", no_args_is_help=True)


@app.callback()
def generate() -> None:
    """Make something of a project for use elsewhere."""


@app.command("models")
def models(
    project: ProjectPath = Path(),
    entities: Entities = None,
    output: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Where the module goes, instead of being printed."),
    ] = None,
) -> None:
    """Write a Python module with a msgspec struct for the rows of each entity."""
    from nomnom.artefacts import models_module
    from nomnom.extraction import compile_plan

    loaded = load_project(project, entities=entities)
    text = models_module(loaded.name, compile_plan(loaded, every=True))
    if output is None:
        typer.echo(text, nl=False)
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        reason = error.strerror or str(error)
        cure = "name a file in a folder that this user may write to"
        raise NomnomError(f"can't be written: {reason}", place=str(output), cure=cure) from error
    typer.echo(f"wrote {output}")
