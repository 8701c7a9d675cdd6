"""Moments and what clocks show in a time zone, through the hours that clocks skip and repeat."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

Disambiguation = Literal["reject", "earlier", "later"]
"""What is done about a time that clocks show twice, or never, when they are changed."""

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_EPOCH_CLOCK = dt.datetime(1970, 1, 1)  # noqa: DTZ001  what clocks show in UTC
_DAY = dt.timedelta(days=1)
"""No clock is changed by more; Samoa's were by as much when it crossed the date line in 2011."""

_RANGE = "expected a time within the years 1 to 9999 in UTC"


@lru_cache(maxsize=1024)
def zone_named(name: str) -> ZoneInfo:
    """The time zone of an IANA name; ValueError where there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(f'expected a time zone such as Europe/Berlin, got "{name}"') from None


def in_utc(time: dt.datetime) -> dt.datetime:
    """The moment in UTC; a time without an offset is in UTC, as DateTime fields are."""
    if time.tzinfo is None:
        return time.replace(tzinfo=dt.UTC)
    try:
        return time if time.tzinfo is dt.UTC else time.astimezone(dt.UTC)
    except OverflowError:
        raise ValueError(_RANGE) from None


def in_zone(time: dt.datetime, zone: str) -> dt.datetime:
    """The moment as a zone's clocks show it, with their offset; without an offset it is in UTC."""
    try:
        return in_utc(time).astimezone(zone_named(zone))
    except OverflowError:
        raise ValueError(_RANGE) from None


def moment(clock: dt.datetime, zone: str, disambiguation: Disambiguation) -> dt.datetime:
    """The moment, in UTC, at which the clocks of a zone show a time without an offset.

    A time that is shown twice is two moments; one that is skipped counts once with the offset before the
    change and once with that after it. `earlier` and `later` choose; `reject` raises ValueError.
    """
    rules = zone_named(zone)
    try:
        offset = rules.utcoffset(clock)
        # Far from any change there is one moment, and subtraction is five times faster than the way below.
        if offset is not None and (
            offset == rules.utcoffset(clock - _DAY) == rules.utcoffset(clock + _DAY)
        ):
            return EPOCH + (clock - _EPOCH_CLOCK - offset)
    except OverflowError:
        pass  # an end of the calendar, which may still be a moment
    there = clock.replace(tzinfo=rules)
    one, other = in_utc(there.replace(fold=0)), in_utc(there.replace(fold=1))
    if one == other:
        return one
    if disambiguation == "reject":
        how_often = "only once" if one < other else "at all"
        raise ValueError(f"expected a time that the clocks of {zone} show {how_often}")
    return min(one, other) if disambiguation == "earlier" else max(one, other)
