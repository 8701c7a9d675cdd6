r"""Messages of HL7 v2: paths, and what stands at them.

Fields are text with the delimiters of the message: `|^~\&` unless MSH-1 and MSH-2 declare others. MSH-1 is the
field separator itself, so MSH-3 is the first field after MSH-2.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any


@dataclass(frozen=True, slots=True)
class Hl7Path:
    """A place in a message; all numbers count from 1.

    `occurrence` is that among the segments of the name, `repetition` that of the field, by its number or by
    what it has. Without a `component` the whole field is meant, without a `subcomponent` the whole component.
    """

    segment: str
    occurrence: int
    field: int
    repetition: int | Having
    component: int | None = None
    subcomponent: int | None = None


@dataclass(frozen=True, slots=True)
class Having:
    """The first repetition of a field whose component of that number is the text."""

    component: int
    text: str


@dataclass(frozen=True, slots=True)
class Delimiters:
    """The characters that separate and escape; an empty one isn't in use."""

    field: str = "|"
    component: str = "^"
    repetition: str = "~"
    escape: str = "\\"
    subcomponent: str = "&"


STANDARD = Delimiters()

SEGMENT = re.compile(r"[A-Z][A-Z0-9]{2}")
"""What a segment is called."""

_PATH = re.compile(
    rf"(?P<segment>{SEGMENT.pattern})"
    r"(?:\[(?P<occurrence>[1-9][0-9]{0,5})\])?"
    r"-(?P<field>[1-9][0-9]{0,3})"
    r"(?:\[(?:(?P<repetition>[1-9][0-9]{0,5})|(?P<having>[1-9][0-9]{0,3})=(?P<text>[^\]\r\n|^~\\&]+))\])?"
    r"(?:\.(?P<component>[1-9][0-9]{0,3})(?:\.(?P<subcomponent>[1-9][0-9]{0,3}))?)?"
)
_SEGMENT_END = re.compile(r"\r\n|\r|\n")
HEADERS = frozenset({"MSH", "FHS", "BHS"})
"""The segments whose first two fields are the delimiters themselves."""

DELETED = '""'
"""HL7's null: the sender has no value any more, which a row says as it says that there never was one."""


@lru_cache(maxsize=1024)
def parse_path(path: str) -> Hl7Path:
    """Read a path: `PID-5.1`, `PID-3[2].1.2` (second repetition), `PID-3[5=MR].1`, `OBX[2]-5` (second OBX).

    Raises ValueError where it is none.
    """
    match = _PATH.fullmatch(path)
    if match is None:
        raise ValueError(
            f'expected an HL7 path like PID-5.1, PID-3[2].1.2, PID-3[5=MR].1 or OBX[2]-5, got "{path}"'
        )
    having = Having(int(match["having"]), match["text"]) if match["having"] else None
    return Hl7Path(
        segment=match["segment"],
        occurrence=int(match["occurrence"] or 1),
        field=int(match["field"]),
        repetition=having or int(match["repetition"] or 1),
        component=int(match["component"]) if match["component"] else None,
        subcomponent=int(match["subcomponent"]) if match["subcomponent"] else None,
    )


def component(
    fields: Sequence[str], path: Hl7Path, delimiters: Delimiters = STANDARD
) -> str | None:
    """What stands at a path in a segment whose `fields[0]` is its name and `fields[n]` its field n.

    Escape sequences are decoded. None where nothing stands there, or HL7's null `""`.
    """
    if path.field >= len(fields):
        return None
    text = fields[path.field]
    if (
        path.field <= 2 and path.segment in HEADERS
    ):  # the delimiters themselves: nothing to take apart
        return text or None
    text = _repetition(text, path.repetition, delimiters)
    if path.component is not None:
        text = _part(text, delimiters.component, path.component)
    if path.subcomponent is not None:
        text = _part(text, delimiters.subcomponent, path.subcomponent)
    if not text or text == DELETED:
        return None
    return unescape(text, delimiters) if delimiters.escape and delimiters.escape in text else text


def unescape(text: str, delimiters: Delimiters = STANDARD) -> str:
    r"""The text with its escape sequences decoded; sequences without a meaning here stay as they are.

    >>> unescape(r"Smith \T\ Sons\.br\Berlin")
    'Smith & Sons\nBerlin'
    """
    return _escapes(delimiters.escape).sub(lambda found: _decoded(found, delimiters), text)


