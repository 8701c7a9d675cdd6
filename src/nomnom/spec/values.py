"""Whether a scalar of the YAML is a value of a field's type and keeps its constraints.

Dates, times and UUIDs are read by msgspec, which also reads them from messages: a default is right exactly
where a message may hold the same text.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from uuid import UUID

import msgspec

from nomnom.limits import NUMERIC_FRACTION_DIGITS, NUMERIC_INTEGER_DIGITS
from nomnom.model.entity import Constraints, Scalar
from nomnom.model.types import FieldType, Kind

_BITS: Mapping[Kind, int] = MappingProxyType({Kind.INTEGER: 32, Kind.BIGINT: 64})
_READ_AS: Mapping[Kind, Any] = MappingProxyType(
    {
        Kind.DATE: dt.date,
        Kind.DATETIME: dt.datetime,
        Kind.TIMESTAMP: dt.datetime,
        Kind.UUID: UUID,
    }
)
"""The types whose values are written as strings of a certain form."""


def integer_range(kind: Kind) -> tuple[int, int]:
    """The least and the greatest value of Integer or BigInt."""
    bound = 2 ** (_BITS[kind] - 1)
    return -bound, bound - 1


def cure_for(value: Scalar, type_: FieldType) -> str | None:
    """What to write instead, where the value isn't of the type; None where it is.

    Times are written as RFC 3339 strings with seconds, a Timestamp with its offset. Null is of no type.
    """
    return None if _ACCEPTS[type_.kind](value, type_) else _WANTED[type_.kind]


def broken_rule(value: Scalar, type_: FieldType, constraints: Constraints) -> str | None:
    """The constraint, as `name value`, that a value of the right type breaks; None where it keeps all."""
    rules = constraints
    checks: tuple[tuple[bool, str], ...] = ()
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        checks = (
            (rules.minimum is not None and value < rules.minimum, f"minimum {rules.minimum}"),
            (rules.maximum is not None and value > rules.maximum, f"maximum {rules.maximum}"),
        )
    if isinstance(value, str):
        checks = (
            (
                rules.min_length is not None and len(value) < rules.min_length,
                f"min_length {rules.min_length}",
            ),
            (
                rules.max_length is not None and len(value) > rules.max_length,
                f"max_length {rules.max_length}",
            ),
            (
                rules.pattern is not None and not re.search(rules.pattern, value),
                f"pattern {rules.pattern}",
            ),
        )
    return next((text for broken, text in checks if broken), _missed_enum(value, type_, rules.enum))


def _missed_enum(value: Scalar, type_: FieldType, enum: tuple[Scalar, ...]) -> str | None:
    """Values are compared as what they stand for: one instant may be written with several offsets."""
    listed = (_read(other, type_) for other in enum)
    return "enum" if enum and _read(value, type_) not in listed else None


def _read(value: Scalar, type_: FieldType) -> object:
    """The value that a string stands for, times in UTC; None where it stands for none of the type."""
    target = _READ_AS.get(type_.kind)
    if target is None or not isinstance(value, str):
        return value
    try:
        read = msgspec.convert(value, target)
        if isinstance(read, dt.datetime) and read.tzinfo is not None:
            in_utc = read.astimezone(dt.UTC)
            return in_utc if type_.kind is Kind.TIMESTAMP else in_utc.replace(tzinfo=None)
    except (msgspec.ValidationError, UnicodeEncodeError, OverflowError):
        return None
    return None if type_.kind is Kind.TIMESTAMP else read


def _is_string(value: Scalar, type_: FieldType) -> bool:
    return _is_text(value) and (type_.length is None or len(str(value)) <= type_.length)


def _is_text(value: Scalar) -> bool:
    """Whether a database can store the string: it has no NUL and nothing that isn't a character."""
    return isinstance(value, str) and not re.search(r"[\x00\ud800-\udfff]", value)


def _is_integer(value: Scalar, type_: FieldType) -> bool:
    low, high = integer_range(type_.kind)
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _is_number(value: Scalar, type_: FieldType) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return False
    number = Decimal(value)
    if not -NUMERIC_FRACTION_DIGITS <= number.adjusted() < NUMERIC_INTEGER_DIGITS:
        return False
    return type_.precision is None or _fits(number, type_.precision, type_.scale or 0)


def _fits(number: Decimal, precision: int, scale: int) -> bool:
    digits, exponent = number.as_tuple().digits, int(number.as_tuple().exponent)
    trailing_zeros = len(digits) - len(str(Decimal((0, digits, 0))).rstrip("0"))
    return not number or (
        -exponent - trailing_zeros <= scale and number.adjusted() < precision - scale
    )


def _is_boolean(value: Scalar, _: FieldType) -> bool:
    return isinstance(value, bool)


def _is_written(value: Scalar, type_: FieldType) -> bool:
    return isinstance(value, str) and _read(value, type_) is not None


def _is_json(value: Scalar, type_: FieldType) -> bool:
    if type_.kind is not Kind.JSON or value is None:
        return False
    return not isinstance(value, str) or _is_text(value)


_ACCEPTS: Mapping[Kind, Callable[[Scalar, FieldType], bool]] = MappingProxyType(
    {
        Kind.STRING: _is_string,
        Kind.INTEGER: _is_integer,
        Kind.BIGINT: _is_integer,
        Kind.FLOAT: _is_number,
        Kind.DECIMAL: _is_number,
        Kind.BOOLEAN: _is_boolean,
        Kind.DATE: _is_written,
        Kind.DATETIME: _is_written,
        Kind.TIMESTAMP: _is_written,
        Kind.UUID: _is_written,
        Kind.JSON: _is_json,
        Kind.OBJECT: _is_json,
        Kind.LIST: _is_json,
    }
)

_WANTED: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.STRING: "write a string of allowed length without NUL, quoted if it looks like something else",
        Kind.INTEGER: "write an integer from -2147483648 to 2147483647",
        Kind.BIGINT: "write an integer of at most 64 bits",
        Kind.FLOAT: "write a number that fits precision and scale, of at most 131072 digits, without quotes",
        Kind.DECIMAL: "write a number that fits precision and scale, of at most 131072 digits, without quotes",
        Kind.BOOLEAN: "write true or false",
        Kind.DATE: 'write a day such as "2024-01-31"',
        Kind.DATETIME: 'write a time such as "2024-01-31T12:00:00"',
        Kind.TIMESTAMP: 'write a time with its offset, such as "2024-01-31T12:00:00Z"',
        Kind.UUID: 'write a UUID such as "123e4567-e89b-12d3-a456-426614174000"',
        Kind.JSON: "write a single value without NUL",
        Kind.OBJECT: "leave it out: an Object can't be written as a single value",
        Kind.LIST: "leave it out: a List can't be written as a single value",
    }
)
