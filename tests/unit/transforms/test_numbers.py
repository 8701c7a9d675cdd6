from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nomnom.transforms import numbers
from nomnom.transforms.exact import Rounding
from nomnom.transforms.numbers import (
    add,
    divide,
    multiply,
    scale,
    subtract,
    to_decimal,
    to_integer,
)

NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**40), max_value=10**40)
HUGE = Decimal("1E+131071")


@given(NUMBERS, NUMBERS)
def test_arithmetic_keeps_every_digit(one: Decimal, other: Decimal) -> None:
    """Sums, differences and products are those of fractions."""
    a, b = Fraction(one), Fraction(other)
    assert a + b == Fraction(add(one, other))
    assert a - b == Fraction(subtract(one, other))
    assert a * b == Fraction(multiply(one, other))
    assert a * b + b == Fraction(scale(one, factor=other, offset=other))


@given(NUMBERS, NUMBERS.filter(bool), st.integers(0, 30))
def test_a_quotient_is_rounded_once_from_all_its_digits(
    one: Decimal, other: Decimal, places: int
) -> None:
    """Rounding a fraction to the nearest even is what Python's own exact fractions do."""
    exact = Fraction(one) / Fraction(other)
    nearest = exact.__round__(places)
    assert nearest == Fraction(divide(one, other, places=places))


@pytest.mark.parametrize(
    ("expected", "rounding"),
    [("0.12", "half_even"), ("0.13", "half_up"), ("0.12", "down"), ("0.13", "up")],
)
def test_a_half_goes_where_the_rounding_says(expected: str, rounding: Rounding) -> None:
    """For a number and its negative alike, and for a quotient that is a half exactly."""
    assert Decimal(expected) == numbers.round(Decimal("0.125"), places=2, rounding=rounding)
    assert -Decimal(expected) == numbers.round(Decimal("-0.125"), places=2, rounding=rounding)
    assert Decimal(expected) == divide(Decimal(1), Decimal(8), places=2, rounding=rounding)


def test_a_little_more_than_a_half_is_more_than_a_half() -> None:
    """Also where the difference is far behind the places asked for."""
    number = Decimal("0.125" + 60 * "0" + "1")
    assert Decimal("0.13") == divide(number, Decimal(1), places=2)


def test_rounding_gives_as_many_places_as_asked_for() -> None:
    """Negative ones are before the point."""
    assert "1.500" == str(numbers.round(Decimal("1.5"), places=3))
    assert 1200 == numbers.round(Decimal("1249"), places=-2)


def test_numbers_of_any_length_lose_nothing() -> None:
    """Python's own 28 digits are not enough for money in small units."""
    long = Decimal("1234567890123456789012345678901234567890.01")
    assert str(long) == str(numbers.abs(long.copy_negate()))
    assert "1234567890123456789012345678901234567890.02" == str(add(long, Decimal("0.01")))


@pytest.mark.parametrize(
    "compute",
    [
        lambda: multiply(HUGE, HUGE),
        lambda: add(HUGE, Decimal("1E-20000")),
        lambda: add(Decimal("1E+999999999"), Decimal(1)),
        lambda: numbers.round(Decimal("1E+999999999")),
        lambda: divide(HUGE, Decimal("1E-10"), places=0),
        lambda: to_integer(Decimal("1E+999999999")),
    ],
)
def test_what_no_column_can_hold_is_refused(compute: Any) -> None:
    """With the limit, before it fills the memory."""
    with pytest.raises(ValueError, match=r"^expected a result of at most 131072 digits"):
        compute()


def test_division_by_zero_is_refused() -> None:
    """It has no result."""
    with pytest.raises(ValueError, match=r"^expected a divisor other than 0$"):
        divide(Decimal(1), Decimal("0.00"), places=2)


@pytest.mark.parametrize(
    ("expected", "text", "marks"),
    [
        ("1234567.5", "1,234,567.5", {"group_mark": ","}),
        ("-0.5", " -0,5 ", {"decimal_mark": ","}),
        ("1234", "1 234", {"decimal_mark": ",", "group_mark": " "}),
        ("1234", "1234", {"group_mark": ","}),
        ("1.50E+3", "+1.50e3", {}),
    ],
)
def test_a_number_is_read_by_its_marks(expected: str, text: str, marks: dict[str, Any]) -> None:
    """Grouped or not, with every digit."""
    assert str(Decimal(expected)) == str(to_decimal(text, **marks))


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("", {}),
        ("1,5", {}),
        ("1.", {}),
        (".5", {}),
        ("1,23,4", {"group_mark": ","}),
        ("12,34.5", {"group_mark": ","}),
        ("NaN", {}),
        ("0x10", {}),
        ("1e999999", {}),
        ("٣", {}),
        (True, {}),
    ],
)
def test_what_is_no_number_in_those_marks_is_refused(text: Any, marks: dict[str, Any]) -> None:
    """A comma that means another thing is never dropped."""
    with pytest.raises(ValueError, match=r"^expected a number with . as its decimal mark$"):
        to_decimal(text, **marks)


@pytest.mark.parametrize(
    ("expected", "value"), [(42, "42"), (42, Decimal("42.00")), (-7, -7), (1000, "1e3")]
)
def test_a_whole_number_is_one_by_its_value(expected: int, value: Any) -> None:
    """Zeros after the point make no fraction."""
    assert expected == to_integer(value)


def test_a_fraction_is_only_lost_where_that_is_asked_for() -> None:
    """Nothing is rounded by itself."""
    with pytest.raises(ValueError, match=r"^expected a whole number$"):
        to_integer("2.5")
    assert 2 == to_integer("2.5", rounding="half_even")
