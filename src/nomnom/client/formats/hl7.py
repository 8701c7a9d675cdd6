"""HL7 v2 messages, each from its MSH segment to the next one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from nomnom.client.formats.port import Record
from nomnom.client.source import Source, Unit

_UNIT = Unit(
    "message",
    "messages that begin with MSH",
    "see that MSH stands at the beginning of a line, once for each message",
)

# 0x0b and 0x1c frame a message on an MLLP connection, and end a segment as a line end does.
_BLANKS = b" \t\f\r\n\x0b\x1c"
_PIECE = re.compile(rb"[^\x0b\x1c]*+[\x0b\x1c]|[^\x0b\x1c]++")
_ENVELOPE = re.compile(rb"(?:FHS|BHS|BTS|FTS)(?![A-Z0-9])")


def hl7_messages(source: Source) -> Iterator[Record]:
    """The messages. Other text before the first one is a record of its own; batch headers go with the first."""
    message = bytearray()  # a list of very short segments would take many times their bytes
    begin = end = 0
    for number, line, position in source.any_lines(_UNIT):
        for piece in _pieces(line):
            if piece.startswith(b"MSH"):
                if begin:
                    yield begin, bytes(message), end
                    message.clear()
                begin = number
            elif not begin and _is_foreign(piece):
                begin = number
            message += piece
        source.check_length(len(message), begin or 1, _UNIT)
        end = position
    yield begin, bytes(message) if begin else b"", end


def _pieces(line: bytes) -> Iterable[bytes]:
    """The segments of a line."""
    return _PIECE.findall(line) if b"\x0b" in line or b"\x1c" in line else (line,)


def _is_foreign(piece: bytes) -> bool:
    """Whether a segment before the first message is neither blank nor of a batch."""
    return bool(piece.strip(_BLANKS)) and not _ENVELOPE.match(piece)
