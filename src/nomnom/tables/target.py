"""What a statement has to know of the table that an entity's rows go to. No I/O."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from nomnom.model.entity import Entity, OnConflict
from nomnom.model.project import Project
from nomnom.tables.dialects import Database
from nomnom.tables.entities import entity_tables


@dataclass(frozen=True, slots=True)
class Target:
    """The SQL names of a table, unquoted, its columns and their types in the order of `persistence.columns`.

    Rows `key` identifies are merged; with `key` empty each row is a new one, whether because nothing identifies
    it or because the table shall refuse a second row. An existing row takes `values`: none of them with
    `on_conflict: ignore`, and none where it is newer by `version`.
    """

    entity: Entity
    table: str
    columns: tuple[str, ...]
    types: tuple[sa.types.TypeEngine[Any], ...]
    key: tuple[str, ...]
    values: tuple[str, ...]
    version: tuple[str, ...] = ()

    @property
    def key_places(self) -> tuple[int, ...]:
        """Where the key's columns stand in a row."""
        return tuple(map(self.columns.index, self.key))


def targets(project: Project, database: Database) -> Iterator[Target]:
    """The target of each stored entity, in the order in which tables are made."""
    tables = {t.info["entity"]: t for t in entity_tables(project, database).tables.values()}
    for entity in project.stored:
        persistence, table = entity.persistence, tables[entity.name]
        assert persistence is not None, f"{entity.name} isn't stored"
        stored = tuple(table.c[column.name] for column in persistence.columns)
        columns = tuple(column.name for column in stored)
        types = tuple(column.type for column in stored)
        key = tuple(table.c[name].name for name in persistence.key)
        if persistence.on_conflict is OnConflict.ERROR:
            key = ()
        values = tuple(name for name in columns if name not in key)
        if persistence.on_conflict is OnConflict.IGNORE:
            values = ()
        version = tuple(table.c[name].name for name in persistence.version)
        yield Target(entity, table.name, columns, types, key, values, version)
