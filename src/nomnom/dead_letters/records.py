"""Records as people read and write them. Pure."""

from __future__ import annotations

from typing import Literal

import msgspec

from nomnom.errors import NomnomError

_INDENT = 2

Form = Literal["json", "text"]


def compact(record: bytes) -> bytes | None:
    """A record that is one JSON document without needless blanks, all digits kept; None where it isn't one."""
    return _formatted(record, -1)


def _formatted(record: bytes, indent: int) -> bytes | None:
    try:
        record.decode()
        return msgspec.json.format(record, indent=indent)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def pretty(record: bytes) -> str:
    """A record as it is shown: JSON indented; other text by its lines, what isn't UTF-8 as escapes."""
    document = _formatted(record, _INDENT)
    text = (record if document is None else document).decode("utf-8", "backslashreplace")
    # Segments of HL7 messages end with \r alone.
    return text.replace("\r\n", "\n").replace("\r", "\n")


def editable(record: bytes) -> tuple[Form, str]:
    """A record as it stands in a person's editor, and what it is. Raises NomnomError for what isn't UTF-8."""
    try:
        record.decode()
    except UnicodeDecodeError as error:
        raise NomnomError(
            f"the record isn't UTF-8 text: byte 0x{record[error.start]:02x} at offset {error.start}",
            cure="export it, mend it, and give the file with --file",
        ) from None
    return "text" if compact(record) is None else "json", pretty(record)


def from_editor(record: bytes, edited: bytes) -> bytes:
    """What a person made of an `editable` record, with the line breaks that the record had before."""
    lines = edited.replace(b"\r\n", b"\n").rstrip(b"\n")
    if b"\r\n" in record:
        return lines.replace(b"\n", b"\r\n")
    return lines.replace(b"\n", b"\r") if b"\r" in record and b"\n" not in record else lines


def tidied(record: bytes) -> bytes:
    """A record as it is kept: JSON on one line, other text without the line breaks that end a file."""
    document = compact(record)
    return record.rstrip(b"\r\n") if document is None else document
