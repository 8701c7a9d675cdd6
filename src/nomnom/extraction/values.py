"""What a decoded value still needs before it is a column's value: rules and conversions beyond the decoder.

Row values are: str (JSON columns: the JSON text), int, Decimal, bool, date, datetime (naive UTC for DateTime,
aware UTC for Timestamp), UUID, None.
"""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import msgspec
from msgspec import UNSET, Raw, UnsetType

from nomnom.extraction.wire import integer_range, json_text, scalar_type
from nomnom.limits import NUMERIC_FRACTION_DIGITS, NUMERIC_INTEGER_DIGITS
from nomnom.model.entity import Field, Scalar
from nomnom.model.types import FieldType, Kind

Check = Callable[[Any], Any]
"""Takes a value that isn't null; gives the column's value or raises one of REFUSED."""


_DIGITS = "expected a number of at most 131072 digits before the point and 16383 after it"


_LISTED_BY_DECODER = frozenset({Kind.STRING, Kind.INTEGER, Kind.BIGINT})
"""The kinds whose `enum` the decoder itself checks, see `wire.scalar_type`."""


class RuleBroken(ValueError):  # noqa: N818  it never leaves extraction: it becomes a Problem there
    """A value breaks a rule; `rule` is the stable word for it, the text says what was expected."""

    def __init__(self, rule: str, expected: str) -> None:
        super().__init__(expected)
        self.rule = rule


REFUSED = (msgspec.MsgspecError, ValueError, ArithmeticError, RecursionError)
"""What decoding and derivation raise for a record that can't become rows; RuleBroken is a ValueError."""


def check_for(declared: Field) -> Check | None:
    """The check for values of a field as the decoder gives them; None where the decoder did all."""
    kind = declared.type.kind
    if kind.is_number:
        return _number_check(declared)
    if kind.is_json:
        return _json_check(declared)
    check = {Kind.DATETIME: _to_naive_utc, Kind.TIMESTAMP: _to_utc}.get(kind)
    if declared.constraints.enum and kind not in _LISTED_BY_DECODER:
        return _enum_check(declared, check)
    return check


def conversion_for(declared: Field, given: FieldType | None) -> Check | None:
    """The check for a value that was checked as `given` before (None: as nothing yet).

    None where every value of `given` is one of the declared field's already.
    """
    constraints = declared.constraints
    has_rules = constraints != type(constraints)()
    if given == declared.type and not has_rules:
        return None
    check = check_for(declared)
    if declared.type.kind.is_json:
        return check if given is not None and given.kind.is_json else _json_conversion(declared)
    target, is_right = scalar_type(declared.type, constraints), _recognition(declared)
    to_integer = declared.type.kind.is_integer

    def convert(value: Any) -> Any:
        if not is_right(value):
            value = msgspec.convert(integral(value) if to_integer else value, target)
        return check(value) if check else value

    return convert


_NATIVE = {
    Kind.FLOAT: Decimal,
    Kind.DECIMAL: Decimal,
    Kind.BOOLEAN: bool,
    Kind.DATE: dt.date,
    Kind.DATETIME: dt.datetime,
}


def _recognition(declared: Field) -> Callable[[Any], bool]:
    """Whether a value is one of the field's without conversion: said without the decoder, which takes longer.

    Of a value that isn't, nothing is said: it may be one that can be converted.
    """
    rules, kind = declared.constraints, declared.type.kind
    if rules.enum:
        return lambda _: False
    if kind.is_integer:
        least, most = integer_range(kind, rules)
        return lambda value: type(value) is int and least <= value <= most
    if kind is Kind.STRING:
        low, high = rules.min_length or 0, rules.max_length or declared.type.length or sys.maxsize
        find = re.compile(rules.pattern).search if rules.pattern else None
        if find:
            return lambda value: (
                type(value) is str and low <= len(value) <= high and find(value) is not None
            )
        return lambda value: type(value) is str and low <= len(value) <= high
    if kind is Kind.TIMESTAMP:
        return lambda value: type(value) is dt.datetime and value.tzinfo is not None
    native = _NATIVE.get(kind)
    return lambda value: type(value) is native


