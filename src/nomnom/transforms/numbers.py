"""Numbers."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache, reduce
from typing import Any, Literal

from nomnom.limits import NUMERIC_FRACTION_DIGITS, NUMERIC_INTEGER_DIGITS
from nomnom.transforms.declaring import transform
from nomnom.transforms.exact import EXACT, Rounding, exactly, quotient, rounded
from nomnom.transforms.signature import Scalar


def _check_marks(_: int, *, decimal_mark: str, group_mark: str) -> None:
    if len(decimal_mark) != 1 or len(group_mark) > 1 or decimal_mark == group_mark:
        raise ValueError("expected one character as decimal_mark and another one as group_mark")


@transform(check=_check_marks)
def to_decimal(value: Scalar, *, decimal_mark: str = ".", group_mark: str = "") -> Decimal:
    """The number that a text spells, with all its digits; a number stays as it is.

    `group_mark` may stand between groups of three digits before the decimal mark.

    >>> to_decimal("1.234,50", decimal_mark=",", group_mark=".")
    Decimal('1234.50')
    """
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return Decimal(value)
    if isinstance(value, str):
        match = _spelling(decimal_mark, group_mark).fullmatch(value.strip())
        if match:
            whole = match["whole"].replace(group_mark, "") if group_mark else match["whole"]
            return Decimal(f"{match['sign']}{whole}.{match['fraction'] or ''}{match['exponent']}")
    raise ValueError(f"expected a number with {decimal_mark} as its decimal mark")


@lru_cache(maxsize=64)
def _spelling(decimal_mark: str, group_mark: str) -> re.Pattern[str]:
    grouped = rf"[0-9]{{1,3}}(?:{re.escape(group_mark)}[0-9]{{3}})+|" if group_mark else ""
    return re.compile(
        rf"(?P<sign>[-+]?)(?P<whole>{grouped}[0-9]+)"
        rf"(?:{re.escape(decimal_mark)}(?P<fraction>[0-9]+))?(?P<exponent>(?:[eE][-+]?[0-9]{{1,5}})?)"
    )


@transform
def to_integer(
    value: Scalar,
    *,
    rounding: Literal["exact", "half_even", "half_up", "down", "up"] = "exact",
) -> int:
    """The whole number that a number or a text is; a fraction is refused unless a rounding is given.

    >>> to_integer("42")
    42
    >>> to_integer(Decimal("2.5"), rounding="half_up")
    3
    """
    number = to_decimal(value)
    whole = rounded(number, 0, "down" if rounding == "exact" else rounding)
    if rounding == "exact" and whole != number:
        raise ValueError("expected a whole number")
    return int(whole)


@transform
def add(*numbers: Decimal) -> Decimal:
    """The sum, with every digit.

    >>> add(Decimal("0.1"), Decimal("0.2"))
    Decimal('0.3')
    """
    return reduce(_sum, numbers, Decimal(0))


def _sum(one: Decimal, other: Decimal) -> Decimal:
    return exactly(EXACT.add, one, other)


@transform
def subtract(minuend: Decimal, subtrahend: Decimal) -> Decimal:
    """The first number less the second, with every digit.

    >>> subtract(Decimal("10"), Decimal("0.01"))
    Decimal('9.99')
    """
    return exactly(EXACT.subtract, minuend, subtrahend)


@transform
def multiply(*numbers: Decimal) -> Decimal:
    """The product, with every digit.

    >>> multiply(Decimal("3"), Decimal("19.99"))
    Decimal('59.97')
    """
    return reduce(_product, numbers, Decimal(1))


def _product(one: Decimal, other: Decimal) -> Decimal:
    return exactly(EXACT.multiply, one, other)


def _check_places(_: int, *, places: int, **others: Any) -> None:
    if not -NUMERIC_INTEGER_DIGITS < places <= NUMERIC_FRACTION_DIGITS:
        raise ValueError(f"expected at most {NUMERIC_FRACTION_DIGITS} places, got {places}")


@transform(check=_check_places)
def divide(
    dividend: Decimal, divisor: Decimal, *, places: int, rounding: Rounding = "half_even"
) -> Decimal:
    """The first number divided by the second, rounded once; division by 0 is an error.

    >>> divide(Decimal("10"), Decimal("3"), places=4)
    Decimal('3.3333')
    """
    return quotient(dividend, divisor, places, rounding)


@transform
def abs(number: Decimal) -> Decimal:
    """The number without its sign.

    >>> abs(Decimal("-1.5"))
    Decimal('1.5')
    """
    return number.copy_abs()


@transform(check=_check_places)
def round(number: Decimal, *, places: int = 0, rounding: Rounding = "half_even") -> Decimal:
    """The number with that many digits after the point; negative places round before it.

    `half_even` rounds a half to the even neighbour, `half_up` away from zero, `down` cuts off, `up` goes
    away from zero.

    >>> round(Decimal("2.345"), places=2)
    Decimal('2.34')
    >>> round(Decimal("2.345"), places=2, rounding="half_up")
    Decimal('2.35')
    """
    return rounded(number, places, rounding)


@transform
def scale(number: Decimal, *, factor: Decimal, offset: Decimal = Decimal(0)) -> Decimal:
    """The number in another unit: times the factor, plus the offset, with every digit.

    >>> scale(Decimal("1250"), factor=Decimal("0.001"))
    Decimal('1.250')
    >>> scale(Decimal("21.5"), factor=Decimal("1.8"), offset=Decimal("32"))
    Decimal('70.70')
    """
    return _sum(_product(number, factor), offset)
