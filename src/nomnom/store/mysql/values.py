"""Values as MySQL's and MariaDB's statements spell them, checked for what the column holds.

Because MySQL has no bulk protocol and pymysql formats value by value, literals are made here, a column at a
time. They rely on what `store` sets for each connection: utf8mb4, and backslashes that escape.

Because MySQL rounds a number to its column's scale with a mere note, each one is checked first. Dates and
times need no check: every date of Python, years 1 to 9999, comes back as it went in; neither does JSON, whose
text the server checks (MySQL, unlike MariaDB, stores its numbers as 64-bit integers or binary floats).
"""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from pymysql.converters import escape_string

from nomnom.model.entity import Column
from nomnom.model.types import Kind
from nomnom.store.values import (
    BIGINT_BITS,
    INTEGER_BITS,
    Check,
    Codec,
    integer_check,
    text_check,
)
from nomnom.tables.exact import fixed_decimal, naive_utc
from nomnom.tables.target import Target

NULL = "NULL"

TEXT_OCTETS = 65_535
"""What a TEXT column holds."""

_TEXT_LONGEST = TEXT_OCTETS // 4
"""Characters that fit into a TEXT column, whichever they are."""


def codecs(target: Target) -> tuple[Codec, ...]:
    """One codec per column of a row; what it gives is text of SQL."""
    assert target.entity.persistence is not None
    return tuple(
        _codec(target.table, column, type_)
        for column, type_ in zip(target.entity.persistence.columns, target.types, strict=True)
    )


def _codec(table: str, column: Column, type_: sa.types.TypeEngine[object]) -> Codec:
    place = f"{table}.{column.name}"
    if isinstance(type_, sa.DECIMAL):
        assert type_.precision is not None, "a bare DECIMAL is DECIMAL(10,0)"
        return Codec(convert=fixed_decimal(place, type_.precision, type_.scale or 0))
    match column.type.kind:
        case Kind.STRING:
            return Codec(_text_check(place, type_), _text)
        case Kind.INTEGER:
            return Codec(integer_check(place, INTEGER_BITS), str)
        case Kind.BIGINT:
            return Codec(integer_check(place, BIGINT_BITS), str)
        case Kind.BOOLEAN:
            return Codec(convert=lambda value: "1" if value else "0")
        case Kind.DATE | Kind.UUID:
            return Codec(convert=lambda value: f"'{value}'")
        case Kind.DATETIME | Kind.TIMESTAMP:
            return Codec(convert=_time)
        case _:
            return Codec(text_check(place), _text)


def _text_check(place: str, type_: sa.types.TypeEngine[object]) -> Check:
    if isinstance(type_, sa.VARCHAR):
        return text_check(place, characters=type_.length)
    return text_check(place, octets=TEXT_OCTETS if isinstance(type_, sa.TEXT) else None)


def _text(value: str) -> str:
    return f"'{escape_string(value)}'"


def _time(value: dt.datetime) -> str:
    return f"'{naive_utc(value).isoformat(' ')}'"


def literal(value: str | int | dt.datetime | bytes | None) -> str:
    """A value of a ledger entry or dead letter.

    Text is cut to what a TEXT column holds in any case: of very many problems a dead letter tells the first
    ones.
    """
    match value:
        case None:
            return NULL
        case str():
            return _text(value if len(value) <= _TEXT_LONGEST else f"{value[: _TEXT_LONGEST - 1]}…")
        case bytes():
            return f"x'{value.hex()}'"
        case dt.datetime():
            return _time(value)
        case int():
            return str(value)
