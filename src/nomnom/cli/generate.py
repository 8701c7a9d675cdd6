"""`nomnom generate`: files that other programs read, made from what nomnom knows."""

from __future__ import annotations

import json
from typing import Annotated, Literal

import typer

app = typer.Typer(help="Files for other programs.", no_args_is_help=True)


@app.callback()
def generate() -> None:
    """Files for other programs."""


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
