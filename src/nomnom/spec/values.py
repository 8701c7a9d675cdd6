"""Whether a scalar of the YAML is a value of a field's type and keeps its constraints."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from uuid import UUID

from nomnom.model.entity import Constraints, Scalar
from nomnom.model.types import FieldType, Kind

_RANGES: Mapping[Kind, int] = MappingProxyType({Kind.INTEGER: 2**31, Kind.BIGINT: 2**63})
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def cure_for(value: Scalar, type_: FieldType) -> str | None:
    """What to write instead, where the value isn't of the type; None where it is.

    Dates and times are written as ISO 8601 strings, a Timestamp with its offset. Null is of no type.
    """
    return None if _ACCEPTS[type_.kind](value, type_) else _WANTED[type_.kind]


def broken_rule(value: Scalar, constraints: Constraints) -> str | None:
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
    return next((text for broken, text in checks if broken), _missed_enum(value, rules.enum))


def _missed_enum(value: Scalar, enum: tuple[Scalar, ...]) -> str | None:
    return "enum" if enum and value not in enum else None


def _is_string(value: Scalar, type_: FieldType) -> bool:
    return isinstance(value, str) and (type_.length is None or len(value) <= type_.length)


def _is_integer(value: Scalar, type_: FieldType) -> bool:
    bound = _RANGES[type_.kind]
    return isinstance(value, int) and not isinstance(value, bool) and -bound <= value < bound


def _is_number(value: Scalar, type_: FieldType) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return False
    if type_.precision is None:
        return True
    scale = type_.scale or 0
    number = Decimal(value)
    digits, exponent = number.as_tuple().digits, int(number.as_tuple().exponent)
    trailing_zeros = len(digits) - len(str(Decimal((0, digits, 0))).rstrip("0"))
    return not number or (
        -exponent - trailing_zeros <= scale and number.adjusted() < type_.precision - scale
    )


def _is_boolean(value: Scalar, _: FieldType) -> bool:
    return isinstance(value, bool)


def _is_date(value: Scalar, _: FieldType) -> bool:
    return (
        isinstance(value, str)
        and _DAY.fullmatch(value) is not None
        and _parses(date.fromisoformat, value)
    )


def _is_datetime(value: Scalar, type_: FieldType) -> bool:
    if (
        not isinstance(value, str)
        or not _DAY.match(value)
        or not _parses(datetime.fromisoformat, value)
    ):
        return False
    return type_.kind is Kind.DATETIME or datetime.fromisoformat(value).tzinfo is not None


def _is_uuid(value: Scalar, _: FieldType) -> bool:
    return isinstance(value, str) and _parses(UUID, value) and str(UUID(value)) == value.lower()


def _is_json(value: Scalar, type_: FieldType) -> bool:
    return type_.kind is Kind.JSON and value is not None


def _parses(parse: Callable[[str], object], text: str) -> bool:
    try:
        parse(text)
    except ValueError:
        return False
    return True


_ACCEPTS: Mapping[Kind, Callable[[Scalar, FieldType], bool]] = MappingProxyType(
    {
        Kind.STRING: _is_string,
        Kind.INTEGER: _is_integer,
        Kind.BIGINT: _is_integer,
        Kind.FLOAT: _is_number,
        Kind.DECIMAL: _is_number,
        Kind.BOOLEAN: _is_boolean,
        Kind.DATE: _is_date,
        Kind.DATETIME: _is_datetime,
        Kind.TIMESTAMP: _is_datetime,
        Kind.UUID: _is_uuid,
        Kind.JSON: _is_json,
        Kind.OBJECT: _is_json,
        Kind.LIST: _is_json,
    }
)

_WANTED: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.STRING: "write a string of the allowed length, in quotes where it looks like something else",
        Kind.INTEGER: "write an integer from -2147483648 to 2147483647",
        Kind.BIGINT: "write an integer of at most 64 bits",
        Kind.FLOAT: "write a number that fits precision and scale, without quotes",
        Kind.DECIMAL: "write a number that fits precision and scale, without quotes",
        Kind.BOOLEAN: "write true or false",
        Kind.DATE: 'write a day such as "2024-01-31"',
        Kind.DATETIME: 'write a time such as "2024-01-31T12:00:00"',
        Kind.TIMESTAMP: 'write a time with its offset, such as "2024-01-31T12:00:00Z"',
        Kind.UUID: 'write a UUID such as "123e4567-e89b-12d3-a456-426614174000"',
        Kind.JSON: "write a single value",
        Kind.OBJECT: "leave it out: an Object can't be written as a single value",
        Kind.LIST: "leave it out: a List can't be written as a single value",
    }
)
