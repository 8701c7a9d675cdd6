"""Records that are lines: of JSON, and of text without quotes."""

from __future__ import annotations

from collections.abc import Iterator

from nomnom.client.formats.port import Record
from nomnom.client.source import Source, Unit

_JSON = Unit(
    "line", "one document per line", "if the file is one JSON array, split it with `jq -c '.[]'`"
)
_JSON_BLANKS = b" \t\r\n"
"""The white space of JSON; any other is for the API to refuse."""

_TEXT = Unit("line", "one record per line", "check that it is a file of text")


def json_lines(source: Source) -> Iterator[Record]:
    """The lines of NDJSON. Only \\n ends one: a \\r may stand within a document."""
    for number, line, position in source.lines(_JSON):
        yield number, line if line.strip(_JSON_BLANKS) else b"", position


def text_lines(source: Source) -> Iterator[Record]:
    """The lines of text, however they end. Only spaces make one blank: tabs may separate empty cells."""
    for number, line, position in source.any_lines(_TEXT):
        yield number, filled(line), position


def filled(line: bytes) -> bytes:
    """A line of text, empty where it is blank."""
    return line if line.strip(b" \r\n") else b""
