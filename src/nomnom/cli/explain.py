"""`nomnom explain`: what records become, before they are sent."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from nomnom.cli.options import Entities, settings_from
from nomnom.errors import NomnomError
from nomnom.loading import load_project

DEAD, UNEXPLAINED = 2, 1
PIPED_WIDTH = 100


def explain(
    project: Annotated[
        str | None,
        typer.Argument(
            metavar="PROJECT",
            help="A folder with nomnom.yaml, or a folder of entities; may be left out.",
        ),
    ] = None,
    file: Annotated[
        str | None,
        typer.Argument(
            metavar="FILE", help="The records as they are sent; .gz too; - is standard input."
        ),
    ] = None,
    entity: Annotated[
        str | None,
        typer.Option(help="The root entity; or a derived one, of which alone is then told."),
    ] = None,
    entities: Entities = None,
    database_url: Annotated[
        str | None,
        typer.Option(help="Database that rows of reference entities are read from [DATABASE_URL]."),
    ] = None,
    output: Annotated[
        Literal["text", "json"], typer.Option("--format", help="A tree, or JSON.")
    ] = "text",
    code: Annotated[
        bool, typer.Option("--code", help="Show the generated code instead; takes no FILE.")
    ] = False,
) -> None:
    """Show what records become: root, rows, where each value is from, dead letters, SQL. Nothing is sent.

    Exit code 2 where a record would be a dead letter, 1 where no root entity fits one.
    """
    from nomnom import explaining
    from nomnom.extraction import References, compile_plan
    from nomnom.references import load_available

    if code:
        loaded = load_project(_folder(project, file), entities=entities)
        plan = compile_plan(loaded, references=References())
        for root in explaining.roots_asked_for(plan, entity):
            typer.echo(f"# {root.root.name}\n{root.code}")
        return
    folder, name = (project, file) if file else (None, project)
    if name is None:
        cure = "name one, or - for standard input; --code needs none"
        raise NomnomError("there is no FILE to explain", cure=cure)
    payload = _content(name)
    loaded = load_project(Path(folder or ""), entities=entities)
    url = settings_from(loaded, database_url=database_url).database_url
    plan = compile_plan(loaded, references=load_available(loaded, database_url=url))
    told = explaining.explain(loaded, plan, payload, entity=entity)
    if output == "json":
        typer.echo(explaining.as_json(told))
    else:
        at_terminal = sys.stdout.isatty()
        width = shutil.get_terminal_size().columns if at_terminal else PIPED_WIDTH
        typer.echo(explaining.as_text(told, width=width, styled=at_terminal), nl=False)
    if "unidentified" in told.verdicts:
        raise typer.Exit(UNEXPLAINED)
    raise typer.Exit(DEAD if "dead_letter" in told.verdicts else 0)


def _folder(project: str | None, file: str | None) -> Path:
    if file is not None:
        raise NomnomError(f"--code takes no FILE, got {file}", cure="leave it out")
    return Path(project or "")


def _content(file: str) -> bytes:
    from nomnom.client.source import open_source

    with open_source(file) as source:
        return source.content()
