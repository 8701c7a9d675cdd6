"""What the names of sources lead to: places in a record, fields of entities, facts of the message."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from nomnom.extraction.derived import Derived, existence
from nomnom.extraction.expressions import (
    Checked,
    Given,
    Index,
    Metadata,
    Read,
    Value,
    WhereExisting,
    may_be_null,
    reads,
)
from nomnom.extraction.shape import Node, Scope
from nomnom.extraction.variables import fresh
from nomnom.model.entity import MESSAGE, MESSAGE_FIELDS, RECORD, SELF, Entity, Field, Source
from nomnom.model.types import FieldType, Kind


@dataclass(eq=False, slots=True)
class Places:
    """The names in one root's records, for the entities that are worked out so far (`done`).

    `scope` is the whole record's.
    """

    root: Entity
    scope: Scope
    done: dict[str, Derived] = field(default_factory=dict)
    variables: set[str] = field(default_factory=set)

    def scope_of(self, entity: Entity) -> Scope:
        """The scope of an entity's records, made anew where it is repeated for a list."""
        repeated = entity.repeated_for
        if repeated is None:
            parents = (self.done[name].scope for name in entity.origins)
            return max(parents, key=lambda scope: len(scope.chain), default=self.scope)
        owner = self.done[repeated.entity]
        holder, node = self._list_holder(owner, repeated.path[0])
        for key in repeated.path[1:]:
            node, above = node.member(key, entity.name), node
            node.nullable = above.nullable
        element = node.elements(entity.name)
        return Scope(self._unique(repeated.each_known_as), element, owner.scope, node, holder)

    def _unique(self, hint: str) -> str:
        self.variables |= {self.scope.variable}
        name = fresh(hint, self.variables)
        self.variables.add(name)
        return name

    def _list_holder(self, owner: Derived, name: str) -> tuple[Scope, Node]:
        """Where the first step of a repeated_for's path stands: a field, or a member that none declares."""
        if owner.entity.field(name) is not None:
            return self._place_of(owner, name)
        node = owner.scope.node.member(name, owner.entity.name)
        node.nullable = True
        return owner.scope, node

    def member(
        self, derived: Derived, source: Source, *, required: bool
    ) -> tuple[Scope, Node] | None:
        """The place in the record that a source names; None for one that isn't read from there."""
        if source.index is not None:
            return None
        path = (*((source.field,) if source.field else ()), *source.inside)
        element = self._element(derived.entity, source.name)
        if element is None and source.name == RECORD and not self._is_known(derived, RECORD):
            element = derived.scope
        if element is not None:
            if not path:
                return element, element.node
            return element, element.node.reach(path, derived.entity.name, required=required)
        if not source.inside or source.field is None:
            return None
        scope, node = self._place_of(self._entity(derived.entity, source.name), source.field)
        if not required:
            node.relax()
        return scope, node.reach(source.inside, derived.entity.name, required=required)

    def field_of(self, derived: Derived, source: Source) -> tuple[Field, Value]:
        """The field that a source names, of an entity or of the message, and its value."""
        if source.index is not None:
            element = self._element(derived.entity, source.name)
            if element is None:
                element = derived.scope
            element.counter = element.counter or self._unique(f"{element.variable}_index")
            return Field(source.name, FieldType(Kind.BIGINT)), Index(element, source.index)
        if source.name == MESSAGE and not self._is_known(derived, MESSAGE):
            name = source.field or ""
            return Field(name, MESSAGE_FIELDS[name]), Metadata(name)
        owner = self._entity(derived.entity, source.name)
        theirs = owner.entity.field(source.field or "")
        assert theirs is not None, f"{owner.entity.name} has no field {source.field}"
        value = self.given(derived, owner, theirs)
        return (theirs if not may_be_null(value) else replace(theirs, nullable=True)), value

    def _is_known(self, derived: Derived, name: str) -> bool:
        """Whether the project itself calls something by that name."""
        return any(parent.alias == name for parent in derived.entity.parents)

    def given(self, derived: Derived, owner: Derived, theirs: Field) -> Value:
        """The value of an entity's field, null where that entity has no record though this one may."""
        value: Value = Given(owner.entity.name, theirs.name, owner.values[theirs.name])
        if owner.entity.name == derived.entity.name:
            return value
        missing = tuple(name for name in existence(owner) if name not in derived.requires)
        return WhereExisting(missing, value) if missing else value

    def object_of(self, derived: Derived, source: Source) -> tuple[Scope, Node] | None:
        """The place of the object that a json getter reads from; None for one that is computed."""
        if (place := self.member(derived, source, required=False)) is not None:
            return place
        value = _unwrapped(self._entity(derived.entity, source.name).values[source.field or ""])
        return (value.scope, value.node) if isinstance(value, Read) else None

    def _element(self, entity: Entity, name: str) -> Scope | None:
        """The scope of the element that the entity, or one it is derived from, knows by that name."""
        if entity.repeated_for and entity.repeated_for.each_known_as == name:
            return self.done[entity.name].scope
        if any(parent.alias == name for parent in entity.parents):
            return None  # the entity's own name for a parent hides an ancestor's for its element
        found = (self._element(self.done[origin].entity, name) for origin in entity.origins)
        return next((scope for scope in found if scope), None)

    def _entity(self, entity: Entity, name: str) -> Derived:
        if name == SELF:
            return self.done[entity.name]
        aliases = {parent.alias: parent.entity for parent in entity.parents}
        return self.done[aliases.get(name, name)]

    def _place_of(self, owner: Derived, name: str) -> tuple[Scope, Node]:
        """The place in the record that a field is read from."""
        first = next(reads(owner.values[name]), None)
        assert first is not None, f"{owner.entity.name}.{name} isn't taken from the message"
        return first.scope, first.node


def _unwrapped(value: Value) -> Value:
    while isinstance(value, Given | Checked | WhereExisting):
        value = value.value
    return value
