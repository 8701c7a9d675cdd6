"""Shapes of the grammar in words, with links to what they consist of."""

from __future__ import annotations

from collections.abc import Iterator

from nomnom.spec.grammar import TRANSFORM, TYPE
from nomnom.spec.shapes import (
    AnyScalar,
    Choice,
    Count,
    Either,
    ListOf,
    MapOf,
    Shape,
    Table,
    Text,
)


def said(shape: Shape) -> str:
    """What has the shape: `a string`, `a list of integers`."""
    if shape is TYPE:
        return "one of the [types](#types)"
    if shape is TRANSFORM:
        return "the name of a [transform](transforms.md)"
    match shape:
        case Table():
            return _link(shape)
        case ListOf(item=Table() as table):
            return f"a list whose items are each {_link(table)}"
        case ListOf(item=item, filled=filled):
            return f"a list of {_several(item)}{', at least one' if filled else ''}"
        case MapOf(item=item):
            return f"a mapping of names to {_several(item)}"
        case Choice(words=words):
            return f"one of {', '.join(f'`{word}`' for word in words)}"
        case Either(shapes=shapes):
            return ", or ".join(map(said, shapes))
        case _:
            return str(shape)


def _several(shape: Shape) -> str:
    match shape:
        case Text():
            return "strings"
        case Count():
            return "integers"
        case AnyScalar():
            return "single values"
        case ListOf(item=item):
            return f"lists of {_several(item)}"
        case MapOf(item=item):
            return f"mappings of names to {_several(item)}"
        case Either(shapes=shapes):
            return " or ".join(map(_several, shapes))
        case _:
            return said(shape)


def _link(table: Table) -> str:
    return f"[{table.title}](#{anchor(table.title)})"


def heading(title: str) -> str:
    """A table's title as a heading: prose with a capital, what is written in YAML as code."""
    return f"{title[0].upper()}{title[1:]}" if " " in title else f"`{title}`"


def anchor(title: str) -> str:
    """What GitHub calls a heading in links."""
    kept = "".join(letter for letter in title.lower() if letter.isalnum() or letter in " -_")
    return kept.replace(" ", "-")


def tables_in(shape: Shape) -> Iterator[Table]:
    """Every table of a shape, a table before those in it; one that stands in several places several times."""
    match shape:
        case Table(keys=keys):
            yield shape
            for key in keys:
                yield from tables_in(key.shape)
        case ListOf(item=item) | MapOf(item=item):
            yield from tables_in(item)
        case Either(shapes=shapes):
            for each in shapes:
                yield from tables_in(each)