def integral(value: Any) -> Any:
    """A decimal without a fraction as an integer; anything else as it is."""
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return value


def _json_conversion(declared: Field) -> Check:
    check = _json_check(declared)
    return lambda value: check(as_json(value))


def as_json(value: Any) -> str:
    """A value as JSON text, decimals with all their digits; what JSON has no form for as a string."""
    return json_text(value).decode()


def _enum_check(declared: Field, check: Check | None) -> Check:
    target = scalar_type(declared.type, declared.constraints)
    listed = (msgspec.convert(value, target) for value in declared.constraints.enum)
    allowed = frozenset(check(value) if check else value for value in listed)

    def check_enum(value: Any) -> Any:
        checked = check(value) if check else value
        if checked not in allowed:
            raise RuleBroken("enum", f"expected {one_of(declared.constraints.enum)}")
        return checked

    return check_enum


def one_of(listed: tuple[Scalar, ...]) -> str:
    """The values of an `enum`, as part of a sentence."""
    shown = (str(value).lower() if isinstance(value, bool) else str(value) for value in listed)
    return f"one of {', '.join(shown)}"


def where_present(check: Check) -> Check:
    """The check for values that may be absent (UNSET), because they are then taken from elsewhere."""
    return lambda value: value if value is UNSET else check(value)


def _number_check(declared: Field) -> Check:
    rules = declared.constraints
    low, high, allowed = rules.minimum, rules.maximum, rules.enum
    precision, scale = declared.type.precision, declared.type.scale
    bounded = low is not None or high is not None or precision is not None or bool(allowed)

    def check(value: Decimal) -> Decimal:
        if not value.is_finite():
            raise RuleBroken("finite", "expected a finite number")
        if not -NUMERIC_FRACTION_DIGITS <= value.adjusted() < NUMERIC_INTEGER_DIGITS:
            raise RuleBroken("range", _DIGITS)
        return bound(value) if bounded else value

    def bound(value: Decimal) -> Decimal:
        if low is not None and value < low:
            raise RuleBroken("minimum", f"expected a number >= {low}")
        if high is not None and value > high:
            raise RuleBroken("maximum", f"expected a number <= {high}")
        if allowed and value not in allowed:
            raise RuleBroken("enum", f"expected {one_of(allowed)}")
        if precision is not None:
            _require_digits(value, precision, scale or 0)
        return value

    return check


def _require_digits(value: Decimal, precision: int, scale: int) -> None:
    """Raise RuleBroken unless the value fits NUMERIC(precision, scale) without rounding."""
    _, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int), "finite numbers have an integer exponent"
    significant = len(digits)
    while significant and digits[significant - 1] == 0:
        significant -= 1
    if significant == 0:
        return
    fraction = max(0, -(exponent + len(digits) - significant))
    if fraction > scale or value.adjusted() >= precision - scale:
        raise RuleBroken(
            "precision", f"expected at most {precision} digits, {scale} of them after the point"
        )


def _to_naive_utc(value: dt.datetime) -> dt.datetime:
    return value if value.tzinfo is None else _to_utc(value).replace(tzinfo=None)


def _to_utc(value: dt.datetime) -> dt.datetime:
    try:
        return value if value.tzinfo is dt.UTC else value.astimezone(dt.UTC)
    except OverflowError:
        raise RuleBroken("range", "expected a time within the years 1 to 9999 in UTC") from None


_OPENING = {Kind.OBJECT: ("{", "an object"), Kind.LIST: ("[", "a list")}


def _json_check(declared: Field) -> Check:
    opening, what = _OPENING.get(declared.type.kind, ("", "a value"))

    def check(value: Raw | str | UnsetType) -> str | None:
        text = "null" if value is UNSET else value if isinstance(value, str) else _text(value)
        if text == "null" and declared.nullable:
            return None
        if text == "null" or not text.startswith(opening):
            raise RuleBroken("type", f"expected {what}")
        return text

    return check


def _text(raw: Raw | UnsetType) -> str:
    assert isinstance(raw, Raw)
    try:
        return bytes(raw).decode()
    except UnicodeDecodeError:
        raise RuleBroken("utf-8", "expected UTF-8 text") from None