def at(message: Any, path: Hl7Path) -> str | None:
    """What stands at a path of a message, in any of its three forms; None where nothing does.

    The text of a message; one segment, `{"fields": ["PID", …]}`, which has to be of the path's name; or its
    segments by name, `{"PID": [{"fields": ["PID", …]}, …], …}`; the latter two with standard delimiters.
    Raises ValueError for anything else.
    """
    if isinstance(message, str):
        delimiters, segments = _segments(message)
        return _nth(segments.get(path.segment, ()), path, delimiters)
    if not isinstance(message, dict):
        raise ValueError("expected an HL7 v2 message or one of its segments")
    if "fields" in message:
        fields = _fields(message)
        if fields[0] != path.segment:
            raise ValueError(f"expected a segment {path.segment}")
        return _nth((fields,), path, STANDARD)
    segments_there = message.get(path.segment) or []
    if not isinstance(segments_there, list):
        raise ValueError(f"expected a list of segments {path.segment}")
    return _nth([_fields(each) for each in segments_there], path, STANDARD)


def _nth(segments: Sequence[Sequence[str]], path: Hl7Path, delimiters: Delimiters) -> str | None:
    if path.occurrence > len(segments):
        return None
    return component(segments[path.occurrence - 1], path, delimiters)


def _fields(segment: Any) -> list[str]:
    fields = segment.get("fields") if isinstance(segment, dict) else None
    if not isinstance(fields, list) or not fields or not all(isinstance(f, str) for f in fields):
        raise ValueError("expected a segment with its fields as a list of texts")
    return fields


# The fields of one message are read one after the other.
@lru_cache(maxsize=8)
def _segments(message: str) -> tuple[Delimiters, Mapping[str, tuple[list[str], ...]]]:
    """A message's delimiters, and its segments' fields by name, in the order of the message."""
    text = message.lstrip()
    if not text.startswith("MSH") or len(text) < 5:
        raise ValueError("expected an HL7 v2 message, which begins with MSH")
    separator = text[3]
    declared = _SEGMENT_END.split(text[4:], 1)[0].split(separator, 1)[0]
    delimiters = Delimiters(separator, *(declared[n : n + 1] for n in range(4)))
    found: dict[str, list[list[str]]] = {}
    for line in _SEGMENT_END.split(text):
        fields = line.split(separator)
        if fields[0] in HEADERS:
            fields.insert(1, separator)
        found.setdefault(fields[0], []).append(fields)
    return delimiters, {name: tuple(segments) for name, segments in found.items()}


def _repetition(field: str, wanted: int | Having, delimiters: Delimiters) -> str:
    if isinstance(wanted, int):
        return _part(field, delimiters.repetition, wanted)
    for text in field.split(delimiters.repetition) if delimiters.repetition else (field,):
        if wanted.text == _part(text, delimiters.component, wanted.component):
            return text
    return ""


def _part(text: str, separator: str, number: int) -> str:
    """The part of that number between separators; empty where there are fewer."""
    if not separator:
        return text if number == 1 else ""
    parts = text.split(separator, number)
    return parts[number - 1] if number <= len(parts) else ""


@lru_cache(maxsize=64)
def _escapes(escape: str) -> re.Pattern[str]:
    mark = re.escape(escape)
    return re.compile(rf"{mark}([FSTRE]|\.br|X(?:[0-9A-Fa-f]{{2}})+){mark}")


def _decoded(found: re.Match[str], delimiters: Delimiters) -> str:
    code: str = found[1]
    if code[0] == "X":
        return _characters(bytes.fromhex(code[1:]))
    if code == ".br":
        return "\n"
    return {
        "F": delimiters.field,
        "S": delimiters.component,
        "T": delimiters.subcomponent,
        "R": delimiters.repetition,
        "E": delimiters.escape,
    }[code]


def _characters(octets: bytes) -> str:
    """The standard leaves the meaning of hexadecimal data to sender and receiver: UTF-8, else ISO 8859-1."""
    try:
        return octets.decode()
    except UnicodeDecodeError:
        return octets.decode("latin-1")
