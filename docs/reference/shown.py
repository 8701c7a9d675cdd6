"""Where each key of the grammar is best seen, and what difference it makes there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import unified_diff
from functools import cache

from docs.reference.examples import Example, Occurrence, examples, occurrences, without
from docs.reference.outcomes import outcome
from docs.reference.shapes_said import tables_in

from nomnom.spec.grammar import ENTITY_FILE, PROJECT_FILE
from nomnom.spec.shapes import Key, Table


@dataclass(frozen=True, slots=True)
class Shown:
    """A key in an example, and what comes of that with the key and without it."""

    found: Occurrence
    with_it: tuple[str, ...]
    without_it: tuple[str, ...]

    @property
    def difference(self) -> tuple[str, ...]:
        """The lines that the key takes away (`-`) and adds (`+`)."""
        lines = unified_diff(self.without_it, self.with_it, n=0, lineterm="")
        return tuple(line for line in lines if not line.startswith(("---", "+++", "@@")))

    @property
    def errors(self) -> tuple[str, ...]:
        """What is wrong with the example without the key."""
        return tuple(line for line in self.without_it if line.startswith("error["))


def all_tables() -> tuple[Table, ...]:
    """Every table that a file may hold, once, each before those in it."""
    return tuple(dict.fromkeys([*tables_in(ENTITY_FILE), *tables_in(PROJECT_FILE)]))


@cache
def shown(table: Table, key: Key) -> Shown:
    """Where a key makes a difference, else where the example is wrong without it, else anywhere.

    Raises LookupError where no example has it.
    """
    tried: list[Shown] = []
    for found in _places(table, key):
        each = Shown(found, _outcome(found.example.name), outcome(without(found)))
        tried.append(each)
        if key.required or (each.difference and not each.errors):
            return each
    if not tried:
        raise LookupError(f'no example has the key "{key.name}" in {table.title}')
    return next((each for each in tried if each.difference), tried[0])


def _places(table: Table, key: Key) -> Iterator[Occurrence]:
    for example in examples():
        yield from (o for o in _occurrences(example.name) if (o.table, o.key) == (table, key))


@cache
def _occurrences(name: str) -> tuple[Occurrence, ...]:
    return tuple(occurrences(_example(name)))


@cache
def _outcome(name: str) -> tuple[str, ...]:
    return outcome(_example(name))


def _example(name: str) -> Example:
    return next(example for example in examples() if example.name == name)
