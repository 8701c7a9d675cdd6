"""From a project's declarations to the values of one root's entities: which loops, which reads.

This is the first of two steps: it walks the model and notes, in a shape, everything that is asked of a
record. Only then is it known how the record is best decoded (`plan`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, get_args

from nomnom.extraction.batches import Batch
from nomnom.extraction.calls import given_type, native_type, passed
from nomnom.extraction.expressions import (
    Call,
    Checked,
    Constant,
    Default,
    Given,
    Index,
    Metadata,
    Otherwise,
    Read,
    Value,
    WhereExisting,
    may_be_null,
    reads,
    within,
)
from nomnom.extraction.segments import OF_SEGMENT, OF_SEGMENTS
from nomnom.extraction.shape import Node, Scope, Want
from nomnom.extraction.values import Check, check_for, conversion_for, where_present
from nomnom.model.entity import (
    MESSAGE,
    MESSAGE_FIELDS,
    RECORD,
    SELF,
    Computation,
    Entity,
    Existence,
    Field,
    Source,
)
from nomnom.model.graph import derivation_order
from nomnom.model.project import Project
from nomnom.model.types import FieldType, Kind
from nomnom.transforms import BUILT_IN
from nomnom.transforms.arguments import bound
from nomnom.transforms.declaring import Transform
from nomnom.transforms.hl7 import parse_path
from nomnom.transforms.signature import Parameter, T


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


def derive(
    project: Project, root: Entity, *, whole: frozenset[str] = frozenset()
) -> tuple[Derived, ...]:
    """Every entity that records of the root give rise to, the root among them, in the project's order.

    Of the entities in `whole` every field is wanted, else of those without a table only what others take.
    """
    node = Node(owner=root.name)
    walk = _Walk(root, Scope(_variable(root.name), node), {**BUILT_IN, **project.transforms})
    for entity in project.extracted:
        if root.name in root_names(project, entity):
            walk.add(entity)
    derived = tuple(walk.done.values())
    _forget_unread_text(derived, whole)
    return derived


def root_names(project: Project, entity: Entity) -> frozenset[str]:
    """The roots that an entity is derived from, through any number of others; a root is its own."""
    origins = (project.entity(name) for name in entity.origins)
    found = (root_names(project, origin) for origin in origins if origin and origin.is_extracted)
    return frozenset().union(*found) or frozenset({entity.name})


def _variable(name: str) -> str:
    """A loop variable's name: what holds records of that entity, or elements known as that."""
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")


