"""`hl7_get` on a message that its input has taken apart: only the segment in question is looked at."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from nomnom.transforms import Transform, signature_of
from nomnom.transforms.hl7 import DELETED, HEADERS, Hl7Path, component, parse_path, unescape

Reader = Callable[[list[str]], str | None]
"""From a segment's fields to what stands at a path of it."""


@lru_cache(maxsize=1024)
def of_segment(text: str) -> Transform:
    """What gets a path of one segment, given its fields."""
    path = parse_path(text)
    read = _reader(path)

    def get(fields: list) -> str | None:  # type: ignore[type-arg]
        return read(fields)

    return Transform(_name(text), signature_of(get), read if path.occurrence == 1 else _nothing)


@lru_cache(maxsize=1024)
def of_segments(text: str) -> Transform:
    """What gets a path of a message, given its segments of the path's name."""
    path = parse_path(text)
    read, last = _reader(path), path.occurrence - 1

    def get(segments: list) -> str | None:  # type: ignore[type-arg]
        return read(segments[last]["fields"]) if last < len(segments) else None

    return Transform(_name(text), signature_of(get), get)


def _name(path: str) -> str:
    """The name in the generated code: `hl7_get_obx_5_1`."""
    return f"hl7_get_{re.sub('[^a-z0-9]+', '_', path.lower()).strip('_')}"


def _nothing(_: list[str]) -> None:
    """A segment by itself is the first of its name."""


def _reader(path: Hl7Path) -> Reader:
    """The same as `component`, made for one path: it is called for every value of every message."""
    if path.repetition != 1 or path.subcomponent or (path.segment in HEADERS and path.field <= 2):
        return lambda fields: component(fields, path)
    field, part = path.field, path.component

    def read(fields: list[str]) -> str | None:
        if field >= len(fields):
            return None
        text = fields[field]
        if "~" in text:
            text = text[: text.index("~")]
        if part is not None:
            if "^" in text:
                parts = text.split("^", part)
                text = parts[part - 1] if part <= len(parts) else ""
            elif part > 1:
                return None
        if not text or text == DELETED:
            return None
        return unescape(text) if "\\" in text else text

    return read
