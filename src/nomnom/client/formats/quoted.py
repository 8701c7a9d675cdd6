"""Records of CSV (RFC 4180), whose quoted cells may have line breaks in them.

A quote opens a cell only where the cell begins. One that nothing closes ends with its line. Only the end of the
file shows which one that is: the lines below it are records then, since each quote in them closes on its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO

from nomnom.client.formats.lines import filled
from nomnom.client.formats.port import Record
from nomnom.client.source import Source, Unit, universal_lines

_UNIT = Unit(
    "record",
    "lines of CSV, or several for a record with line breaks between quotes",
    "close the quote that opens on that line, or write it twice between quotes where it is text",
)

_LINE_ENDS = (b"", b"\r", b"\n")


class _Cells:
    """Follows the quotes of a record from line to line."""

    def __init__(self, separator: str) -> None:
        between = re.escape(separator)
        other = rf"[^{between}\r\n]*+"
        closing = rf'[^"]*+(?:""[^"]*+)*+"{other}'
        more = rf'(?:{between}(?:"{closing}|(?!"){other}))*+'
        self._from_start = re.compile(rf'(?:"{closing}|(?!"){other}){more}'.encode())
        self._from_inside = re.compile(f"{closing}{more}".encode())

    def opens(self, line: bytes) -> bool:
        """Whether a line that begins a record ends within a quoted cell."""
        return b'"' in line and _is_open(self._from_start.match(line), line)

    def reopens(self, line: bytes) -> bool | None:
        """Whether a line that begins within a quoted cell ends within another; None for still the same."""
        closed = self._from_inside.match(line) if b'"' in line else None
        return _is_open(closed, line) if closed else None


def csv_records(source: Source, separator: str) -> Iterator[Record]:
    """The records of CSV with a separator."""
    cells = _Cells(separator)
    record = bytearray()  # a list of very short lines would take many times their bytes
    first = opened = end = position = 0
    for number, line, position in source.any_lines(_UNIT):
        if not record:
            first = number
        opens = cells.reopens(line) if record else cells.opens(line)
        record += line
        if opens is False:
            yield first, filled(bytes(record)), position
            record.clear()
            continue
        if opens:
            opened, end = number, len(record)
        source.check_length(len(record), opened, _UNIT)
    if record:  # the quote on line `opened` isn't closed
        yield first, bytes(record[:end]), position
        below = universal_lines(BytesIO(record[end:]))
        for number, line in enumerate(below, opened + 1):
            yield number, filled(line), position


def _is_open(closed: re.Match[bytes] | None, line: bytes) -> bool:
    """Whether cells that are closed are followed by one that isn't."""
    end = closed.end() if closed else 0
    return line[end : end + 1] not in _LINE_ENDS
