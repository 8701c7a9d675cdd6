"""Lines of separated values."""

from __future__ import annotations

import csv
from io import StringIO

from nomnom.transforms.declaring import transform


def _check_delimiter(_: int, *, index: int, delimiter: str) -> None:
    if len(delimiter) != 1 or delimiter in '"\r\n':
        raise ValueError(f'expected one character as delimiter, no quote, got "{delimiter}"')


@transform(check=_check_delimiter)
def csv_get(line: str, *, index: int, delimiter: str = ",") -> str | None:
    """One cell of a CSV line, counted from 0, or from the end where it is negative; null where it is empty.

    Cells may be quoted, with quotes in them doubled, as RFC 4180 says.

    >>> csv_get('7,"Lovelace, Ada",,x', index=1)
    'Lovelace, Ada'
    >>> csv_get('7,"Lovelace, Ada",,x', index=2) is None
    True
    """
    try:
        rows = list(csv.reader(StringIO(line, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise ValueError(f"expected a line of CSV: {error}") from None
    if len(rows) > 1:
        raise ValueError(f"expected one line of CSV, got {len(rows)}")
    cells = rows[0] if rows else []
    return cells[index] or None if -len(cells) <= index < len(cells) else None
