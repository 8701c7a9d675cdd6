"""What the commands about dead letters share: how letters are chosen, and the store that has them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from nomnom.cli.running import database_url_of
from nomnom.model.project import Project
from nomnom.settings import Settings

if TYPE_CHECKING:
    from nomnom.store import LetterFilter, Store

State = Literal["open", "retried", "discarded", "all"]

LARGEST_ID = 2**63 - 1
"""What the tables' ids can be."""

Id = Annotated[
    int, typer.Argument(metavar="ID", min=1, max=LARGEST_ID, help="The dead letter's id.")
]
Ids = Annotated[
    list[int] | None,
    typer.Argument(
        metavar="ID",
        min=1,
        max=LARGEST_ID,
        help="Dead letters by id, in whatever state they are.",
    ),
]
Entity = Annotated[
    str | None,
    typer.Option(help="Those of a root entity, or whose rule of an entity is broken."),
]
Reason = Annotated[
    str | None,
    typer.Option(
        "--reason", "--code", help="Those with a rule or a SQLSTATE, such as required or 23503."
    ),
]
Code = Annotated[
    str | None, typer.Option(help="Those with a rule or a SQLSTATE, such as required or 23503.")
]
Message = Annotated[str | None, typer.Option(metavar="ID", help="Those of a message.")]
Since = Annotated[
    str | None,
    typer.Option(metavar="TIME", help="Those from then on: 2h, 7d, or a time in ISO 8601."),
]
Until = Annotated[str | None, typer.Option(metavar="TIME", help="Those before then.")]
StateOption = Annotated[State, typer.Option(help="Those in a state.")]
All = Annotated[bool, typer.Option("--all", help="All open ones.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Don't ask on a terminal.")]


def chosen(
    ids: list[int] | None = None,
    *,
    entity: str | None,
    reason: str | None,
    message: str | None,
    since: str | None,
    until: str | None,
    state: State = "open",
) -> LetterFilter:
    """The dead letters that options mean. Raises NomnomError for a time that isn't one."""
    from nomnom.dead_letters import choose, moment

    now = dt.datetime.now(dt.UTC)
    return choose(
        ids or (),
        entity=entity,
        reason=reason,
        message_id=message,
        since=moment(since, now) if since else None,
        until=moment(until, now) if until else None,
        state=state,
    )


@contextmanager
def opened_store(settings: Settings) -> Iterator[Store]:
    """The store of the database in force, for the length of the block; it needs no project."""
    from nomnom.store import open_store

    project = Project("dead-letters", ())
    store = open_store(database_url_of(settings), project, application="nomnom-dead-letters")
    try:
        yield store
    finally:
        store.close()
