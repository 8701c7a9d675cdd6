"""A project: its entities and the settings that belong to what it declares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from nomnom.model.entity import Entity, ForeignKey, SourceType
from nomnom.model.graph import derivation_order
from nomnom.transforms.declaring import Transform

SchemaMode = Literal["auto", "verify", "off"]
"""What is done about the tables at start: bring them up to date, only compare them, or nothing."""


@dataclass(frozen=True, slots=True)
class Project:
    """A validated project. `entities` are sorted by name, abstract and reference ones included.

    `transforms` are its own, by name, beside the built-in ones; `folder` is where its files are.
    `settings` are the operational settings of nomnom.yaml by name, as text and not checked yet: whoever runs
    something resolves them together with flags and environment.
    """

    name: str
    entities: tuple[Entity, ...]
    index_unicity_fields: bool = False
    settings: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    transforms: Mapping[str, Transform] = field(default_factory=lambda: MappingProxyType({}))
    folder: str = "."

    def entity(self, name: str) -> Entity | None:
        """The entity of that name, if there is one."""
        return next((e for e in self.entities if e.name == name), None)

    @property
    def extracted(self) -> tuple[Entity, ...]:
        """The entities that messages give rise to.

        Each comes after those it is derived from and those its foreign keys refer to, so rows written in
        this order find their parents.
        """
        by_name = {e.name: e for e in self.entities if e.is_extracted}
        depends_on = {name: row_dependencies(e, by_name.values()) for name, e in by_name.items()}
        return tuple(by_name[name] for name in derivation_order(depends_on))

    @property
    def roots(self) -> tuple[Entity, ...]:
        """The entities that arrive as messages."""
        return tuple(e for e in self.extracted if e.source_type is SourceType.ROOT)

    @property
    def stored(self) -> tuple[Entity, ...]:
        """The entities that nomnom makes tables for, in the order their rows are written."""
        return tuple(e for e in self.extracted if e.has_table)


def family(project: Project) -> frozenset[str]:
    """The entities whose children are reconciled, and those children."""
    children = tuple(e for e in project.stored if e.persistence and e.persistence.reconciled_by)
    return frozenset(name for child in children for name in (child.name, child.origins[0]))


def row_dependencies(entity: Entity, among: Iterable[Entity]) -> tuple[str, ...]:
    """The entities of `among` whose rows have to exist before those of `entity`; itself left out."""
    others = tuple(e for e in among if e.name != entity.name)
    keys = entity.persistence.foreign_keys if entity.persistence else ()
    tables = {key.table for key in keys}
    return tuple(
        e.name
        for e in others
        if e.name in entity.origins or (e.persistence and e.persistence.table in tables)
    )


def reference_of(project: Project, key: ForeignKey) -> Entity | None:
    """The reference entity with rows of its own whose key a foreign key refers to, if there is one."""
    for entity in project.entities:
        table = entity.persistence.table if entity.persistence else None
        if entity.reference and table == key.table and entity.reference.key == (key.target,):
            return entity
    return None
