"""Lines of separated cells, which become members of a document by their position.

An empty cell is null, and so are cells that a short line lacks: their members are left out. Text is UTF-8.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import msgspec

from nomnom.extraction.inputs.port import BYTE_ORDER_MARK, Unreadable

# The csv module refuses cells beyond 128 KiB unless told otherwise, and a message's size is limited elsewhere.
csv.field_size_limit(2**31 - 1)


@dataclass(frozen=True, slots=True)
class CsvLine:
    """Records of RFC 4180, without a header: `names` are the members of a document in the order of the cells.

    A quoted cell may hold separators, line breaks and doubled quotes. A quoted empty cell is null like any
    empty cell: the csv module of Python 3.11 can't tell them apart, and rows must not depend on the Python.
    `separator` is one ASCII character, neither a quote nor a line break.
    """

    names: tuple[str, ...]
    separator: str = ","

    def records(self, payload: bytes) -> tuple[bytes, ...]:
        """The records, without those that are blank lines. A quote that nothing closes ends with its line."""
        if b'"' not in payload:
            return _lines(payload)
        text = payload.removeprefix(BYTE_ORDER_MARK)
        return _filled(_record_pattern(self.separator).findall(text))

    def document(self, record: bytes) -> bytes:
        """A record as a JSON object of strings; more cells than names are Unreadable."""
        text = _text(record)
        if '"' not in text:
            return _json(self.names, text.split(self.separator))
        try:
            (cells,) = csv.reader((text,), delimiter=self.separator, strict=True)
        except csv.Error as error:
            raise Unreadable("csv", f"expected a line of CSV: {error}") from error
        return _json(self.names, cells)


@dataclass(frozen=True, slots=True)
class Delimited:
    """Lines such as `O|1|100|…`: `names` are the members of a document in the order of the cells after "O".

    `prefix` is the "O", and must be there. There is no quoting. `separator` is one or more characters, none
    of them a line break.
    """

    names: tuple[str, ...]
    prefix: str
    separator: str = "|"

    def records(self, payload: bytes) -> tuple[bytes, ...]:
        """The lines, without blank ones."""
        return _lines(payload)

    def document(self, record: bytes) -> bytes:
        """A line as a JSON object of strings; another prefix or more cells than names are Unreadable."""
        begin = self.prefix + self.separator
        text = _text(record)
        if not text.startswith(begin) and text != self.prefix:
            raise Unreadable("prefix", f'expected a line that begins with "{begin}"')
        return _json(self.names, text[len(begin) :].split(self.separator))


def _lines(payload: bytes) -> tuple[bytes, ...]:
    return _filled(payload.removeprefix(BYTE_ORDER_MARK).splitlines())


def _filled(lines: Iterable[bytes]) -> tuple[bytes, ...]:
    # Only spaces make a line blank: a line of tabs may be a record whose cells are all empty.
    return tuple([line for line in lines if line.strip(b" ")]) or (b"",)


@cache
def _record_pattern(separator: str) -> re.Pattern[bytes]:
    """Matches one record; a quote opens a cell only where the cell begins, as the csv module has it.

    The quantifiers are possessive so that the time grows with the payload's size, not its square.
    """
    other = rf"[^{re.escape(separator)}\r\n]*+"
    cell = rf'(?:"[^"]*+(?:""[^"]*+)*+"{other}|{other})'
    return re.compile(f"{cell}(?:{re.escape(separator)}{cell})*+".encode())


def _text(record: bytes) -> str:
    try:
        return record.decode()
    except UnicodeDecodeError as error:
        raise Unreadable("utf-8", "expected UTF-8 text") from error


def _json(names: tuple[str, ...], cells: list[str]) -> bytes:
    if len(cells) > len(names):
        raise Unreadable("cells", f"expected at most {len(names)} cells, {len(cells)} are there")
    filled = {name: cell for name, cell in zip(names, cells, strict=False) if cell}
    return msgspec.json.encode(filled)
