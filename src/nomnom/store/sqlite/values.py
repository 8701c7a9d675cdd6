"""Values as SQLite stores them: exact text for what it has no type for.

| kind         | stored                                                                                      |
|--------------|---------------------------------------------------------------------------------------------|
| number       | TEXT, plain digits: as many after the point as `scale` says, else as few as the value needs |
| Date         | TEXT, `2026-01-02`                                                                          |
| DateTime     | TEXT, `2026-01-02 03:04:05.000006`                                                          |
| Timestamp    | TEXT, `2026-01-02 03:04:05.000006+00:00`: always UTC                                        |
| Boolean      | 0 or 1                                                                                      |
| Uuid, JSON   | TEXT                                                                                        |

Equal numbers have equal texts, so that keys, joins and DISTINCT work as on other databases; dates and times
have a fixed width, so that they sort by time, and SQLite's own functions read them.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from nomnom.model.entity import Column
from nomnom.model.types import Kind
from nomnom.store.values import BIGINT_BITS, INTEGER_BITS, Codec, integer_check, text_check
from nomnom.tables.exact import Conversion, fixed_decimal, naive_utc, shortest_decimal, wide_time
from nomnom.tables.target import Target

NUMBERS = "nomnom_number"
"""The collation by which texts of numbers compare as numbers; a connection has it from `compare_numbers`."""


def compare_numbers(one: str, other: str) -> int:
    """Less than 0, 0 or more than 0, as the first number is the smaller, equal or the greater one; exact."""
    return int(Decimal(one).compare(Decimal(other)))


def codecs(target: Target) -> tuple[Codec, ...]:
    """One codec per column of a row."""
    assert target.entity.persistence is not None
    return tuple(_codec(target.table, column) for column in target.entity.persistence.columns)


def _codec(table: str, column: Column) -> Codec:
    place, kind = f"{table}.{column.name}", column.type.kind
    if kind.is_number:
        return Codec(convert=_decimal(place, column))
    match kind:
        case Kind.STRING:
            return Codec(text_check(place, characters=column.type.length))
        case Kind.INTEGER:
            return Codec(integer_check(place, INTEGER_BITS))
        case Kind.BIGINT:
            return Codec(integer_check(place, BIGINT_BITS))
        case Kind.BOOLEAN:
            return Codec(convert=int)
        case Kind.DATE:
            return Codec(convert=dt.date.isoformat)
        case Kind.DATETIME:
            return Codec(convert=lambda value: wide_time(naive_utc(value)))
        case Kind.TIMESTAMP:
            return Codec(convert=wide_time)
        case Kind.UUID:
            return Codec(convert=str)
        case _:
            return Codec(text_check(place))


def _decimal(place: str, column: Column) -> Conversion:
    precision, scale = column.type.precision, column.type.scale
    if precision is None:
        return shortest_decimal(place)
    return fixed_decimal(place, precision, scale or 0)
