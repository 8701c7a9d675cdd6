"""Plain scalars follow the core schema of YAML 1.2."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nomnom.model.entity import Scalar
from nomnom.spec.scalars import plain_scalar


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        (None, ""),
        (None, "~"),
        (None, "null"),
        (True, "true"),
        (False, "False"),
        ("yes", "yes"),
        ("off", "off"),
        (7, "007"),
        (-7, "-7"),
        (8, "0o10"),
        (255, "0xff"),
        ("1_000", "1_000"),
        (Decimal("1.10"), "1.10"),
        (Decimal("1E+3"), "1e3"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("1e99999999999999999999", "1e99999999999999999999"),
        ("2024-01-01", "2024-01-01"),
        ("1:30", "1:30"),
    ],
)
def test_core_schema(expected: Scalar, text: str) -> None:
    """Words and digits mean what YAML 1.2 says; what no column could hold stays a string."""
    value = plain_scalar(text)
    assert (expected, type(expected)) == (value, type(value))


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_numbers_are_exact(number: Decimal) -> None:
    """A number keeps each of its digits."""
    value = plain_scalar(str(number))
    assert isinstance(value, int | Decimal)
    assert number == value
