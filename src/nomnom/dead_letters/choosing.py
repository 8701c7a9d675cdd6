"""From a person's words to the dead letters that are meant. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Literal, TypeAlias

from nomnom.errors import NomnomError
from nomnom.store import LetterFilter, LetterState

States: TypeAlias = Literal["open", "retried", "discarded", "all"]

STATES: Mapping[States, LetterState | None] = MappingProxyType(
    {"open": "open", "retried": "retried", "discarded": "discarded", "all": None}
)
"""The state that each word of a person's asks for; None: any."""

_UNITS = MappingProxyType({"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"})


def choose(
    ids: Iterable[int] = (),
    *,
    entity: str | None = None,
    reason: str | None = None,
    message_id: str | None = None,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
    state: States = "open",
) -> LetterFilter:
    """The dead letters for which all of this holds; those that are named by id in whatever state they are."""
    named = tuple(dict.fromkeys(ids))
    return LetterFilter(
        ids=named,
        entity=entity,
        reason=reason,
        message_id=message_id,
        since=since,
        until=until,
        state=None if named else STATES[state],
    )


def is_everything(chosen: LetterFilter) -> bool:
    """Whether nothing but a state was said, so that every letter in it is meant."""
    return replace(chosen, state=None, up_to=None) == LetterFilter()


def moment(text: str, now: dt.datetime) -> dt.datetime:
    """A time as people write it: so long ago (`90s`, `15m`, `2h`, `7d`, `1w`), or ISO 8601.

    A time without an offset is in UTC. Raises NomnomError.
    """
    try:
        if ago := re.fullmatch(r"([0-9]{1,9})([smhdw])", text):
            return now - dt.timedelta(**{_UNITS[ago[2]]: int(ago[1])})
        time = dt.datetime.fromisoformat(text)
        aware = time if time.tzinfo else time.replace(tzinfo=dt.UTC)
        return aware.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise NomnomError(
            f'expected a time, got "{text}"',
            cure="write how long ago, such as 2h or 7d, or a time such as 2026-01-02T10:00:00Z",
        ) from None
