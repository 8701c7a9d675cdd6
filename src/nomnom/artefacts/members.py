"""What an entity's rows hold, and what that is called in Python."""

from __future__ import annotations

import keyword
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from nomnom.extraction import Plan
from nomnom.model.entity import Column, Entity, Field
from nomnom.model.types import Kind


@dataclass(frozen=True, slots=True)
class Member:
    """One value of a row: the field's name, what it is and whether it may be null."""

    name: str
    kind: Kind
    nullable: bool
    doc: str = ""


def row_members(plan: Plan) -> Mapping[str, tuple[Entity, tuple[Member, ...]]]:
    """Each entity that a plan gives rows of, by name, with the members of a row in their order.

    Those with a table come before those without one, parents before children.
    """
    given = [
        (entity, columns)
        for root in plan.roots.values()
        for entity, columns in zip(root.given, root.columns, strict=True)
    ]
    return MappingProxyType({e.name: (e, tuple(_members(e, columns))) for e, columns in given})


def _members(entity: Entity, columns: tuple[str, ...]) -> Iterator[Member]:
    declared: tuple[Field, ...] | tuple[Column, ...] = entity.fields
    if entity.has_table and entity.persistence is not None:
        declared = entity.persistence.columns
    by_name = {each.name: each for each in declared}
    for name in columns:
        each = by_name[name]
        yield Member(name, each.type.kind, each.nullable, each.doc)


def attribute(name: str, taken: Collection[str] = ()) -> str:
    """The name for a class or an attribute: a keyword, or what is `taken`, gets an underscore behind it."""
    return f"{name}_" if keyword.iskeyword(name) or name in taken else name
