"""Column values as a driver takes them, for databases that would store something else than what they are given.

A batch is checked and converted column by column: one look at a whole column costs a fraction of a look at each
value. No I/O.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, InvalidOperation
from typing import Any, NoReturn

from nomnom.errors import DataError
from nomnom.store.port import Row

Check = Callable[[Sequence[Any]], None]
"""Looks at a column's values, nulls left out. Raises DataError that names the column and the value."""

Conversion = Callable[[Any], Any]
"""From a value that isn't null to what the driver takes. May raise DataError."""

INTEGER_BITS, BIGINT_BITS = 32, 64

_SHOWN = 60
_ZERO = Decimal(0)
_WIDE = Context(prec=200_000, traps=[Inexact, InvalidOperation])
"""More digits than a Decimal field may have: what is done in it loses none."""


@dataclass(frozen=True, slots=True)
class Codec:
    """How the values of one column are checked and converted; None where there is nothing to do."""

    check: Check | None = None
    convert: Conversion | None = None


def encoded(
    rows: Sequence[Row], codecs: Sequence[Codec], *, null: Any = None
) -> list[tuple[Any, ...]]:
    """The rows, at least one, with every value as the driver takes it and `null` for None.

    Raises DataError for the first column that holds a value it can't store exactly.
    """
    columns = zip(*rows, strict=True)
    ours = (_encode(values, codec, null) for values, codec in zip(columns, codecs, strict=True))
    return list(zip(*ours, strict=True))


def _encode(values: Sequence[Any], codec: Codec, null: Any) -> Sequence[Any]:
    if codec.check is not None:
        codec.check([value for value in values if value is not None])
    convert = codec.convert
    if convert is None:
        return values
    return [null if value is None else convert(value) for value in values]


def text_check(place: str, *, characters: int | None = None, octets: int | None = None) -> Check:
    """Text without NUL, which can be UTF-8, of at most so many characters or bytes."""

    def check(values: Sequence[str]) -> None:
        whole = "".join(values)
        if "\0" in whole:
            _refuse(place, _first(values, lambda v: "\0" in v), "text without NUL", "22021")
        if not whole.isascii():
            _require_utf8(place, values, whole)
        if characters is not None and max(map(len, values), default=0) > characters:
            found = _first(values, lambda v: len(v) > characters)
            _refuse(place, found, f"at most {characters} characters", "22001")
        if octets is not None and len(whole) * 4 > octets:
            for value in values:
                if len(value.encode()) > octets:
                    _refuse(place, value, f"at most {octets} bytes of UTF-8", "22001")

    return check


def integer_check(place: str, bits: int) -> Check:
    """Integers of so many bits, signed."""
    low, high = -(2 ** (bits - 1)), 2 ** (bits - 1) - 1

    def check(values: Sequence[int]) -> None:
        if values and not (low <= min(values) and max(values) <= high):
            found = _first(values, lambda v: not low <= v <= high)
            _refuse(place, found, f"an integer of {bits} bits", "22003")

    return check


def fixed_decimal(place: str, precision: int, scale: int) -> Conversion:
    """Plain digits with exactly `scale` of them after the point; what doesn't fit is refused, never rounded."""
    unit = Decimal(1).scaleb(-scale)
    context = Context(prec=precision, traps=[Inexact, InvalidOperation])
    expected = f"at most {precision} digits, {scale} of them after the point"

    def convert(value: Decimal) -> str:
        try:
            fitted = value.quantize(unit, context=context)
        except (Inexact, InvalidOperation):
            _refuse(place, value, expected, "22003")
        if not fitted.is_finite():
            _refuse(place, value, "a finite number", "22003")
        return format(fitted if fitted else abs(fitted), "f")

    return convert


def shortest_decimal(place: str) -> Conversion:
    """Plain digits without zeros that say nothing: numbers are equal if, and only if, their texts are."""

    def convert(value: Decimal) -> str:
        if not value.is_finite():
            _refuse(place, value, "a finite number", "22003")
        return format(value.normalize(_WIDE) if value else _ZERO, "f")

    return convert


def naive_utc(value: dt.datetime) -> dt.datetime:
    """The time in UTC, without saying so; a naive time is UTC already."""
    return value if value.tzinfo is None else value.astimezone(dt.UTC).replace(tzinfo=None)


def _require_utf8(place: str, values: Sequence[str], whole: str) -> None:
    try:
        whole.encode()
    except UnicodeEncodeError:
        found = _first(values, lambda v: any("\ud800" <= each <= "\udfff" for each in v))
        _refuse(place, ascii(found), "text without surrogates", "22021")


def _first(values: Iterable[Any], wrong: Callable[[Any], bool]) -> Any:
    return next(value for value in values if wrong(value))


def _refuse(place: str, value: object, expected: str, sqlstate: str) -> NoReturn:
    """Say which value of which column isn't what it holds; the codes are those of the SQL standard."""
    shown = str(value).replace("\0", "\N{SYMBOL FOR NULL}")
    shown = shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
    raise DataError(f"expected {expected}, got {shown}", sqlstate=sqlstate, place=place)
