"""HL7 v2."""

from __future__ import annotations

import datetime as dt
from typing import Any

from nomnom.transforms.declaring import transform
from nomnom.transforms.hl7 import at, parse_path
from nomnom.transforms.hl7_times import day_of, time_of
from nomnom.transforms.zones import Disambiguation, in_utc, moment, zone_named


def _check_path(_: int, *, path: str) -> None:
    parse_path(path)


def _check_zone(_: int, *, zone: str | None = None, **others: Any) -> None:
    if zone is not None:
        zone_named(zone)


@transform(check=_check_path)
def hl7_get(message: Any, *, path: str) -> str | None:
    r"""What stands at a path of an HL7 v2 message: segment, field, component and subcomponent, from 1.

    `PID-5` is the whole field, of several repetitions the first; `PID-3[2].1` is of the second one,
    `PID-3[4=B].1` of the first one whose fourth component is B, `OBX[2]-5` of the second OBX. Escape sequences
    are decoded. Null where nothing stands there or the sender deletes the value (`""`).

    >>> message = "MSH|^~\\&|LAB\rPID|1||42^^^A~77^^^B||O\\T\\Neil^Ada"
    >>> hl7_get(message, path="PID-5.1")
    'O&Neil'
    >>> hl7_get(message, path="PID-3[2].4")
    'B'
    >>> hl7_get(message, path="PID-3[4=B].1")
    '77'
    """
    return None if message is None else at(message, parse_path(path))


@transform(check=_check_zone)
def hl7_datetime(
    text: str, *, zone: str | None = None, disambiguation: Disambiguation = "reject"
) -> dt.datetime:
    """The time of an HL7 v2 text, as exact as its sender knows it: from a year down to fractions of seconds.

    With an offset in it, or with a time zone, it is a moment in UTC, else a time without an offset. What clocks
    show twice or never when they are changed is an error, unless `disambiguation` chooses the `earlier` or the
    `later` moment.

    >>> hl7_datetime("202603021415", zone="America/Chicago")
    datetime.datetime(2026, 3, 2, 20, 15, tzinfo=datetime.timezone.utc)
    >>> hl7_datetime("20260302141503.25-0500", zone="America/Chicago")
    datetime.datetime(2026, 3, 2, 19, 15, 3, 250000, tzinfo=datetime.timezone.utc)
    >>> hl7_datetime("202603")
    datetime.datetime(2026, 3, 1, 0, 0)
    """
    time = time_of(text)
    if time.tzinfo is not None:
        return in_utc(time)
    return time if zone is None else moment(time, zone, disambiguation)


@transform
def hl7_date(text: str) -> dt.date:
    """The day of an HL7 v2 date or time, as it stands there; one that knows only year or month is an error.

    >>> hl7_date("19850307")
    datetime.date(1985, 3, 7)
    >>> hl7_date("198503071430-0600")
    datetime.date(1985, 3, 7)
    """
    return day_of(text)
