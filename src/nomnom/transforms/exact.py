"""Arithmetic that keeps every digit, as far as NUMERIC has room for them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import (
    ROUND_05UP,
    ROUND_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
    DivisionByZero,
    Inexact,
    InvalidOperation,
    Overflow,
)
from types import MappingProxyType
from typing import Any, Literal

from nomnom.limits import NUMERIC_FRACTION_DIGITS, NUMERIC_INTEGER_DIGITS

Rounding = Literal["half_even", "half_up", "down", "up"]
"""Half to the even neighbour, half away from zero, towards zero, away from zero."""

ROUNDINGS = MappingProxyType(
    {
        "half_even": ROUND_HALF_EVEN,
        "half_up": ROUND_HALF_UP,
        "down": ROUND_DOWN,
        "up": ROUND_UP,
    }
)
"""Every Rounding, by the name that `decimal` has for it."""


def _context(*traps: Any) -> Context:
    return Context(
        prec=NUMERIC_INTEGER_DIGITS + NUMERIC_FRACTION_DIGITS,
        Emax=NUMERIC_INTEGER_DIGITS - 1,
        Emin=-NUMERIC_FRACTION_DIGITS,
        traps=[InvalidOperation, DivisionByZero, Overflow, *traps],
    )


EXACT = _context(Inexact)
"""The context of sums and products: it raises where a digit would be lost."""

_ROUNDED = _context()


def exactly(operation: Callable[..., Decimal], *operands: Any) -> Decimal:
    """The result of one of EXACT's operations; ValueError where it has more digits than NUMERIC can hold."""
    try:
        return operation(*operands)
    except ArithmeticError:
        raise ValueError(
            f"expected a result of at most {NUMERIC_INTEGER_DIGITS} digits before the point"
            f" and {NUMERIC_FRACTION_DIGITS} after it"
        ) from None


def rounded(number: Decimal | int, places: int, rounding: str) -> Decimal:
    """A number with `places` digits after the point, in a rounding of ROUNDINGS; ValueError as `exactly`."""
    unit = Decimal((0, (1,), -places))
    return exactly(Decimal(number).quantize, unit, ROUNDINGS[rounding], _ROUNDED)


def quotient(
    dividend: Decimal | int, divisor: Decimal | int, places: int, rounding: str
) -> Decimal:
    """A quotient, rounded once, from all its digits. Raises ValueError for a divisor of 0, and as `exactly`."""
    if not divisor:
        raise ValueError("expected a divisor other than 0")
    above, below = Decimal(dividend), Decimal(divisor)
    # With ROUND_05UP what is cut off still shows in the last digit, so that rounding again is exact.
    digits = max(2, above.adjusted() - below.adjusted() + places + 3)
    context = _context()
    context.prec, context.rounding = min(digits, context.prec), ROUND_05UP
    return rounded(exactly(context.divide, above, below), places, rounding)
