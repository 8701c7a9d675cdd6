"""From a project's declarations to the values of one root's entities: which loops, which reads.

This is the first of two steps: it walks the model and notes, in a shape, everything that is asked of a
record. Only then is it known how the record is best decoded (`plan`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from nomnom.extraction.expressions import (
    Call,
    Checked,
    Constant,
    Otherwise,
    Read,
    Value,
    reads,
)
from nomnom.extraction.shape import Node, Scope, Want
from nomnom.extraction.transforms import coalesce
from nomnom.extraction.values import check_for, conversion_for, where_present
from nomnom.model.entity import SELF, Entity, Existence, Field, Source
from nomnom.model.graph import derivation_order
from nomnom.model.project import Project


@dataclass(frozen=True, slots=True)
class Derived:
    """One entity of a root, worked out: its scope and the value of every field.

    `needed` decides whether a record of it exists: each group must have at least one filled member (from
    `minimal_existence`, its own and that of the entities it is derived from).
    """

    entity: Entity
    scope: Scope
    values: dict[str, Value]
    needed: tuple[tuple[Value, ...], ...] = ()

    @property
    def stored(self) -> frozenset[str]:
        """The fields that are columns of a table."""
        if not self.entity.has_table or self.entity.persistence is None:
            return frozenset()
        return frozenset(column.name for column in self.entity.persistence.columns)


def derive(project: Project, root: Entity) -> tuple[Derived, ...]:
    """Every entity that records of the root give rise to, the root among them, in the project's order."""
    walk = _Walk(root, Scope("r", Node(owner=root.name)))
    for entity in project.extracted:
        if root.name in root_names(project, entity):
            walk.add(entity)
    derived = tuple(walk.done.values())
    _forget_unread_text(derived)
    return derived


def root_names(project: Project, entity: Entity) -> frozenset[str]:
    """The roots that an entity is derived from, through any number of others; a root is its own."""
    origins = (project.entity(name) for name in entity.origins)
    found = (root_names(project, origin) for origin in origins if origin and origin.is_extracted)
    return frozenset().union(*found) or frozenset({entity.name})


@dataclass(eq=False, slots=True)
class _Walk:
    root: Entity
    scope: Scope
    done: dict[str, Derived] = field(default_factory=dict)
    loops: int = 0

    def add(self, entity: Entity) -> None:
        origins = [self.done[name] for name in entity.origins]
        inherited = dict.fromkeys(group for origin in origins for group in origin.needed)
        derived = Derived(entity, self._scope_of(entity), {}, tuple(inherited))
        self.done[entity.name] = derived
        for name in _fields_by_need(entity):
            declared = entity.field(name)
            assert declared is not None
            derived.values[name] = self._value(derived, declared)
        self.done[entity.name] = replace(derived, needed=(*derived.needed, *_own_needs(derived)))

    def _scope_of(self, entity: Entity) -> Scope:
        repeated = entity.repeated_for
        if repeated is None:
            parents = (self.done[name].scope for name in entity.origins)
            return max(parents, key=lambda scope: len(scope.chain), default=self.scope)
        owner = self.done[repeated.entity]
        holder, node = self._place_of(owner, repeated.path[0])
        for key in repeated.path[1:]:
            node, above = node.member(key, entity.name), node
            node.nullable = above.nullable
        self.loops += 1
        element = node.elements(entity.name)
        return Scope(f"e{self.loops}", element, owner.scope, node, holder)

    def _value(self, derived: Derived, declared: Field) -> Value:
        computation = declared.computed_from
        if computation is None:
            return self._by_own_name(derived, declared)
        match computation.transform:
            case "constant_value":
                return _constant(declared, computation.args.get("value"))
            case "coalesce":
                any_of = replace(declared, nullable=True, default=None)
                sources = (self._source(derived, any_of, s) for s in computation.sources)
                return _settled(declared, Call(coalesce, tuple(sources)))
            case "copy_field":
                return self._source(derived, declared, computation.sources[0])
            case _:  # a json getter: the field's own type says what stands there
                scope, node = self._object(derived, computation.sources[0])
                member = node.member(str(computation.args["field"]), derived.entity.name)
                return _read(derived.entity, declared, scope, member)

    def _by_own_name(self, derived: Derived, declared: Field) -> Value:
        entity, scope = derived.entity, derived.scope
        inherited = self._from_origin(entity, declared)
        if entity.origins and entity.repeated_for is None:
            assert inherited is not None, f"{entity.name}.{declared.name} has no source"
            return inherited
        node = scope.node.member(declared.name, entity.name)
        node.nullable = node.nullable or declared.nullable
        if inherited is None:
            return _read(entity, declared, scope, node)
        return Otherwise(_read(entity, declared, scope, node, elsewhere=True), inherited)

    def _from_origin(self, entity: Entity, declared: Field) -> Value | None:
        for name in entity.origins:
            theirs = self.done[name].entity.field(declared.name)
            if theirs is not None:
                return _held(declared, self.done[name].values[theirs.name], theirs)
        return None

    def _source(self, derived: Derived, declared: Field, source: Source) -> Value:
        """The value of a source as the declared field takes it."""
        element = self._element(derived.entity, source.name)
        if element is not None:
            node = element.node
            if source.field is not None:
                node = node.member(source.field, derived.entity.name)
            return _read(derived.entity, declared, element, node)
        owner = self._entity(derived.entity, source.name)
        theirs = owner.entity.field(source.field or "")
        assert theirs is not None, f"{owner.entity.name} has no field {source.field}"
        return _held(declared, owner.values[theirs.name], theirs)

    def _object(self, derived: Derived, source: Source) -> tuple[Scope, Node]:
        """The place of the object that a json getter reads from."""
        element = self._element(derived.entity, source.name)
        if element is None:
            assert source.field is not None
            return self._place_of(self._entity(derived.entity, source.name), source.field)
        if source.field is None:
            return element, element.node
        return element, element.node.member(source.field, derived.entity.name)

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


