"""`nomnom dead-letters`: records that can't be stored."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal, TextIO

import typer

from nomnom.cli import dead_letter_changes
from nomnom.cli.dead_letter_options import (
    Entity,
    Id,
    Ids,
    Message,
    Reason,
    Since,
    StateOption,
    Until,
    chosen,
    opened_store,
)
from nomnom.cli.options import DatabaseUrl, DataDir, settings_from
from nomnom.errors import NomnomError

app = typer.Typer(help="Records that can't be stored, and mending them.", no_args_is_help=True)

Format = Annotated[Literal["text", "json"], typer.Option("--format", help="How it is printed.")]


@app.callback()
def dead_letters() -> None:
    """Records that can't be stored, and mending them."""


@app.command("list")
def list_(
    entity: Entity = None,
    reason: Reason = None,
    message: Message = None,
    since: Since = None,
    until: Until = None,
    state: StateOption = "open",
    group: Annotated[
        bool, typer.Option("--group", help="Count them by entity and reason instead.")
    ] = False,
    limit: Annotated[int, typer.Option(min=1, help="Lines at most.")] = 50,
    output: Format = "text",
    database_url: DatabaseUrl = None,
    data_dir: DataDir = None,
) -> None:
    """List dead letters, the newest first; or with --group how many there are, the most frequent first."""
    from nomnom import dead_letters

    wanted = chosen(
        entity=entity, reason=reason, message=message, since=since, until=until, state=state
    )
    settings = settings_from(None, database_url=database_url, data_dir=data_dir)
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    with opened_store(settings) as store:
        if group:
            groups = store.letter_groups(wanted, limit=limit + 1)
            as_json = dead_letters.groups_as_json(groups[:limit])
            as_text = dead_letters.groups_as_text(groups[:limit], width=width)
            is_more = len(groups) > limit
        else:
            letters = dead_letters.newest(store, wanted, limit=limit + 1)
            as_json = dead_letters.letters_as_json(letters[:limit])
            as_text = dead_letters.letters_as_text(letters[:limit], width=width)
            is_more = len(letters) > limit
    typer.echo(as_json if output == "json" else as_text, nl=output == "json")
    if is_more:
        typer.echo(f"there are more than {limit}; see them with --limit or --group", err=True)


@app.command("show")
def show(
    letter: Id,
    output: Format = "text",
    database_url: DatabaseUrl = None,
    data_dir: DataDir = None,
) -> None:
    """Show all that is known of a dead letter: why, when, its record, and what came of it."""
    from nomnom import dead_letters

    settings = settings_from(None, database_url=database_url, data_dir=data_dir)
    with opened_store(settings) as store:
        told = dead_letters.told(store, letter)
    if output == "json":
        typer.echo(dead_letters.told_as_json(told))
    else:
        typer.echo(dead_letters.told_as_text(told), nl=False)


app.command("edit")(dead_letter_changes.edit)
app.command("retry")(dead_letter_changes.retry)
app.command("discard")(dead_letter_changes.discard)


@app.command("export")
def export(
    ids: Ids = None,
    entity: Entity = None,
    reason: Reason = None,
    message: Message = None,
    since: Since = None,
    until: Until = None,
    state: StateOption = "open",
    output: Annotated[
        Literal["ndjson", "csv"], typer.Option("--format", help="How it is written.")
    ] = "ndjson",
    file: Annotated[
        Path | None, typer.Option("--output", "-o", help="A file; else standard output.")
    ] = None,
    database_url: DatabaseUrl = None,
    data_dir: DataDir = None,
) -> None:
    """Write dead letters with their records, oldest first, to a file or to standard output."""
    from nomnom import dead_letters

    wanted = chosen(
        ids, entity=entity, reason=reason, message=message, since=since, until=until, state=state
    )
    settings = settings_from(None, database_url=database_url, data_dir=data_dir)
    lines = dead_letters.csv_lines if output == "csv" else dead_letters.ndjson_lines
    with opened_store(settings) as store, _opened(file) as out:
        for line in lines(dead_letters.find(store, wanted)):
            out.write(line)


@contextmanager
def _opened(file: Path | None) -> Iterator[TextIO]:
    """Where an export goes. Raises NomnomError for a file that can't be written."""
    if file is None:
        yield sys.stdout
        return
    try:
        with file.open("w", encoding="utf-8", newline="") as out:
            yield out
    except OSError as error:
        raise NomnomError(
            f"can't be written: {error.strerror}", place=str(file), cure="name another --output"
        ) from error
