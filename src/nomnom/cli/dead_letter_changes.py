"""`nomnom dead-letters edit`, `retry` and `discard`: doing something about them."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nomnom.cli import logs
from nomnom.cli.dead_letter_options import (
    All,
    Code,
    Entity,
    Id,
    Ids,
    Message,
    Reason,
    Since,
    Until,
    Yes,
    chosen,
    opened_store,
)
from nomnom.cli.editor import edited_text, read_text
from nomnom.cli.options import (
    DatabaseUrl,
    DataDir,
    Entities,
    LogFormat,
    LogLevel,
    NatsUrl,
    settings_from,
)
from nomnom.cli.running import nats_url_of
from nomnom.errors import NomnomError, RecordError
from nomnom.loading import load_project

if TYPE_CHECKING:
    from nomnom.dead_letters import Outcome
    from nomnom.store import DeadLetter, LetterFilter, Store

ROLE = "dead-letters"


def edit(
    letter: Id,
    file: Annotated[
        str | None, typer.Option(help="Take the record from a file; - is standard input.")
    ] = None,
    values: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="PATH=VALUE",
            help='Set a value of a JSON record: lines[0].price=4.80, note="tea"; repeatable.',
        ),
    ] = None,
    project: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Check the record as this project's API.")
    ] = None,
    entities: Entities = None,
    force: Annotated[
        bool, typer.Option("--force", help="Keep the record even if it breaks rules.")
    ] = False,
    database_url: DatabaseUrl = None,
    data_dir: DataDir = None,
    log_level: LogLevel = None,
    log_format: LogFormat = None,
) -> None:
    """Edit a dead letter's record in $EDITOR, or as --file or --set say; the original is kept beside it."""
    from nomnom import dead_letters
    from nomnom.extraction import compile_plan

    if file is not None and values:
        raise NomnomError("--file and --set are given both", cure="leave one of them out")
    loaded = load_project(project or Path(), entities=entities) if project or entities else None
    settings = settings_from(
        loaded,
        database_url=database_url,
        data_dir=data_dir,
        log_level=log_level,
        log_format=log_format,
    )
    logs.configure(settings, ROLE)
    plan = compile_plan(loaded) if loaded else None
    with opened_store(settings) as store:
        found = dead_letters.told(store, letter).letter
        record, kept_in = _record(found, file, values)
        try:
            after = dead_letters.edit(store, found, record, plan=plan, force=force)
        except RecordError as error:
            for problem in error.problems:
                typer.echo(str(problem), err=True)
            raise _not_kept(error.place, kept_in) from error
        if kept_in is not None:
            kept_in.unlink(missing_ok=True)
    unchecked = "" if loaded or force else "; not checked, which --project DIR does"
    if after.edits == found.edits:
        typer.echo(f"dead letter {letter} is as it was")
    else:
        typer.echo(f"dead letter {letter} has edit {after.edits}{unchecked}")


def _record(
    letter: DeadLetter, file: str | None, values: list[str] | None
) -> tuple[bytes, Path | None]:
    """The edited record, and the file that a person edited it in, if so."""
    from nomnom import dead_letters

    if values:
        return dead_letters.with_values(letter.document, values), None
    if file is not None:
        return read_text(file), None
    form, text = dead_letters.editable(letter.document)
    edited, kept_in = edited_text(text, suffix=".json" if form == "json" else ".txt")
    return dead_letters.from_editor(letter.document, edited), kept_in


def _not_kept(place: str | None, kept_in: Path | None) -> NomnomError:
    again = f"; it is still in {kept_in}, for --file" if kept_in else ""
    cure = f"mend it, or keep it as it is with --force{again}"
    return NomnomError("the record isn't valid and isn't kept", place=place, cure=cure)