@dataclass(eq=False, slots=True)
class _Walk:
    root: Entity
    scope: Scope
    transforms: Mapping[str, Transform]
    done: dict[str, Derived] = field(default_factory=dict)
    variables: set[str] = field(default_factory=set)

    def add(self, entity: Entity) -> None:
        needed_origins = [self.done[name] for name in _certain_origins(entity)]
        requires = dict.fromkeys(name for origin in needed_origins for name in _existence(origin))
        derived = Derived(entity, self._scope_of(entity), {}, requires=tuple(requires))
        self.done[entity.name] = derived
        for name in _fields_by_need(entity):
            declared = entity.field(name)
            assert declared is not None
            if batch := self._batch(derived, declared):
                derived.batches[name] = batch
            else:
                derived.values[name] = self._value(derived, declared)
        self.done[entity.name] = replace(derived, needed=_own_needs(derived))

    def _scope_of(self, entity: Entity) -> Scope:
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
        name, number = hint, 1
        while name in self.variables:
            number += 1
            name = f"{hint}_{number}"
        self.variables.add(name)
        return name

    def _list_holder(self, owner: Derived, name: str) -> tuple[Scope, Node]:
        """Where the first step of a repeated_for's path stands: a field, or a member that none declares."""
        if owner.entity.field(name) is not None:
            return self._place_of(owner, name)
        node = owner.scope.node.member(name, owner.entity.name)
        node.nullable = True
        return owner.scope, node

    def _value(self, derived: Derived, declared: Field) -> Value:
        computation = declared.computed_from
        if computation is None:
            return self._by_own_name(derived, declared)
        transform = self.transforms[computation.transform]
        if computation.transform == "copy_field":
            return self._source(derived, declared, computation.sources[0])
        if computation.transform == "constant_value":
            return _constant(declared, computation.args.get("value"))
        if _is_getter(transform) and (place := self._object(derived, computation.sources[0])):
            scope, node = place
            name = str(computation.args["field"])
            required = _is_required(derived, declared)
            member = node.reach((name,), derived.entity.name, required=required)
            if not required and not any(want.is_required for want in node.wants) and node.path:
                node.nullable = True
            return _read(derived, declared, scope, member)
        if transform.name == "hl7_get" and (value := self._hl7(derived, declared, computation)):
            return value
        return _result(declared, self._call(derived, declared, transform, computation), transform)

    def _call(
        self, derived: Derived, declared: Field, transform: Transform, computation: Computation
    ) -> Call:
        signature = transform.signature
        sources = tuple(
            self._argument(derived, declared, signature.source(place), source)
            for place, source in enumerate(computation.sources)
        )
        arguments = {
            name: _of_the_field(declared, signature.argument(name), value)
            for name, value in bound(signature, computation.args).items()
        }
        return Call(transform, sources, arguments)

    def _batch(self, derived: Derived, declared: Field) -> Batch | None:
        computation = declared.computed_from
        transform = self.transforms.get(computation.transform) if computation else None
        if computation is None or transform is None or not transform.batch:
            return None
        call = self._call(derived, declared, transform, computation)
        given = given_type(transform.signature.gives)
        return Batch(declared, call, conversion_for(declared, given))

    def _argument(
        self, derived: Derived, declared: Field, parameter: Parameter, source: Source
    ) -> Value:
        """The value of a source as a transform's parameter takes it; null where there is none."""
        any_of = replace(declared, nullable=True, default=None)
        if parameter.type is T:
            return self._source(derived, any_of, source)
        if (place := self._member(derived, source, required=False)) is not None:
            scope, node = place
            want = Want.native_of(native_type(parameter))
            node.asked.append((derived.entity.name, any_of, want))
            return Read(scope, node, want)
        theirs, value = self._field(derived, source)
        convert = passed(parameter, theirs.type)
        return value if convert is None else Checked(value, convert, declared.name)

    def _hl7(self, derived: Derived, declared: Field, computation: Computation) -> Value | None:
        """A part of a decoded HL7 message: only the segment that it is in is looked at."""
        source = computation.sources[0]
        place = self._member(derived, source, required=False)
        if place is None or source.field is not None or not self.root.input.is_hl7:
            return None
        path = parse_path(str(computation.args["path"]))
        scope, node = place
        is_own = scope.source is not None and scope.source.path[-1] == path.segment
        transform = OF_SEGMENT if is_own else OF_SEGMENTS
        member = node.member("fields" if is_own else path.segment, derived.entity.name)
        want = Want.native_of(list)
        taken = replace(declared, nullable=True, default=None)
        member.asked.append((derived.entity.name, taken, want))
        call = Call(transform, (Read(scope, member, want),), {"path": path})
        return _result(declared, call, transform)

    def _by_own_name(self, derived: Derived, declared: Field) -> Value:
        entity, scope = derived.entity, derived.scope
        inherited = self._from_origin(derived, declared)
        if entity.origins and entity.repeated_for is None:
            assert inherited is not None, f"{entity.name}.{declared.name} has no source"
            return inherited
        node = scope.node.member(declared.name, entity.name)
        node.nullable = node.nullable or declared.nullable or derived.is_lenient
        if inherited is None:
            return _read(derived, declared, scope, node)
        return Otherwise(_read(derived, declared, scope, node, elsewhere=True), inherited)

    def _from_origin(self, derived: Derived, declared: Field) -> Value | None:
        for name in derived.entity.origins:
            theirs = self.done[name].entity.field(declared.name)
            if theirs is not None:
                return _held(declared, self._given(derived, self.done[name], theirs), theirs)
        return None

    def _source(self, derived: Derived, declared: Field, source: Source) -> Value:
        """The value of a source as the declared field takes it."""
        required = _is_required(derived, declared)
        if (place := self._member(derived, source, required=required)) is not None:
            return _read(derived, declared, *place)
        theirs, value = self._field(derived, source)
        return _held(declared, value, theirs)

    def _member(
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
        if not required and not any(want.is_required for want in node.wants):
            node.nullable = True
        return scope, node.reach(source.inside, derived.entity.name, required=required)

    def _field(self, derived: Derived, source: Source) -> tuple[Field, Value]:
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
        value = self._given(derived, owner, theirs)
        return (theirs if not may_be_null(value) else replace(theirs, nullable=True)), value

    def _is_known(self, derived: Derived, name: str) -> bool:
        """Whether the project itself calls something by that name."""
        return any(parent.alias == name for parent in derived.entity.parents)

    def _given(self, derived: Derived, owner: Derived, theirs: Field) -> Value:
        """The value of an entity's field, null where that entity has no record though this one may."""
        value: Value = Given(owner.entity.name, theirs.name, owner.values[theirs.name])
        if owner.entity.name == derived.entity.name:
            return value
        missing = tuple(name for name in _existence(owner) if name not in derived.requires)
        return WhereExisting(missing, value) if missing else value

    def _object(self, derived: Derived, source: Source) -> tuple[Scope, Node] | None:
        """The place of the object that a json getter reads from; None for one that is computed."""
        required = False
        if (place := self._member(derived, source, required=required)) is not None:
            return place
        owner = self._entity(derived.entity, source.name)
        first = next(reads(owner.values[source.field or ""]), None)
        is_read = isinstance(_unwrapped(owner.values[source.field or ""]), Read)
        return (first.scope, first.node) if first and is_read else None

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


def _certain_origins(entity: Entity) -> tuple[str, ...]:
    """The entities without whose record there is none of this one."""
    ancillary = {parent.entity for parent in entity.parents if parent.ancillary}
    return tuple(name for name in entity.origins if name not in ancillary)


def _existence(derived: Derived) -> tuple[str, ...]:
    """The entities whose conditions decide whether a record exists."""
    own = (derived.entity.name,) if derived.entity.minimal_existence else ()
    return (*derived.requires, *own)


def _is_getter(transform: Transform) -> bool:
    return transform.name.startswith("json_get_")


def _unwrapped(value: Value) -> Value:
    while isinstance(value, Given | Checked | WhereExisting):
        value = value.value
    return value


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


def _is_required(derived: Derived, declared: Field) -> bool:
    return not (declared.nullable or declared.default is not None or derived.is_lenient)


def _read(
    derived: Derived, declared: Field, scope: Scope, node: Node, *, elsewhere: bool = False
) -> Value:
    """A member as the declared field takes it.

    Where the record may turn out not to exist, an absent member is no error yet: it is refused once it does.
    """
    lenient = derived.is_lenient and declared.default is None and not declared.nullable
    taker = replace(declared, nullable=True) if lenient else declared
    want = Want.of(taker, elsewhere=elsewhere)
    shown = taker if declared.type.kind.is_json else declared
    node.asked.append((derived.entity.name, shown, want))
    check = check_for(taker)
    value: Value = Read(scope, node, want)
    if check is not None:
        value = Checked(value, where_present(check) if elsewhere else check, declared.name)
    return _settled(declared, value) if lenient and not elsewhere else value


def _converted(declared: Field, value: object) -> Any:
    convert = conversion_for(declared, None)
    return convert(value) if convert and value is not None else value


def _of_the_field(declared: Field, parameter: Parameter | None, value: Any) -> Any:
    """An argument, its values of the field's own type as the field has them."""
    if parameter is None or T not in (parameter.type, *get_args(parameter.type)):
        return value
    if isinstance(value, list):
        return [_converted(declared, each) for each in value]
    if isinstance(value, dict):
        return {key: _converted(declared, each) for key, each in value.items()}
    return _converted(declared, value)


def _constant(declared: Field, value: object) -> Value:
    return Constant(_converted(declared, value))


def _held(declared: Field, value: Value, theirs: Field) -> Value:
    """The value of another field, held to the rules of the one that takes it."""
    check = conversion_for(declared, theirs.type)
    held = value if check is None else Checked(value, check, declared.name)
    return _settled(declared, held) if may_be_null(held) else held


def _result(declared: Field, call: Call, transform: Transform) -> Value:
    """What a transform gives, held to the rules of the field that takes it."""
    gives = transform.signature.gives
    check: Check | None = None
    if gives is not T:
        check = conversion_for(declared, given_type(gives))
    held = call if check is None else Checked(call, check, declared.name)
    return _settled(declared, held) if may_be_null(held) else held


def _settled(declared: Field, value: Value) -> Value:
    """What the declared field makes of a value that may be null: its default, null, or a refusal."""
    if declared.default is not None:
        return Default(value, _converted(declared, declared.default))
    if declared.nullable:
        return value
    return Checked(value, None, declared.name, refuses_null=True)


def _forget_unread_text(derived: tuple[Derived, ...], whole: frozenset[str]) -> None:
    """Drop the reads of whole lists and objects whose parts are read instead.

    The text of such a list is needed only where a column or a rule of existence takes it; otherwise one typed
    decode serves.
    """
    used = {
        read.node
        for each in derived
        for value in _used_values(each, whole)
        for read in reads(value)
    }
    for each in derived:
        for name, value in tuple(each.values.items()):
            unread = [r.node for r in reads(value) if _is_whole(r) and r.node not in used]
            for node in unread:
                node.asked = [asked for asked in node.asked if not asked[2].type.kind.is_json]
            if unread:
                del each.values[name]


def _used_values(derived: Derived, whole: frozenset[str]) -> Iterator[Value]:
    has_rows = derived.entity.has_table or derived.entity.name in whole
    columns = (
        {column.name for column in derived.entity.persistence.columns}
        if (derived.entity.has_table and derived.entity.persistence)
        else frozenset(derived.values)
    )
    if has_rows:
        yield from (value for name, value in derived.values.items() if name in columns)
    yield from (value for group in derived.needed for value in group)
    yield from (source for batch in derived.batches.values() for source in batch.sources)
    for value in derived.values.values():
        yield from (part for part in within(value) if isinstance(part, Call))


def _is_whole(read: Read) -> bool:
    return read.want.native is None and read.want.type.kind.is_json and read.node.is_structure
