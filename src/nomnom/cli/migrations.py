"""`nomnom migrations`: the tables of a project, revision by revision."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from nomnom.cli.options import DatabaseUrl, Entities, ProjectPath, settings_from
from nomnom.loading import load_project
from nomnom.model.project import Project
from nomnom.settings import require

if TYPE_CHECKING:
    from nomnom.migrate.revisions import Revision

app = typer.Typer(help="The tables of a project, revision by revision.", no_args_is_help=True)

Product = Literal["postgresql", "mysql", "mariadb", "sqlite"]


@app.callback()
def migrations() -> None:
    """The tables of a project, revision by revision, in its folder `migrations`."""


@app.command("new")
def new(
    message: Annotated[str, typer.Argument(help='What changes: "add priority".')],
    project: ProjectPath = Path(),
    entities: Entities = None,
    database: Annotated[
        Product | None,
        typer.Option(help="What the first revision is for [postgresql]; later ones follow it."),
    ] = None,
    database_url: Annotated[
        str | None,
        typer.Option(
            help="A server for a throw-away database; MySQL and MariaDB need one [DATABASE_URL]."
        ),
    ] = None,
) -> None:
    """Write the revision that brings the earlier ones to what the project declares now."""
    from nomnom.migrate.revisions import new_revision, read_history

    loaded = load_project(project, entities=entities)
    kind = read_history(project).database or database
    given = settings_from(loaded, database_url=database_url).database_url
    # A server that happens to be in the environment isn't asked for databases where there is another way.
    server = given if database_url or kind in ("mysql", "mariadb") else None
    made = new_revision(project, loaded, message, database=database, server_url=server)
    if made.revision is None:
        typer.echo("nothing to do: the revisions build what the project declares")
        return
    typer.echo(f"wrote {made.revision.place}")
    for change in made.changes:
        typer.echo(f"  {change}")


@app.command("apply")
def apply(
    project: ProjectPath = Path(), entities: Entities = None, database_url: DatabaseUrl = None
) -> None:
    """Run the revisions that a database lacks. Several at once do no harm."""
    from nomnom.migrate.revisions import apply_revisions, read_history

    url = _url(load_project(project, entities=entities), database_url)
    history = read_history(project)
    applied: list[Revision] = []

    def show(revision: Revision) -> None:
        applied.append(revision)
        typer.echo(f"applied {revision.id} {revision.message}")

    apply_revisions(url, history, on_applied=show)
    if not applied:
        typer.echo(f"nothing to do: the database is at {history.head or 'no revision'}")


@app.command("status")
def status(
    project: ProjectPath = Path(), entities: Entities = None, database_url: DatabaseUrl = None
) -> None:
    """Show which revisions a database lacks. Exit code 2 where it lacks any."""
    from nomnom.migrate.revisions import read_history
    from nomnom.migrate.revisions import status as status_of

    url = _url(load_project(project, entities=entities), database_url)
    found = status_of(url, read_history(project))
    typer.echo(f"current  {found.current or '-'}")
    typer.echo(f"head     {found.head or '-'}")
    for revision in found.pending:
        typer.echo(f"pending  {revision.id} {revision.message}")
    raise typer.Exit(2 if found.pending else 0)


@app.command("sql")
def sql(
    project: ProjectPath = Path(),
    after: Annotated[
        str | None, typer.Option("--from", metavar="REV", help="Leave out those up to this one.")
    ] = None,
    down: Annotated[bool, typer.Option("--down", help="Print how to take them back.")] = False,
    output: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write a file for each revision and direction there."),
    ] = None,
) -> None:
    """Print revisions as SQL, for people who run it themselves; no connection is needed."""
    from nomnom.migrate.revisions import read_history, scripts

    history = read_history(project)
    if output is None:
        found = scripts(history, after=after, down=down)
        typer.echo("\n".join(script.text for script in found), nl=False)
        return
    output.mkdir(parents=True, exist_ok=True)
    for script in (*scripts(history, after=after), *scripts(history, after=after, down=True)):
        (output / script.file_name).write_text(script.text, encoding="utf-8")
        typer.echo(f"wrote {output / script.file_name}")


@app.command("baseline")
def baseline(
    project: ProjectPath = Path(), entities: Entities = None, database_url: DatabaseUrl = None
) -> None:
    """Take in a database whose tables nomnom created by itself, if they are what the project declares."""
    from nomnom.migrate.revisions import baseline as adopt

    loaded = load_project(project, entities=entities)
    adopted = adopt(project, loaded, _url(loaded, database_url))
    if adopted.written:
        typer.echo(f"wrote {adopted.revision.place}")
    typer.echo(f"the database is at {adopted.revision.id}")


def _url(project: Project, database_url: str | None) -> str:
    settings = settings_from(project, database_url=database_url)
    require(settings, "database_url")
    assert settings.database_url is not None
    return settings.database_url