def retry(
    ids: Ids = None,
    entity: Entity = None,
    reason: Reason = None,
    message: Message = None,
    since: Since = None,
    until: Until = None,
    everything: All = False,
    yes: Yes = False,
    database_url: DatabaseUrl = None,
    nats_url: NatsUrl = None,
    data_dir: DataDir = None,
    log_level: LogLevel = None,
    log_format: LogFormat = None,
) -> None:
    """Send records of dead letters again, as new messages the whole way from the queue on, oldest first.

    Sending one twice is harmless. Exit code 1 where one isn't sent.
    """
    from nomnom.dead_letters import opened_queue
    from nomnom.dead_letters import retry as send_again

    wanted = chosen(ids, entity=entity, reason=reason, message=message, since=since, until=until)
    _require_choice(wanted, everything=everything)
    settings = settings_from(
        None,
        database_url=database_url,
        nats_url=nats_url,
        data_dir=data_dir,
        log_level=log_level,
        log_format=log_format,
    )
    logs.configure(settings, ROLE)
    server = nats_url_of(settings)

    async def send(store: Store, limited: LetterFilter) -> list[Outcome]:
        done: list[Outcome] = []
        async with opened_queue(server) as bus:
            async for outcome in send_again(store, bus, limited):
                _show(outcome, f"retried as {outcome.message_id}")
                done.append(outcome)
        return done

    with opened_store(settings) as store:
        limited = _confirmed(store, wanted, "Retry", yes=yes)
        done = asyncio.run(send(store, limited)) if limited else []
    _end(done, ids, "retried")


def discard(
    ids: Ids = None,
    why: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help="Why nothing is to be done about them.")
    ] = "",
    entity: Entity = None,
    code: Code = None,
    message: Message = None,
    since: Since = None,
    until: Until = None,
    everything: All = False,
    yes: Yes = False,
    database_url: DatabaseUrl = None,
    data_dir: DataDir = None,
    log_level: LogLevel = None,
    log_format: LogFormat = None,
) -> None:
    """Give dead letters up: their rows stay, with the reason. Exit code 1 where one is settled already."""
    from nomnom.dead_letters import discard as give_up

    wanted = chosen(ids, entity=entity, reason=code, message=message, since=since, until=until)
    _require_choice(wanted, everything=everything)
    settings = settings_from(
        None,
        database_url=database_url,
        data_dir=data_dir,
        log_level=log_level,
        log_format=log_format,
    )
    logs.configure(settings, ROLE)
    with opened_store(settings) as store:
        done = []
        limited = _confirmed(store, wanted, "Discard", yes=yes)
        for outcome in give_up(store, limited, why) if limited else ():
            _show(outcome, "discarded")
            done.append(outcome)
    _end(done, ids, "discarded")


def _require_choice(wanted: LetterFilter, *, everything: bool) -> None:
    """Raise NomnomError where it isn't said which letters are meant, or where it is said twice."""
    from nomnom.dead_letters import is_everything

    if is_everything(wanted) and not everything:
        cure = "name ids, say which with --entity, …, or take --all open ones"
        raise NomnomError("it isn't said which dead letters", cure=cure)
    if everything and not is_everything(wanted):
        raise NomnomError("--all is given with a choice", cure="leave one of them out")


def _confirmed(store: Store, wanted: LetterFilter, verb: str, *, yes: bool) -> LetterFilter | None:
    """The letters there are now; None where there are none. On a terminal many are asked for first."""
    from nomnom.dead_letters import bounded

    limited, count = bounded(store, wanted)
    if count > 1 and not yes and sys.stdin.isatty():
        typer.confirm(f"{verb} {count} dead letters?", abort=True)
    return limited if count else None


def _show(outcome: Outcome, done: str) -> None:
    if outcome.problem:
        typer.echo(f"dead letter {outcome.letter}: {outcome.problem}", err=True)
    else:
        typer.echo(f"dead letter {outcome.letter} {done}")


def _end(done: Iterable[Outcome], ids: list[int] | None, verb: str) -> None:
    """Say how many there were, and which of the named ones aren't there; end with the code."""
    outcomes = list(done)
    absent = [each for each in dict.fromkeys(ids or ()) if each not in {o.letter for o in outcomes}]
    for each in absent:
        typer.echo(
            f"dead letter {each}: there is none, or the other options leave it out", err=True
        )
    failed = sum(1 for each in outcomes if each.problem) + len(absent)
    if len(outcomes) != 1 or failed:
        more = f", {failed} not" if failed else ""
        typer.echo(f"{verb} {len(outcomes) + len(absent) - failed}{more}")
    raise typer.Exit(1 if failed else 0)
