"""One entity of a root, worked out: where the value of each of its fields comes from."""

from __future__ import annotations

from dataclasses import dataclass, field

from nomnom.extraction.batches import Batch
from nomnom.extraction.expressions import Metadata, Value
from nomnom.extraction.shape import Scope
from nomnom.model.entity import SELF, Entity, Existence, Field
from nomnom.model.graph import derivation_order
from nomnom.model.lineage import LINEAGE


@dataclass(frozen=True, slots=True)
class Derived:
    """One entity of a root, worked out: its scope and the value of every field.

    A record of it exists where each group of `needed` (from its minimal_existence) has a filled member, and
    records of all entities in `requires` exist, which have such a rule of their own. `batches` are the fields
    that a batch transform gives: they have no value here.
    """

    entity: Entity
    scope: Scope
    values: dict[str, Value]
    batches: dict[str, Batch] = field(default_factory=dict)
    needed: tuple[tuple[Value, ...], ...] = ()
    requires: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The fields that its rows have: a table's columns, else all that have a value."""
        if self.entity.has_table and self.entity.persistence is not None:
            return tuple(column.name for column in self.entity.persistence.columns)
        names = (each.name for each in self.entity.fields)
        return tuple(name for name in names if name in self.values or name in self.batches)

    @property
    def is_lenient(self) -> bool:
        """Whether a record may turn out not to exist, so that its members may be absent."""
        return self.entity.minimal_existence is not None or bool(self.requires)


def snake(name: str) -> str:
    """An entity's name in PascalCase as one in snake_case: what its variables are called after."""
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")


def certain_origins(entity: Entity) -> tuple[str, ...]:
    """The entities without whose record there is none of this one."""
    ancillary = {parent.entity for parent in entity.parents if parent.ancillary}
    return tuple(name for name in entity.origins if name not in ancillary)


def existence(derived: Derived) -> tuple[str, ...]:
    """The entities whose conditions decide whether a record exists."""
    own = (derived.entity.name,) if derived.entity.minimal_existence else ()
    return (*derived.requires, *own)


def fields_by_need(entity: Entity) -> tuple[str, ...]:
    """The entity's field names, each after those of its own entity that it is computed from."""
    needs = {
        f.name: [s.field for s in f.computed_from.sources if s.name == SELF and s.field]
        if f.computed_from
        else []
        for f in entity.fields
    }
    return derivation_order(needs)


def lineage(derived: Derived) -> dict[str, Value]:
    """The columns of its rows that no field declares: what the message says of itself."""
    return {name: Metadata(LINEAGE[name]) for name in derived.columns if name in LINEAGE}


def own_needs(derived: Derived) -> tuple[tuple[Value, ...], ...]:
    """What its minimal_existence asks for: of each group one value that is filled."""
    rule = derived.entity.minimal_existence
    if rule is None:
        return ()
    values = tuple(derived.values[name] for name in rule.fields)
    return (values,) if rule.quantifier is Existence.ANY else tuple((v,) for v in values)


def is_required(derived: Derived, declared: Field) -> bool:
    """Whether a value has to be there wherever a record may be."""
    return not (declared.nullable or declared.default is not None or derived.is_lenient)