def _fields_by_need(entity: Entity) -> tuple[str, ...]:
    """The entity's field names, each after those of its own entity that it is computed from."""
    needs = {
        f.name: [s.field for s in f.computed_from.sources if s.name == SELF and s.field]
        if f.computed_from
        else []
        for f in entity.fields
    }
    return derivation_order(needs)


def _own_needs(derived: Derived) -> tuple[tuple[Value, ...], ...]:
    rule = derived.entity.minimal_existence
    if rule is None:
        return ()
    values = tuple(derived.values[name] for name in rule.fields)
    return (values,) if rule.quantifier is Existence.ANY else tuple((v,) for v in values)


def _read(
    entity: Entity, declared: Field, scope: Scope, node: Node, *, elsewhere: bool = False
) -> Value:
    want = Want.of(declared, elsewhere=elsewhere)
    node.asked.append((entity.name, declared, want))
    check = check_for(declared)
    read = Read(scope, node, want)
    if check is None:
        return read
    if elsewhere:
        check = where_present(check)
    return Checked(read, check, may_be_null=declared.nullable, is_null_refused=False)


def _constant(declared: Field, value: object) -> Value:
    convert = conversion_for(declared, None)
    return Constant(convert(value) if convert and value is not None else value)


def _held(declared: Field, value: Value, theirs: Field) -> Value:
    """The value of another field, held to the rules of the one that takes it."""
    check = conversion_for(declared, theirs.type)
    held = value if check is None else Checked(value, check, theirs.nullable, is_null_refused=False)
    return _settled(declared, held) if theirs.nullable else held


def _settled(declared: Field, value: Value) -> Value:
    """What the declared field makes of a value that may be null: its default, null, or a refusal."""
    if declared.default is not None:
        return Call(coalesce, (value, _constant(declared, declared.default)))
    if declared.nullable:
        return value
    return Checked(value, None, may_be_null=False, is_null_refused=True)


def _forget_unread_text(derived: tuple[Derived, ...]) -> None:
    """Drop the reads of whole lists and objects whose parts are read instead.

    The text of such a list is needed only where a column or a rule of existence takes it; otherwise one typed
    decode serves.
    """
    used = {read.node for each in derived for value in _used_values(each) for read in reads(value)}
    for each in derived:
        for name, value in tuple(each.values.items()):
            unread = [r.node for r in reads(value) if _is_whole(r) and r.node not in used]
            for node in unread:
                node.asked = [asked for asked in node.asked if not asked[2].type.kind.is_json]
            if unread:
                del each.values[name]


def _used_values(derived: Derived) -> Iterator[Value]:
    yield from (value for name, value in derived.values.items() if name in derived.stored)
    yield from (value for group in derived.needed for value in group)


def _is_whole(read: Read) -> bool:
    return read.want.type.kind.is_json and read.node.is_structure
