"""What a statement has to know of the table that an entity's rows go to. No I/O."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from nomnom.model.entity import Entity, OnConflict, Persistence
from nomnom.model.project import Project, family
from nomnom.tables.dialects import Database
from nomnom.tables.entities import entity_tables


@dataclass(frozen=True, slots=True)
class Target:
    """The SQL names of a table, unquoted, its columns and their types in the order of `persistence.columns`.

    Rows `key` identifies are merged; with `key` empty each row is a new one, whether because nothing identifies
    it or because the table shall refuse a second row. An existing row takes `values`: none of them with
    `on_conflict: ignore`, and none where it is newer by `version`.

    `reconciled_by` are the columns with the key of the parent whose new versions delete rows. `leads`: it has
    children like that and is none itself, so an existing row that takes values is locked, the same or not.
    """

    entity: Entity
    table: str
    columns: tuple[str, ...]
    types: tuple[sa.types.TypeEngine[Any], ...]
    key: tuple[str, ...]
    values: tuple[str, ...]
    primary_key: str = ""
    version: tuple[str, ...] = ()
    reconciled_by: tuple[str, ...] = ()
    leads: bool = False

    @property
    def key_places(self) -> tuple[int, ...]:
        """Where the key's columns stand in a row."""
        return tuple(map(self.columns.index, self.key))


def targets(project: Project, database: Database) -> Iterator[Target]:
    """The target of each stored entity, in the order in which tables are made."""
    tables = {t.info["entity"]: t for t in entity_tables(project, database).tables.values()}
    parents = family(project)
    for entity in project.stored:
        assert entity.persistence is not None, f"{entity.name} isn't stored"
        leads = entity.name in parents and not entity.persistence.reconciled_by
        yield _target(entity, entity.persistence, tables[entity.name], leads=leads)


def _target(entity: Entity, persistence: Persistence, table: sa.Table, *, leads: bool) -> Target:
    def names(fields: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(table.c[name].name for name in fields)

    stored = tuple(column.name for column in persistence.columns)
    key = () if persistence.on_conflict is OnConflict.ERROR else names(persistence.key)
    values = tuple(name for name in names(stored) if name not in key)
    if persistence.on_conflict is OnConflict.IGNORE:
        values = ()
    elif leads and not values:
        values = key  # set to what they are, which locks the row
    return Target(
        entity=entity,
        table=table.name,
        columns=names(stored),
        types=tuple(table.c[name].type for name in stored),
        key=key,
        values=values,
        primary_key=names((persistence.primary_key.name,))[0],
        version=names(persistence.version),
        reconciled_by=names(persistence.reconciled_by),
        leads=leads,
    )
