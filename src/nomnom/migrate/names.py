"""Old names and new: what is called how in the database, and how it shall be called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from nomnom.migrate.changes import RenameColumn, RenameTable
from nomnom.migrate.shapes import Schema
from nomnom.model.project import Project
from nomnom.tables import shorten

Renames: TypeAlias = Mapping[tuple[str, str | None], str]
"""Old names by new ones: (table, None) for a table, (its new table name, column) for a column."""


def declared_renames(project: Project) -> Renames:
    """What the entities say was renamed, made or not, by the names that a database bears."""
    return {
        (shorten(table), column and shorten(column)): shorten(former)
        for table, column, former in _declared(project)
        if former
    }


def _declared(project: Project) -> Iterator[tuple[str, str | None, str | None]]:
    for entity in project.stored:
        if stored := entity.persistence:
            yield stored.table, None, stored.renamed_from
            yield from ((stored.table, each.name, each.renamed_from) for each in stored.columns)


@dataclass(frozen=True, slots=True)
class Names:
    """The pending renames. What isn't among them has the same name in both worlds."""

    renames: tuple[RenameTable | RenameColumn, ...] = ()

    def live_table(self, table: str) -> str:
        """What the database calls a table."""
        found = (r.old for r in self.renames if isinstance(r, RenameTable) and r.table == table)
        return next(found, table)

    def live_column(self, table: str, column: str) -> str:
        """What the database calls a column of a table, which goes by its new name here."""
        return next((r.old for r in self._columns(table) if r.column == column), column)

    def table(self, live: str) -> str:
        """How a table that the database calls `live` shall be called."""
        found = (r.table for r in self.renames if isinstance(r, RenameTable) and r.old == live)
        return next(found, live)

    def column(self, table: str, live: str) -> str:
        """How a column that the database calls `live` shall be called; `table` is the new name."""
        return next((r.column for r in self._columns(table) if r.old == live), live)

    def columns(self, table: str, live: tuple[str, ...]) -> tuple[str, ...]:
        """How columns shall be called, in the same order."""
        return tuple(self.column(table, name) for name in live)

    def touches(self, table: str) -> bool:
        """Whether a table, or a column of it, is renamed."""
        return any(rename.table == table for rename in self.renames)

    def _columns(self, table: str) -> Iterator[RenameColumn]:
        return (r for r in self.renames if isinstance(r, RenameColumn) and r.table == table)


def pending(renames: Renames, wanted: Schema, live: Schema) -> Names:
    """The renames that are still to be made: the old name is there, the new one isn't."""
    tables = tuple(
        RenameTable(table.name, old)
        for table in wanted.tables
        if (old := renames.get((table.name, None)))
        and live.table(table.name) is None
        and live.table(old)
    )
    names = Names(tables)
    return Names(tables + tuple(_columns(renames, wanted, live, names)))


def _columns(
    renames: Renames, wanted: Schema, live: Schema, names: Names
) -> Iterator[RenameColumn]:
    for table in wanted.tables:
        there = live.table(names.live_table(table.name))
        for column in table.columns if there else ():
            old = renames.get((table.name, column.name))
            if old and there and there.column(old) and not there.column(column.name):
                yield RenameColumn(table.name, column.name, old)
