"""`hl7_get` on a message that its input has taken apart: only the segment in question is looked at."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from nomnom.extraction.expressions import Call, Part, Read
from nomnom.extraction.shape import Node, Scope, Want
from nomnom.model.entity import Field
from nomnom.transforms import Transform, signature_of
from nomnom.transforms.hl7 import DELETED, HEADERS, Hl7Path, component, parse_path, unescape

Reader = Callable[[list[str]], str | None]
"""From a segment's fields to what stands at a path of it."""


def part_of(
    text: str, scope: Scope, node: Node, asked: tuple[str, Field], *, is_list: bool
) -> Call:
    """The call that gets a path of what stands at a node: a list of segments, or a segment or message.

    Of a segment its fields are read, of a message, or for a segment below one, the list of those segments.
    `asked` are the entity and the field that want it.
    """
    entity, declared = asked
    segment = parse_path(text).segment
    is_own = not is_list and scope.source is not None and scope.source.path[-1] == segment
    transform = of_segment(text) if is_own else of_segments(text)
    read = node if is_list else node.member("fields" if is_own else segment, entity)
    want = Want.native_of(list, required=True)  # the input gives whatever is asked for
    read.asked.append((entity, declared, want))
    return Call(transform, (Read(scope, read, want),), {}, Part(text, transform.function))


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
