"""Foreign keys that stand in the way of a type: dropped before it changes, and added again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from nomnom.migrate import changes as c
from nomnom.migrate.names import Names
from nomnom.migrate.shapes import ReferenceShape, Schema
from nomnom.migrate.types import conversion
from nomnom.tables import Database
from nomnom.tables.dialects import MYSQL_FAMILY

Held = tuple[str, ReferenceShape]
"""A foreign key and the table that has it."""


def released(
    changes: tuple[c.Change, ...], live: Schema, wanted: Schema, names: Names, database: Database
) -> Iterator[c.Change]:
    """The changes; a type whose column has a foreign key takes it along, and one more change adds it again.

    Because MySQL changes no type that a foreign key depends on, and PostgreSQL none that makes the two
    columns incomparable, until the other column has followed.
    """
    standing = list(_standing(changes, live, names))
    again: list[Held] = []
    for change in changes:
        if isinstance(change, c.AlterType) and _needs_release(change, database):
            keys = tuple(held for held in standing if _concerns(held, change))
            standing = [held for held in standing if held not in keys]
            again += keys
            yield replace(change, released=keys)
        else:
            yield change
    for table, key in again:
        yield c.AddForeignKey(table, _as_wanted(key, table, wanted))


def _needs_release(change: c.AlterType, database: Database) -> bool:
    if database == "postgresql":
        return conversion(change.old, change.new, database).rewrites
    return database in MYSQL_FAMILY


def _standing(changes: Iterable[c.Change], live: Schema, names: Names) -> Iterator[Held]:
    """The foreign keys that stay, under the names they have when types change."""
    every = tuple(changes)
    going = {(e.table, e.reference.name) for e in every if isinstance(e, c.DropForeignKey)}
    renamed = {(e.table, e.old): e.name for e in every if isinstance(e, c.RenameIndex)}
    for there in live.tables:
        table = names.table(there.name)
        for key in there.references:
            target = names.table(key.table)
            if (table, key.name) not in going:
                yield (
                    table,
                    ReferenceShape(
                        renamed.get((table, key.name), key.name),
                        names.columns(table, key.columns),
                        target,
                        names.columns(target, key.targets),
                    ),
                )


def _concerns(held: Held, change: c.AlterType) -> bool:
    table, key = held
    own = table == change.table and change.column in key.columns
    return own or (key.table == change.table and change.column in key.targets)


def _as_wanted(key: ReferenceShape, table: str, wanted: Schema) -> ReferenceShape:
    shape = wanted.table(table)
    same = (
        each for each in (shape.references if shape else ()) if replace(each, name=key.name) == key
    )
    return next(same, key)
