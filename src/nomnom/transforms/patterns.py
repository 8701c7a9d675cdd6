"""Regular expressions, compiled once."""

from __future__ import annotations

import re
from functools import lru_cache


@lru_cache(maxsize=1024)
def compiled(pattern: str) -> re.Pattern[str]:
    """The compiled pattern, in Python's syntax; ValueError, saying what is wrong, for one that isn't right."""
    try:
        return re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(f'expected a regular expression, got "{pattern}": {error}') from None
