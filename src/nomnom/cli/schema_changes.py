"""`nomnom schema plan` and `apply`: what a live database needs, and making it so."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from nomnom.cli.options import DatabaseUrl, DataDir, Entities, Notes, ProjectPath, settings_from
from nomnom.cli.running import database_url_of
from nomnom.loading import load_project, read_folder

if TYPE_CHECKING:
    from nomnom.migrate import Allowance, Plan

Drops = Annotated[
    bool, typer.Option("--drops", help="Drop tables and columns that no entity declares any more.")
]
Format = Annotated[Literal["text", "json"], typer.Option("--format", help="How it is printed.")]
Allow = Annotated[
    list[str] | None,
    typer.Option(
        metavar="CLASS|NAME",
        help='Beyond safe ones: "blocking", "destructive", or a change by its name; repeatable.',
    ),
]

CLASSES = ("blocking", "destructive")


def plan(
    project: ProjectPath = Path(),
    entities: Entities = None,
    database_url: DatabaseUrl = None,
    data_dir: DataDir = None,
    output: Format = "text",
    sql: Annotated[bool, typer.Option("--sql", help="Print the SQL as a script.")] = False,
    drops: Drops = False,
    notes: Notes = False,
) -> None:
    """Compare the live database with the entities. Exit code 0: nothing to do, 2: changes pending.

    Warnings about the entities go to stderr.
    """
    from nomnom.migrate import as_json, as_sql, as_text
    from nomnom.migrate import plan as make_plan

    reading = read_folder(project, entities=entities, notes=notes)
    loaded = reading.checked()
    for finding in reading.diagnostics:
        typer.echo(str(finding), err=True)
    settings = settings_from(loaded, database_url=database_url, data_dir=data_dir)
    found = make_plan(database_url_of(settings), loaded, drops=drops)
    rendered = as_sql(found) if sql else as_json(found) if output == "json" else as_text(found)
    typer.echo(rendered, nl=False)
    raise typer.Exit(found.exit_code)


def apply(
    project: ProjectPath = Path(),
    entities: Entities = None,
    database_url: DatabaseUrl = None,
    data_dir: DataDir = None,
    allow: Allow = None,
    drops: Drops = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Don't ask on a terminal.")] = False,
) -> None:
    """Make the safe changes, and those allowed. Exit code 0: all is as declared, 2: changes are left."""
    from nomnom.migrate import Allowance, ChangeClass, as_text
    from nomnom.migrate import apply as make_changes
    from nomnom.migrate import plan as make_plan

    loaded = load_project(project, entities=entities)
    settings = settings_from(loaded, database_url=database_url, data_dir=data_dir)
    url = database_url_of(settings)
    named = set(allow or ())
    allowance = Allowance(
        frozenset({ChangeClass.SAFE, *(ChangeClass(name) for name in named & set(CLASSES))}),
        frozenset(named - set(CLASSES)),
    )
    if sys.stdin.isatty() and not yes:
        _confirm(make_plan(url, loaded, drops=drops), allowance)
    applied = make_changes(
        url, loaded, allowance, drops=drops, done=lambda step: typer.echo(f"done: {step.name}")
    )
    typer.echo(as_text(applied.left), nl=False)
    raise typer.Exit(applied.left.exit_code)


def _confirm(found: Plan, allowance: Allowance) -> None:
    """Show what would be done and ask; a no ends the command with code 1."""
    from nomnom.migrate import selected

    steps = selected(found, allowance)
    for step in steps:
        typer.echo(f"[{step.verdict.change_class}] {step.name}")
    if steps:
        typer.confirm(f"Make these {len(steps)} changes?", abort=True)
