"""What rows can be expected of: tables, and what entities without one publish."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from nomnom.extraction import Plan
from nomnom.model.entity import Column, Entity, Field
from nomnom.model.project import Project
from nomnom.model.types import FieldType, Kind

LETTERS = "dead_letters"
"""The name under which dead letters are expected."""


@dataclass(frozen=True, slots=True)
class Relation:
    """Rows of one kind: `entity` None are the dead letters; `key` are the columns that identify a row."""

    name: str
    entity: Entity | None
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()

    def column(self, name: str) -> Column | None:
        """The column of that name, if there is one."""
        return next((each for each in self.columns if each.name == name), None)


_TEXT = FieldType(Kind.STRING)
DEAD_LETTERS = Relation(
    LETTERS,
    None,
    tuple(Column(n, _TEXT) for n in ("entity", "at_entity", "path", "rule", "reason")),
)
"""The dead letters, as far as tests look at them."""


def relations(project: Project, plan: Plan) -> Mapping[str, Relation]:
    """Each by the name of its table, and of its entity."""
    found: dict[str, Relation] = {}
    for entity in project.stored:
        assert entity.persistence is not None
        stored = entity.persistence
        relation = Relation(stored.table, entity, stored.columns, stored.key)
        found |= {stored.table: relation, entity.name: relation}
    for root in plan.roots.values():
        columns = dict(zip((e.name for e in root.given), root.columns, strict=True))
        for entity in root.published:
            given = tuple(_column(entity.field(name)) for name in columns[entity.name])
            found[entity.name] = Relation(entity.name, entity, given)
    return MappingProxyType(found)


def _column(declared: Field | None) -> Column:
    assert declared is not None
    return Column(declared.name, declared.type, declared.nullable)
