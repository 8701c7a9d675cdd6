"""`nomnom generate`: what is made for use elsewhere, mostly from a project."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Literal

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


@app.command("json-schema")
def json_schema(
    file: Annotated[
        Literal["entity", "project"],
        typer.Argument(help="The file described: an entity's, or the project's nomnom.yaml."),
    ] = "entity",
) -> None:
    """Print the JSON Schema by which an editor completes and checks the YAML while one types."""
    from nomnom.spec import entity_schema, project_schema

    schema = entity_schema() if file == "entity" else project_schema()
    typer.echo(json.dumps(schema, indent=2, ensure_ascii=False))
