"""HL7 messages as decoded records, without the way through JSON: their parts are texts already.

What comes out is what the decoder makes of the document of the same message, see `inputs.hl7`. The function is
generated for the segments asked for: a message has dozens, and finding out for each where it belongs would take
longer than reading it.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nomnom.extraction.inputs import Hl7v2
from nomnom.extraction.inputs.delimiters import FIELD
from nomnom.extraction.inputs.groups import Path, Place
from nomnom.extraction.inputs.hl7 import pass_over
from nomnom.extraction.shape import Node
from nomnom.extraction.wire import Layout

_INDENT = "    "


@dataclass(frozen=True, eq=False, slots=True)
class Assembler:
    """The function `record(message)` from a message's text to its record, and the function's own text.

    The function raises Unreadable.
    """

    text: str
    function: Callable[[str], Any]


@dataclass(frozen=True, eq=False, slots=True)
class _Part:
    """How a segment at one place becomes an object: its struct, and the attributes of the lists in it.

    Without a `struct` it is a mapping, for those who take segments as they are.
    """

    place: Place
    struct: Any
    fields: str
    lists: Mapping[str, str]


def assembler(source: Hl7v2, node: Node, layouts: Mapping[Node, Layout]) -> Assembler | None:
    """What assembles records of the shape; None where nothing is read, or some of it is kept as JSON text."""
    if not node.members or not _is_plain(node):
        return None
    parts = {
        name: [_part(place, node, layouts) for place in places]
        for name, places in source.places.items()
    }
    every = [part for taken in parts.values() for part in taken]
    namespace = {_type(part.place.path): part.struct for part in every if part.struct is not None}
    namespace |= {"Record": layouts[node].type, "pass_over": pass_over}
    text = "\n".join(_lines(parts, layouts[node].attributes)) + "\n"
    scope: dict[str, Any] = {}
    exec(compile(text, "<record of a plan>", "exec"), namespace, scope)  # noqa: S102  only names of segments
    return Assembler(text, scope["record"])


def _lines(parts: Mapping[str, Sequence[_Part]], top: Mapping[str, str]) -> Iterator[str]:
    """The function. Of a place that holds others, `…_at` is the line that opened it, 0 while none has."""
    every = (part for taken in parts.values() for part in taken)
    holders = [part.place.path for part in every if part.lists]
    yield "def record(message):"
    yield from (f"{_INDENT}{_list((name,))} = []" for name in top)
    yield from (f"{_INDENT}{_at(path)} = 0" for path in holders)
    yield f'{_INDENT}for number, line in enumerate(message.split("\\r"), 1):'
    yield f"{_INDENT * 2}match line[:{len('OBX|')}]:"
    for name, taken in parts.items():
        yield f'{_INDENT * 3}case "{name}{FIELD}" | "{name}":'
        yield from (f"{_INDENT * 4}{line}" for line in _branch(name, taken, holders))
    yield f"{_INDENT * 3}case _:"
    yield f"{_INDENT * 4}pass_over(line, number)"
    named = (f"{attribute}={_list((name,))}" for name, attribute in top.items())
    yield f"{_INDENT}return Record({', '.join(named)})"


def _branch(name: str, taken: Sequence[_Part], holders: Container[Path]) -> Iterator[str]:
    """What is done with a segment of a name: all places at the top take it, and the nearest below others."""
    yield f'fields = line.split("{FIELD}")'
    if name == "MSH":
        yield f'fields.insert(1, "{FIELD}")'
    above = [_at(part.place.above) for part in taken if part.place.above]
    if len(above) > 1:
        yield f"nearest = max({', '.join(above)})"
    conditions = {part: _condition(part, several=len(above) > 1) for part in taken}
    opening = {part: list(_opening(part, holders)) for part in taken}
    if len(taken) > 1 and any(opening.values()):
        # Who takes it is decided before any place is opened or closed.
        for number, part in enumerate(taken):
            if conditions[part]:
                yield f"takes_{number} = {conditions[part]}"
                conditions[part] = f"takes_{number}"
    # The deepest first: what is below a segment of this name belongs to the one before, not to this one.
    for part in sorted(taken, key=lambda each: -len(each.place.path)):
        yield from _where(conditions[part], _taking(part))
    for part in taken:
        yield from _where(conditions[part], opening[part])


def _condition(part: _Part, *, several: bool) -> str:
    if not part.place.above:
        return ""
    at = _at(part.place.above)
    return f"nearest and {at} == nearest" if several else at


def _where(condition: str, lines: Iterable[str]) -> Iterator[str]:
    """Some lines, under a condition if there is one."""
    inner = list(lines)
    if condition and inner:
        yield f"if {condition}:"
        inner = [f"{_INDENT}{line}" for line in inner]
    yield from inner


def _taking(part: _Part) -> Iterator[str]:
    """What is done with a segment that a place takes: it is the last of the place's list."""
    path = part.place.path
    lists = [(*path, name) for name in part.lists]
    yield from (f"{_list(each)} = []" for each in lists)
    members = {part.fields: "fields"} if part.fields else {}
    members |= {part.lists[each[-1]]: _list(each) for each in lists}
    named = ", ".join(f"{attribute}={value}" for attribute, value in members.items())
    built = '{"fields": fields}' if part.struct is None else f"{_type(path)}({named})"
    yield f"{_list(path)}.append({built})"


def _opening(part: _Part, holders: Container[Path]) -> Iterator[str]:
    """What a segment means for those after it: it takes those below it, as long as no other is nearer."""
    if part.lists:
        yield f"{_at(part.place.path)} = number"
    yield from (f"{_at(below)} = 0" for below in part.place.below if below in holders)


def _type(path: Path) -> str:
    return "_".join(path)


def _list(path: Path) -> str:
    return f"{_type(path).lower()}_list"


def _at(path: Path) -> str:
    return f"{_type(path).lower()}_at"


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
