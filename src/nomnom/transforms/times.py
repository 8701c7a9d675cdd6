"""Dates and times."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, Literal

from nomnom.transforms.declaring import transform
from nomnom.transforms.exact import EXACT, exactly, rounded
from nomnom.transforms.formats import check_format, formatted, parsed
from nomnom.transforms.zones import EPOCH, Disambiguation, in_utc, in_zone, moment, zone_named


def _check(
    _: int,
    *,
    format: str | None = None,
    zone: str | None = None,
    **others: Any,
) -> None:
    if format is not None:
        check_format(format)
    if zone is not None:
        zone_named(zone)


@transform(check=_check)
def parse_date(text: str, *, format: str) -> dt.date:
    """The date that a text spells in a format of strptime's directives; a time of day in it is left out.

    >>> parse_date("31.01.2024", format="%d.%m.%Y")
    datetime.date(2024, 1, 31)
    """
    return parsed(text, format).date()


@transform(check=_check)
def format_date(date: dt.date, *, format: str) -> str:
    """The text of a date in a format of strftime's directives.

    >>> format_date(dt.date(2024, 1, 31), format="%Y%m%d")
    '20240131'
    """
    return formatted(date, format)


@transform(check=_check)
def parse_datetime(
    text: str,
    *,
    format: str,
    zone: str | None = None,
    disambiguation: Disambiguation = "reject",
) -> dt.datetime:
    """The time that a text spells in a format; with %z in it, or with a time zone, a moment in UTC.

    What clocks show twice or never when they are changed is an error, unless `disambiguation` chooses the
    `earlier` or the `later` moment. Without %z and zone the time has no offset.

    >>> parse_datetime("20240131093000", format="%Y%m%d%H%M%S")
    datetime.datetime(2024, 1, 31, 9, 30)
    >>> parse_datetime("31.1.2024 9:30", format="%d.%m.%Y %H:%M", zone="Europe/Berlin")
    datetime.datetime(2024, 1, 31, 8, 30, tzinfo=datetime.timezone.utc)
    """
    time = parsed(text, format)
    if time.tzinfo is not None:
        return in_utc(time)
    return time if zone is None else moment(time, zone, disambiguation)


@transform(check=_check)
def format_datetime(
    time: dt.datetime,
    *,
    format: str,
    zone: str = "UTC",
) -> str:
    """The text of a moment in a format, as the clocks of a time zone show it; without an offset it is in UTC.

    >>> noon = dt.datetime(2024, 7, 1, 12, 0, tzinfo=dt.UTC)
    >>> format_datetime(noon, format="%Y-%m-%d %H:%M %z", zone="Europe/Berlin")
    '2024-07-01 14:00 +0200'
    """
    return formatted(in_zone(time, zone), format)


@transform(check=_check)
def to_local_time(time: dt.datetime, *, zone: str) -> dt.datetime:
    """What the clocks of a time zone show at a moment, without an offset; a moment without one is in UTC.

    >>> to_local_time(dt.datetime(2024, 7, 1, 12, 0, tzinfo=dt.UTC), zone="America/New_York")
    datetime.datetime(2024, 7, 1, 8, 0)
    """
    return in_zone(time, zone).replace(tzinfo=None, fold=0)


@transform(check=_check)
def from_local_time(
    time: dt.datetime, *, zone: str, disambiguation: Disambiguation = "reject"
) -> dt.datetime:
    """The moment, in UTC, at which the clocks of a time zone show a time; one with an offset stays that moment.

    What clocks show twice or never when they are changed is an error, unless `disambiguation` chooses the
    `earlier` or the `later` moment.

    >>> from_local_time(dt.datetime(2024, 7, 1, 8, 0), zone="America/New_York")
    datetime.datetime(2024, 7, 1, 12, 0, tzinfo=datetime.timezone.utc)
    >>> from_local_time(dt.datetime(2024, 11, 3, 1, 30), zone="America/New_York", disambiguation="later")
    datetime.datetime(2024, 11, 3, 6, 30, tzinfo=datetime.timezone.utc)
    """
    return moment(time, zone, disambiguation) if time.tzinfo is None else in_utc(time)


@transform(check=_check)
def to_date(time: dt.datetime, *, zone: str = "UTC") -> dt.date:
    """The day of a moment in a time zone; a moment without an offset is in UTC.

    >>> to_date(dt.datetime(2024, 1, 31, 23, 30, tzinfo=dt.UTC), zone="Europe/Berlin")
    datetime.date(2024, 2, 1)
    """
    return in_zone(time, zone).date()


@transform
def add_days(date: dt.date, *, days: int) -> dt.date:
    """The date so many days later, or earlier where the number is negative.

    >>> add_days(dt.date(2024, 1, 31), days=30)
    datetime.date(2024, 3, 1)
    """
    try:
        return date + dt.timedelta(days=days)
    except OverflowError:
        raise ValueError("expected a date whose result is within the years 1 to 9999") from None


@transform
def date_part(
    date: dt.date,
    *,
    part: Literal["year", "quarter", "month", "week", "day", "weekday", "day_of_year"],
) -> int:
    """One part of a date; weeks and weekdays are those of ISO 8601, where Monday is 1.

    >>> date_part(dt.date(2024, 12, 30), part="quarter")
    4
    >>> date_part(dt.date(2024, 12, 30), part="weekday")
    1
    """
    if part == "quarter":
        return (date.month + 2) // 3
    if part == "week":
        return date.isocalendar().week
    if part == "weekday":
        return date.isoweekday()
    return date.timetuple().tm_yday if part == "day_of_year" else int(getattr(date, part))


@transform
def from_epoch_seconds(seconds: Decimal) -> dt.datetime:
    """The moment, in UTC, so many seconds after the start of 1970; digits beyond microseconds are cut off.

    >>> from_epoch_seconds(Decimal("1706693400.25"))
    datetime.datetime(2024, 1, 31, 9, 30, 0, 250000, tzinfo=datetime.timezone.utc)
    """
    return _after_epoch(seconds, 6)


@transform
def from_epoch_milliseconds(milliseconds: Decimal) -> dt.datetime:
    """The moment, in UTC, so many milliseconds after the start of 1970; digits beyond microseconds are cut off.

    >>> from_epoch_milliseconds(Decimal("1706693400250"))
    datetime.datetime(2024, 1, 31, 9, 30, 0, 250000, tzinfo=datetime.timezone.utc)
    """
    return _after_epoch(milliseconds, 3)


def _after_epoch(number: Decimal, digits: int) -> dt.datetime:
    try:
        micros = rounded(exactly(EXACT.scaleb, number, digits), 0, "down")
        return EPOCH + dt.timedelta(microseconds=int(micros))
    except (ValueError, OverflowError):
        raise ValueError("expected a time within the years 1 to 9999") from None


@transform
def to_epoch_seconds(time: dt.datetime) -> int:
    """The whole seconds from the start of 1970 to a moment; without an offset it is in UTC.

    >>> to_epoch_seconds(dt.datetime(2024, 1, 31, 9, 30, tzinfo=dt.UTC))
    1706693400
    """
    return (in_utc(time) - EPOCH) // dt.timedelta(seconds=1)


@transform
def to_epoch_milliseconds(time: dt.datetime) -> int:
    """The whole milliseconds from the start of 1970 to a moment; without an offset it is in UTC.

    >>> to_epoch_milliseconds(dt.datetime(2024, 1, 31, 9, 30, 0, 250999, tzinfo=dt.UTC))
    1706693400250
    """
    return (in_utc(time) - EPOCH) // dt.timedelta(milliseconds=1)
