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

from nomnom.model.entity import Column
from nomnom.model.types import Kind
from nomnom.store.target import Target
from nomnom.store.values import (
    BIGINT_BITS,
    INTEGER_BITS,
    Codec,
    Conversion,
    fixed_decimal,
    integer_check,
    naive_utc,
    shortest_decimal,
    text_check,
)


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
            return Codec(convert=_datetime_text)
        case Kind.TIMESTAMP:
            return Codec(convert=time_text)
        case Kind.UUID:
            return Codec(convert=str)
        case _:
            return Codec(text_check(place))


def _decimal(place: str, column: Column) -> Conversion:
    precision, scale = column.type.precision, column.type.scale
    if precision is None:
        return shortest_decimal(place)
    return fixed_decimal(place, precision, scale or 0)


def _datetime_text(value: dt.datetime) -> str:
    return naive_utc(value).isoformat(" ", "microseconds")


def time_text(value: dt.datetime) -> str:
    """An aware time as a TIMESTAMP column holds it."""
    return value.astimezone(dt.UTC).isoformat(" ", "microseconds")
