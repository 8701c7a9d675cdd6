"""What HL7 needs beyond the built-in transforms."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from nomnom import transform

_TIMES = {4: "%Y", 6: "%Y%m", 8: "%Y%m%d", 10: "%Y%m%d%H", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}
_CODED = frozenset({"CE", "CNE", "CWE"})


@transform
def hl7_time(text: str, *, zone: str) -> dt.datetime:
    """A moment, as exact as its sender knew it, down from a year; in `zone` unless it has an offset.

    >>> hl7_time("202603021415", zone="America/Chicago").isoformat()
    '2026-03-02T20:15:00+00:00'
    >>> hl7_time("20260302141503.25-0500", zone="America/Chicago").isoformat()
    '2026-03-02T19:15:03.250000+00:00'
    """
    mark = max(text.find("+"), text.find("-"))
    clock, offset = (text, "") if mark < 0 else (text[:mark], text[mark:])
    whole, _, fraction = clock.partition(".")
    form = _TIMES.get(len(whole))
    if form is None:
        raise ValueError("expected a time like 20260302 or 20260302141503-0600")
    if offset:
        found = dt.datetime.strptime(whole + offset, f"{form}%z")
    else:
        found = dt.datetime.strptime(whole, form).replace(tzinfo=ZoneInfo(zone))
    return found.astimezone(dt.UTC).replace(microsecond=int(fraction[:6].ljust(6, "0")))


@transform
def identifier(pid: list[Any], *, kind: str) -> str | None:
    """The number of a kind (HL7 table 0203: MR, SS, …) among the repetitions of PID-3.

    A list of segments is passed with what the message has: `fields[3]` is the text of the third field.

    >>> identifier([{"fields": ["PID", "1", "", "S-9^^^^SS~M-42^^^GH^MR"]}], kind="MR")
    'M-42'
    """
    fields = pid[0]["fields"] if pid else []
    for repetition in fields[3].split("~") if len(fields) > 3 else []:
        number, *others = repetition.split("^")
        if others[3:4] == [kind]:
            return number
    return None


@transform
def measured(value: str | None, second: str | None, kind: str | None) -> Decimal | None:
    """The number that an observation found, by the type of its value (OBX-2); null where that is no number.

    >>> measured("5.40", None, "NM")
    Decimal('5.40')
    >>> measured("<", "0.01", "SN") is None
    True
    """
    text = value if kind == "NM" else second if kind == "SN" and value in (None, "=") else None
    try:
        return None if text is None else Decimal(text)
    except InvalidOperation:
        raise ValueError("expected a number, as OBX-2 says") from None


@transform
def spelled(value: str | None, second: str | None, kind: str | None) -> str | None:
    """What an observation found, as a person reads it: the text of a code, a number with its comparator.

    >>> spelled("260385009", "Negative", "CWE")
    'Negative'
    >>> spelled("<", "0.01", "SN")
    '<0.01'
    """
    if kind in _CODED:
        return second or value
    return f"{value or ''}{second or ''}" or None if kind == "SN" else value
