"""HL7 version 2 messages, by segments."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import cached_property

import msgspec

from nomnom.extraction.inputs.charset import decoded
from nomnom.extraction.inputs.delimiters import FIELD, standardized
from nomnom.extraction.inputs.groups import Groups, Place, arranged, places
from nomnom.extraction.inputs.port import BYTE_ORDER_MARK, Unreadable

# Segments should end with \r, but \n and \r\n are common; 0x0b and 0x1c frame a message on an MLLP connection.
_SEGMENT_ENDS = bytes.maketrans(b"\n\x0b\x1c", b"\r\r\r")
_BATCH_SEGMENT = re.compile(rb"(?<=\r)(?:FHS|BHS|BTS|FTS)(?![A-Z0-9])[^\r]*")
_BATCH_BEGINS = (b"\rFHS", b"\rBHS", b"\rBTS", b"\rFTS")
_ONE_LINE = (
    "expected each segment on a line of its own, but there is MSH only, with others inside it; "
    "line ends may have been lost on the way (curl keeps them with --data-binary)"
)
_SEGMENT = re.compile(r"[A-Z][A-Z0-9]{2}(?![^|])")


@dataclass(frozen=True)
class Hl7v2:
    """One or more HL7 v2 messages, each from its MSH segment on; batch headers and trailers are passed over.

    `groups` are the segments asked for, by name, each with those asked for below it:
    `{"PID": {}, "OBR": {"OBX": {"NTE": {}}}}`. A document holds these, and of each a list:
    `{"PID": [{"fields": ["PID", "1", …]}], "OBR": [{"fields": […], "OBX": […]}]}`. See `groups` for which
    segment belongs to which.

    `fields[n]` is the field that HL7 calls OBR-n, in MSH too: raw text with the delimiters `|^~\\&`, also
    where the message declares others, and with its escape sequences.
    """

    groups: Groups

    def records(self, payload: bytes) -> tuple[bytes, ...]:
        """The messages, segments ended by \\r. What stands before the first MSH is a record of its own."""
        segments = b"\r" + payload.removeprefix(BYTE_ORDER_MARK).translate(_SEGMENT_ENDS)
        if any(begin in segments for begin in _BATCH_BEGINS):
            segments = _BATCH_SEGMENT.sub(b"", segments)
        before, *messages = segments.split(b"\rMSH")
        stripped = [b"MSH" + message.rstrip(b"\r") for message in messages]
        if before.strip():
            stripped.insert(0, before.strip(b"\r"))
        return tuple(stripped) or (b"",)

    def document(self, record: bytes) -> bytes:
        """A message as a JSON object of the segments asked for.

        Unreadable are a text without MSH, a line that isn't a segment, delimiters that can't be told apart,
        and text that isn't in the character set of MSH-18.
        """
        return msgspec.json.encode(
            arranged(_segments(self.text(record), self.places), self.groups, self.places)
        )

    def text(self, record: bytes) -> str:
        """A message with the standard delimiters, its segments ended by \\r. Raises as `document`."""
        if not record.startswith(b"MSH"):
            raise Unreadable("hl7", "expected a message that begins with MSH")
        if b"\r" not in record and self._within(record):
            raise Unreadable("hl7", _ONE_LINE)
        return standardized(decoded(record))

    def _within(self, header: bytes) -> bool:
        """Whether what looks like MSH alone has other segments in it, where one would end with a field."""
        expected = {*self.places, "EVN", "MSA", "PID"} - {"MSH"}
        return any(name.encode() + header[3:4] in header for name in expected)

    @cached_property
    def places(self) -> dict[str, list[Place]]:
        """Where segments are asked for, by their name."""
        return places(self.groups)


def _segments(message: str, asked: Container[str]) -> Iterator[list[str]]:
    """The fields of the segments asked for. Raises Unreadable for a line that isn't a segment."""
    # `str.splitlines` would end a line at characters of ISO 8859 and Unicode too.
    for number, line in enumerate(message.split("\r"), 1):
        if line[:3] in asked and line[3:4] in ("", FIELD):
            yield _fields(line)
        else:
            pass_over(line, number)


def pass_over(line: str, number: int) -> None:
    """Nothing for a segment that isn't asked for; Unreadable for a line that isn't one."""
    if not _SEGMENT.match(line) and line and not line.isspace():
        raise Unreadable("hl7", f"expected the name of a segment, such as OBX, at line {number}")


def _fields(segment: str) -> list[str]:
    fields = segment.split(FIELD)
    if fields[0] == "MSH":
        fields.insert(1, FIELD)
    return fields
