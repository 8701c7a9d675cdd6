"""Which index of the database stands for which that is wanted: by its columns, whatever its name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nomnom.migrate.names import Names
from nomnom.migrate.shapes import IndexShape, TableShape
from nomnom.tables import index_name, unique_name


@dataclass(frozen=True, slots=True)
class Match:
    """How the indexes of one table stand to each other.

    `equal`: wanted → the live one with the same columns. `covered`: wanted ones that a live one serves
    without being the same. `missing`: wanted ones that nothing serves.
    """

    equal: Mapping[IndexShape, IndexShape]
    covered: tuple[IndexShape, ...]
    missing: tuple[IndexShape, ...]


def match_indexes(wanted: TableShape, live: TableShape, names: Names) -> Match:
    """Match the indexes of a table.

    A unique one is served by any plain unique constraint or index on the same columns in any order; another
    by one on the same columns in the same order, or by one that leads with them and isn't nomnom's own. An
    INVALID index of the wanted name counts as there: it is to be rebuilt.
    """
    equal: dict[IndexShape, IndexShape] = {}
    covered: list[IndexShape] = []
    for index in wanted.indexes:
        free = tuple(each for each in live.indexes if each not in equal.values())
        if found := _equal(index, wanted.name, free, names):
            equal[index] = found
        elif not index.unique and any(_leads(each, index, wanted, names) for each in live.indexes):
            covered.append(index)
    missing = tuple(i for i in wanted.indexes if i not in equal and i not in covered)
    return Match(equal, tuple(covered), missing)


def is_ours(index: IndexShape, table: str) -> bool:
    """Whether an index bears the name that nomnom would give it."""
    return index.name in (index_name(table, index.columns), unique_name(table, index.columns))


def _equal(
    wanted: IndexShape, table: str, live: tuple[IndexShape, ...], names: Names
) -> IndexShape | None:
    fitting = [each for each in live if _same(wanted, each, names.columns(table, each.columns))]
    preferred = (lambda i: i.name == wanted.name and i.valid, lambda i: i.valid, lambda i: True)
    return next((i for wish in preferred for i in fitting if wish(i)), None)


def _same(wanted: IndexShape, live: IndexShape, columns: tuple[str, ...]) -> bool:
    if not live.valid:
        return live.name == wanted.name and live.unique == wanted.unique
    if not live.plain or live.unique != wanted.unique:
        return False
    if wanted.unique:
        return set(columns) == set(wanted.columns)
    return columns == wanted.columns


def _leads(live: IndexShape, wanted: IndexShape, table: TableShape, names: Names) -> bool:
    columns = names.columns(table.name, live.columns)
    leads = columns[: len(wanted.columns)] == wanted.columns
    return leads and live.plain and live.valid and not is_ours(live, names.live_table(table.name))
