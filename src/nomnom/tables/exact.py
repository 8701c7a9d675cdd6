"""Numbers and times as text that loses nothing, for databases that would store something else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Context, Decimal, Inexact, InvalidOperation
from typing import Any, NoReturn

from nomnom.errors import DataError

Conversion = Callable[[Any], Any]
"""From a value that isn't null to what the database takes. May raise DataError."""

_SHOWN = 60
_ZERO = Decimal(0)
_WIDE = Context(prec=200_000, traps=[Inexact, InvalidOperation])
"""More digits than a Decimal field may have: what is done in it loses none."""


def fixed_decimal(place: str, precision: int, scale: int) -> Conversion:
    """Plain digits with exactly `scale` of them after the point; what doesn't fit is refused, never rounded."""
    unit = Decimal(1).scaleb(-scale)
    context = Context(prec=precision, traps=[Inexact, InvalidOperation])
    expected = f"at most {precision} digits, {scale} of them after the point"

    def convert(value: Decimal) -> str:
        try:
            fitted = value.quantize(unit, context=context)
        except (Inexact, InvalidOperation):
            refuse(place, value, expected, "22003")
        if not fitted.is_finite():
            refuse(place, value, "a finite number", "22003")
        return format(fitted if fitted else abs(fitted), "f")

    return convert


def shortest_decimal(place: str) -> Conversion:
    """Plain digits without zeros that say nothing: numbers are equal if, and only if, their texts are."""

    def convert(value: Decimal) -> str:
        if not value.is_finite():
            refuse(place, value, "a finite number", "22003")
        return format(value.normalize(_WIDE) if value else _ZERO, "f")

    return convert


def naive_utc(value: dt.datetime) -> dt.datetime:
    """The time in UTC, without saying so; a naive time is UTC already."""
    return value if value.tzinfo is None else value.astimezone(dt.UTC).replace(tzinfo=None)


def wide_time(value: dt.datetime) -> str:
    """A time in text of one width, so that texts sort by time; an aware one in UTC, and saying so."""
    time = value if value.tzinfo is None else value.astimezone(dt.UTC)
    return time.isoformat(" ", "microseconds")


def refuse(place: str, value: object, expected: str, sqlstate: str) -> NoReturn:
    """Say which value of which column isn't what it holds; the codes are those of the SQL standard."""
    shown = str(value).replace("\0", "\N{SYMBOL FOR NULL}")
    shown = shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
    raise DataError(f"expected {expected}, got {shown}", sqlstate=sqlstate, place=place)
