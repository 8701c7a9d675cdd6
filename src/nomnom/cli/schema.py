"""`nomnom schema`: the tables of a project."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from nomnom.cli import schema_changes
from nomnom.cli.options import Entities, ProjectPath
from nomnom.loading import load_project

app = typer.Typer(help="The tables of a project.", no_args_is_help=True)


Dialect = Literal["postgresql", "mysql", "mariadb", "sqlite"]


@app.callback()
def schema() -> None:
    """The tables of a project."""


@app.command("sql")
def sql(
    project: ProjectPath = Path(),
    entities: Entities = None,
    database: Annotated[Dialect, typer.Option(help="The dialect to print.")] = "postgresql",
) -> None:
    """Print the DDL of a project's tables and of nomnom's own, without a connection."""
    from nomnom.tables import ddl, entity_tables, render, system_tables

    loaded = load_project(project, entities=entities)
    statements = ddl(entity_tables(loaded, database), database)
    statements += ddl(system_tables(database), database)
    typer.echo(render(statements), nl=False)


app.command("plan")(schema_changes.plan)
app.command("apply")(schema_changes.apply)
