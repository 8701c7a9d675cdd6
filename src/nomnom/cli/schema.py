"""`nomnom schema`: the tables of a project."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, cast

import typer

from nomnom.cli.options import Entities, ProjectPath
from nomnom.loading import load_project
from nomnom.tables import DATABASES, Database, ddl, entity_tables, render, system_tables

app = typer.Typer(help="The tables of a project.", no_args_is_help=True)

DatabaseName = StrEnum("DatabaseName", {name.upper(): name for name in DATABASES})  # type: ignore[misc]


@app.callback()
def schema() -> None:
    """The tables of a project."""


@app.command("sql")
def sql(
    project: ProjectPath = Path(),
    entities: Entities = None,
    database: Annotated[
        DatabaseName, typer.Option(help="The dialect to print.")
    ] = DatabaseName.POSTGRESQL,  # type: ignore[attr-defined]
) -> None:
    """Print the DDL of a project's tables and of nomnom's own, without a connection."""
    name = cast("Database", str(database))
    loaded = load_project(project, entities=entities)
    statements = ddl(entity_tables(loaded, name), name) + ddl(system_tables(name), name)
    typer.echo(render(statements), nl=False)
