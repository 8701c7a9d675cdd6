"""Which segment of an HL7 message belongs to which.

At the top of groups are asked for all segments of a name, wherever they stand in the message. A segment asked
for below another belongs to the nearest one before it: an OBX to the last OBR, an NTE to the last OBX or, where
OBR asks for NTE too and no OBX has come since, to the last OBR. A new OBR ends what stood below the one before
it. A segment without one to belong to is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

Groups: TypeAlias = Mapping[str, "Groups"]
"""Names of segments, each with those asked for below it."""

Path = tuple[str, ...]
"""The names that lead to a place in groups."""

_Content = dict[str, Any]
"""A part of the document: a message, or a segment with those below it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a segment is asked for, the place above it, the names right below it and all places below it."""

    path: Path
    above: Path
    names: tuple[str, ...]
    below: tuple[Path, ...]


def places(groups: Groups) -> dict[str, list[Place]]:
    """Where segments are asked for, by their name."""
    found: dict[str, list[Place]] = {}
    for place in _walk(groups, ()):
        found.setdefault(place.path[-1], []).append(place)
    return found


def _walk(groups: Groups, above: Path) -> Iterator[Place]:
    for name, inner in groups.items():
        path = (*above, name)
        below = tuple(_walk(inner, path))
        yield Place(path, above, tuple(inner), tuple(each.path for each in below))
        yield from below


def arranged(
    segments: Iterable[list[str]], groups: Groups, asked: Mapping[str, list[Place]]
) -> _Content:
    """The fields of the segments asked for, in the order of the message, as the document that groups ask for.

    `asked` are the `places` of groups. Every name asked for has a list, an empty one where there is no segment.
    """
    message: _Content = {name: [] for name in groups}
    opened: dict[Path, tuple[int, _Content]] = {(): (0, message)}
    for number, fields in enumerate(segments, 1):
        name = fields[0]
        for place, owner in _owners(asked[name], opened):
            content: _Content = {"fields": fields}
            for inner in place.names:
                content[inner] = []
            owner[name].append(content)
            opened[place.path] = number, content
            for path in place.below:
                opened.pop(path, None)
    return message


def _owners(
    asked: list[Place], opened: Mapping[Path, tuple[int, _Content]]
) -> list[tuple[Place, _Content]]:
    """The places that a segment takes, each with what it belongs to: all at the top, and the nearest below."""
    if len(asked) == 1:  # nearly always, and there is nothing to compare
        (place,) = asked
        return [(place, opened[place.above][1])] if place.above in opened else []
    there = [(place, *opened[place.above]) for place in asked if place.above in opened]
    nearest = max([number for _, number, _ in there], default=0)
    return [(place, owner) for place, number, owner in there if number in (0, nearest)]
