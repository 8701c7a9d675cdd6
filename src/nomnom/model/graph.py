"""Orders and cycles of small named graphs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter


def derivation_order(depends_on: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """Every name after all names it depends on, otherwise in the order given.

    Raises ValueError on a cycle; ask `find_cycle` first where one is possible.
    """
    sorter: TopologicalSorter[str] = TopologicalSorter(depends_on)
    try:
        sorter.prepare()
    except CycleError as error:
        raise ValueError(f"cycle: {' → '.join(error.args[1])}") from error
    given = {name: place for place, name in enumerate(depends_on)}
    ordered: list[str] = []
    ready: list[str] = []
    while sorter.is_active():
        ready = sorted([*ready, *sorter.get_ready()], key=lambda name: given.get(name, -1))
        ordered.append(ready.pop(0))
        sorter.done(ordered[-1])
    return tuple(ordered)


def find_cycle(depends_on: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """The names of a cycle in the order of dependence, starting with the alphabetically first; else ().

    `("A", "B")` reads: A depends on B, and B on A.
    """
    try:
        TopologicalSorter(depends_on).prepare()
    except CycleError as error:
        names = list(reversed(error.args[1][:-1]))
        start = names.index(min(names))
        return tuple(names[start:] + names[:start])
    return ()
