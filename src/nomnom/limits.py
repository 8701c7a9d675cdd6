"""What a value may be at most, wherever it is kept."""

from __future__ import annotations

from typing import Final

NUMERIC_INTEGER_DIGITS: Final = 131_072
NUMERIC_FRACTION_DIGITS: Final = 16_383
"""What PostgreSQL's NUMERIC can hold, from its manual's chapter on numeric types."""
