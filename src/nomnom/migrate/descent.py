"""Children and parents among tables that are dropped."""

from __future__ import annotations

from collections.abc import Collection, Mapping


def children_first(refers: Mapping[str, Collection[str]]) -> list[str]:
    """The tables, given with those they refer to, each before what it refers to; else by name.

    Tables that refer to each other in a circle come by name, at the end.
    """
    left = sorted(refers)
    ordered: list[str] = []
    while left:
        free = [n for n in left if not any(n in refers[other] for other in left if other != n)]
        ordered += free or left
        left = [n for n in left if n not in ordered]
    return ordered
