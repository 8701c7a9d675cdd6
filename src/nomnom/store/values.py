"""Column values as a driver takes them, for databases that would store something else than what they are given.

A batch is checked and converted column by column: one look at a whole column costs a fraction of a look at each
value. No I/O.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from nomnom.store.port import Row
from nomnom.tables.exact import Conversion, refuse

Check = Callable[[Sequence[Any]], None]
"""Looks at a column's values, nulls left out. Raises DataError that names the column and the value."""

INTEGER_BITS, BIGINT_BITS = 32, 64


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
            refuse(place, _first(values, lambda v: "\0" in v), "text without NUL", "22021")
        if not whole.isascii():
            _require_utf8(place, values, whole)
        if characters is not None and max(map(len, values), default=0) > characters:
            found = _first(values, lambda v: len(v) > characters)
            refuse(place, found, f"at most {characters} characters", "22001")
        if octets is not None and len(whole) * 4 > octets:
            for value in values:
                if len(value.encode()) > octets:
                    refuse(place, value, f"at most {octets} bytes of UTF-8", "22001")

    return check


def integer_check(place: str, bits: int) -> Check:
    """Integers of so many bits, signed."""
    low, high = -(2 ** (bits - 1)), 2 ** (bits - 1) - 1

    def check(values: Sequence[int]) -> None:
        if values and not (low <= min(values) and max(values) <= high):
            found = _first(values, lambda v: not low <= v <= high)
            refuse(place, found, f"an integer of {bits} bits", "22003")

    return check


def _require_utf8(place: str, values: Sequence[str], whole: str) -> None:
    try:
        whole.encode()
    except UnicodeEncodeError:
        found = _first(values, lambda v: any("\ud800" <= each <= "\udfff" for each in v))
        refuse(place, ascii(found), "text without surrogates", "22021")


def _first(values: Iterable[Any], wrong: Callable[[Any], bool]) -> Any:
    return next(value for value in values if wrong(value))
