"""Formats of dates and times, in the directives of strptime, read strictly."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

_DIRECTIVE = re.compile("%(.)", re.DOTALL)
_DENSE = re.compile("%[A-Za-z]%[A-Za-z]")
_EXAMPLE = dt.datetime(2001, 2, 3, 4, 5, 6, tzinfo=dt.UTC)


def parsed(text: str, format_: str) -> dt.datetime:
    """The time that a text spells in a format; ValueError where it isn't of the form.

    Where directives stand side by side, as in %Y%m%d, every digit has to be there: strptime alone would read
    2024131 as the last of January.
    """
    try:
        time = dt.datetime.strptime(text, format_)  # noqa: DTZ007  the format decides whether there is an offset
    except ValueError:
        raise ValueError(f"expected a time of the form {format_}") from None
    if _is_dense(format_) and formatted(time, format_) != text:
        raise ValueError(f"expected a time of the form {format_}, with every digit")
    return time


def formatted(time: dt.date, format_: str) -> str:
    """The text of a date or time in a format; %Y has four digits for every year."""
    if time.year < 1000:  # some platforms write the year 987 as 987, which strptime doesn't read
        year = f"{time.year:04d}"
        format_ = _DIRECTIVE.sub(lambda each: year if each[1] == "Y" else each[0], format_)
    return time.strftime(format_)


def check_format(format_: str) -> None:
    """Raise ValueError, saying which directive is wrong, for a format that can't be read or written."""
    try:
        written = formatted(_EXAMPLE, format_)
        dt.datetime.strptime(written, format_)  # noqa: DTZ007  only whether it can be read matters
    except (ValueError, re.error) as error:
        raise ValueError(
            f'expected a format like %Y-%m-%d %H:%M:%S, got "{format_}": {error}'
        ) from None


@lru_cache(maxsize=1024)
def _is_dense(format_: str) -> bool:
    return _DENSE.search(format_.replace("%%", "")) is not None
