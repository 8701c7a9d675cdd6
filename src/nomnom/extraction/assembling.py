"""HL7 messages as decoded records, without the way through JSON: their parts are texts already.

What comes out is what the decoder makes of the document of the same message, see `inputs.hl7`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from nomnom.extraction.inputs import Hl7v2
from nomnom.extraction.inputs.groups import Place
from nomnom.extraction.shape import Node
from nomnom.extraction.wire import Layout

Assembler = Callable[[bytes], Any]
"""From the bytes of one message to its record. Raises Unreadable."""


@dataclass(frozen=True, eq=False, slots=True)
class _Part:
    """How a segment at one place becomes an object: its struct, and the attributes of the lists in it.

    Without a `struct` it is a mapping, for those who take segments as they are.
    """

    place: Place
    struct: Any
    fields: str
    lists: Mapping[str, str]

    def build(self, fields: list[str]) -> tuple[Any, dict[str, list[Any]]]:
        """The object, and its lists by segment, to be filled later."""
        if self.struct is None:
            return {"fields": fields}, {}
        if not self.lists:
            return self.struct(**({self.fields: fields} if self.fields else {})), {}
        inner: dict[str, list[Any]] = {name: [] for name in self.lists}
        named: dict[str, Any] = {attribute: inner[name] for name, attribute in self.lists.items()}
        if self.fields:
            named[self.fields] = fields
        return self.struct(**named), inner


def assembler(source: Hl7v2, node: Node, layouts: Mapping[Node, Layout]) -> Assembler | None:
    """What assembles records of the shape; None where some of a message is kept as JSON text."""
    if not _is_plain(node):
        return None
    parts = {
        name: [_part(place, node, layouts) for place in places]
        for name, places in source.places.items()
    }
    root, names = layouts[node].type, layouts[node].attributes

    def assemble(record: bytes) -> Any:
        top: dict[str, list[Any]] = {name: [] for name in names}
        opened: dict[tuple[str, ...], tuple[int, dict[str, list[Any]]]] = {(): (0, top)}
        for number, fields in enumerate(source.segments(record), 1):
            name = fields[0]
            taken = parts[name]
            if len(taken) == 1:
                owners = taken if taken[0].place.above in opened else ()
            else:
                owners = _nearest(taken, opened)
            for part in owners:
                place = part.place
                built, inner = part.build(fields)
                opened[place.above][1][name].append(built)
                if inner:
                    opened[place.path] = number, inner
                for path in place.below:
                    opened.pop(path, None)
        return root(**{names[name]: segments for name, segments in top.items()})

    return assemble


def _nearest(taken: list[_Part], opened: Mapping[tuple[str, ...], tuple[int, Any]]) -> list[_Part]:
    """Of the places that a segment may take: all at the top, and the one below the nearest segment."""
    there = [part for part in taken if part.place.above in opened]
    last = max((opened[part.place.above][0] for part in there), default=0)
    return [part for part in there if opened[part.place.above][0] in (0, last)]


def _is_plain(node: Node) -> bool:
    """Whether nothing below is asked for in several ways."""
    inner = (*node.members.values(), *((node.element,) if node.element else ()))
    return not node.is_kept_as_text and all(map(_is_plain, inner))


def _part(place: Place, root: Node, layouts: Mapping[Node, Layout]) -> _Part:
    node: Node | None = root
    for name in place.path:
        member = node.members.get(name) if node else None
        node = member.element if member else None
    if node is None or node not in layouts:
        return _Part(place, None, "", {})
    layout = layouts[node]
    lists = {name: layout.attributes[name] for name in place.names if name in layout.attributes}
    return _Part(place, layout.type, layout.attributes.get("fields", ""), lists)
