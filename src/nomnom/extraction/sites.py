"""Where in a message a value is read: a path, and what stands there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec
from msgspec import Raw

from nomnom.errors import json_path
from nomnom.extraction.expressions import Part

Path = tuple[str | int, ...]

_OBJECT = msgspec.json.Decoder(dict[str, Raw])
_LIST = msgspec.json.Decoder(list[Raw])


@dataclass(frozen=True, slots=True)
class Site:
    """A place that a value is read from, by its path; in HL7 messages maybe a part of what stands there."""

    path: Path
    part: Part | None = None

    def text(self, document: bytes) -> bytes:
        """The JSON text of what stands there in a well-formed document; empty where nothing does."""
        found = text_at(self.path, document)
        if self.part is None or not found:
            return found
        value = self.part.get(msgspec.json.decode(found))
        return b"" if value is None else msgspec.json.encode(value)

    def name(self, *, is_hl7: bool) -> str:
        """The place as people write it: `$.items[0].price`, or in HL7 messages `OBX[2]-5.1 of OBR[1]`."""
        return place_name(self.path, self.part, is_hl7=is_hl7)


def place_name(path: Path, part: Part | None = None, *, is_hl7: bool) -> str:
    """A path as people write it; in HL7 messages an element of a list has its number, from 1."""
    return _hl7_name(path, part) if is_hl7 and path else json_path(path)


def _hl7_name(path: Path, part: Part | None) -> str:
    """The innermost segment first, with its field."""
    end = path.index("fields") if "fields" in path else len(path)
    inside = path[end + 1 :]
    names: list[str] = []
    for step in path[:end]:
        if isinstance(step, int):
            names[-1] += f"[{step + 1}]"
        else:
            names.append(step)
    if part is not None and end < len(path):
        names[-1] += part.field
    elif part is not None:
        names[-1] = part.path
    elif inside:
        names[-1] += f"-{inside[0]}"
    return " of ".join(reversed(names))


def text_at(path: Path, document: bytes) -> bytes:
    """The JSON text of what stands at a path of a well-formed document; empty where nothing does."""
    text = Raw(document)
    for step in path:
        parts: Any = members_of(text) if isinstance(step, str) else items_of(text)
        is_there = step in parts if isinstance(parts, dict) else parts is not None
        if not is_there:
            return b""
        text = parts[step]
    return bytes(text)


def members_of(text: Raw) -> dict[str, Raw] | None:
    """The members of an object; None where the text is well-formed but something else."""
    found: dict[str, Raw] | None = _opened(_OBJECT, text)
    return found


def items_of(text: Raw) -> list[Raw] | None:
    """The items of a list; None where the text is well-formed but something else."""
    found: list[Raw] | None = _opened(_LIST, text)
    return found


def _opened(decoder: msgspec.json.Decoder[Any], text: Raw) -> Any:
    try:
        return decoder.decode(text)
    except msgspec.ValidationError:
        return None
