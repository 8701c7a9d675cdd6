"""From a project's declarations to the values of one root's entities: which loops, which reads.

This is the first of two steps: it walks the model and notes, in a shape, everything that is asked of a
record. Only then is it known how the record is best decoded (`plan`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from nomnom.extraction.batches import Batch
from nomnom.extraction.calls import given_type, native_type, passed
from nomnom.extraction.derived import (
    Derived,
    certain_origins,
    existence,
    fields_by_need,
    is_required,
    lineage,
    own_needs,
    snake,
)
from nomnom.extraction.expressions import (
    Call,
    Checked,
    Given,
    Otherwise,
    Read,
    Unknown,
    Value,
    is_unknown,
    reads,
    unknown_in,
    within,
)
from nomnom.extraction.lookups import References, at_hand
from nomnom.extraction.places import Places
from nomnom.extraction.segments import part_of
from nomnom.extraction.shape import Node, Scope, Want
from nomnom.extraction.taking import constant, held, of_the_field, read, result
from nomnom.extraction.values import conversion_for
from nomnom.extraction.variables import fresh
from nomnom.model.entity import Computation, Entity, Field, Source
from nomnom.model.project import Project, reference_of
from nomnom.transforms import BUILT_IN, Transform
from nomnom.transforms.arguments import bound
from nomnom.transforms.signature import Parameter, T


def derive(
    project: Project,
    root: Entity,
    *,
    whole: frozenset[str] = frozenset(),
    references: References | None = None,
) -> tuple[Derived, ...]:
    """Every entity that records of the root give rise to, the root among them, in the project's order.

    Of the entities in `whole` every field is wanted, else of those without a table only what others take.
    What is looked up in rows that aren't in `references` can't be told, nor refused.
    """
    node = Node(owner=root.name)
    scope = Scope(fresh(snake(root.name)), node)
    known = {**BUILT_IN, **project.transforms}
    walk = _Walk(project, known, references, Places(root, scope))
    for entity in project.extracted:
        if root.name in root_names(project, entity):
            walk.add(entity)
    derived = tuple(walk.places.done.values())
    _forget_unread_text(derived, whole)
    return derived


def root_names(project: Project, entity: Entity) -> frozenset[str]:
    """The roots that an entity is derived from, through any number of others; a root is its own."""
    origins = (project.entity(name) for name in entity.origins)
    found = (root_names(project, origin) for origin in origins if origin and origin.is_extracted)
    return frozenset().union(*found) or frozenset({entity.name})


@dataclass(eq=False, slots=True)
class _Walk:
    project: Project
    transforms: Mapping[str, Transform]
    references: References | None
    places: Places

    def add(self, entity: Entity) -> None:
        needed_origins = [self.places.done[name] for name in certain_origins(entity)]
        requires = dict.fromkeys(name for origin in needed_origins for name in existence(origin))
        derived = Derived(entity, self.places.scope_of(entity), {}, requires=tuple(requires))
        self.places.done[entity.name] = derived
        for name in fields_by_need(entity):
            declared = entity.field(name)
            assert declared is not None
            batch = self._batch(derived, declared)
            if batch and not any(map(is_unknown, batch.sources)):
                derived.batches[name] = batch
                continue
            value = self._existing(derived, declared, self._value(derived, declared))
            derived.values[name] = Unknown(unknown_in(value)) if is_unknown(value) else value
        derived.values.update(lineage(derived))
        self.places.done[entity.name] = replace(derived, needed=own_needs(derived))

    def _existing(self, derived: Derived, declared: Field, value: Value) -> Value:
        """The value, refused where it has to be a key of a reference entity and isn't."""
        stored = derived.entity.persistence
        for key in stored.foreign_keys if stored else ():
            entity = reference_of(self.project, key) if key.must_exist else None
            rows = at_hand(self.references, entity) if entity else None
            if key.column == declared.name and entity and rows:
                find = rows.finder(entity, None, null_if_missing=False)
                value = Checked(value, find, declared.name)
        return value

    def _looked_up(self, derived: Derived, declared: Field, computation: Computation) -> Value:
        """A field of the row of a reference entity that has the sources' values as its key."""
        entity = self.project.entity(str(computation.args["entity"]))
        assert entity is not None
        assert entity.reference is not None
        wanted = entity.field(str(computation.args["field"]))
        assert wanted is not None
        keys = (entity.field(name) for name in entity.reference.key)
        sources = tuple(
            self._source(derived, replace(key, nullable=True, default=None), source)
            for key, source in zip(keys, computation.sources, strict=True)
            if key is not None
        )
        rows = at_hand(self.references, entity)
        if rows is None:
            return Unknown((entity.name,))
        missing = computation.args.get("missing", "dead_letter")
        find = rows.finder(entity, wanted.name, null_if_missing=missing in (None, "null"))
        transform = replace(self.transforms["lookup_entity"], function=find)
        theirs = replace(wanted, nullable=True)
        return held(declared, Call(transform, sources, {}), theirs)

    def _value(self, derived: Derived, declared: Field) -> Value:
        computation = declared.computed_from
        if computation is None:
            return self._by_own_name(derived, declared)
        transform = self.transforms[computation.transform]
        if computation.transform == "copy_field":
            return self._source(derived, declared, computation.sources[0])
        if computation.transform == "constant_value":
            return constant(declared, computation.args.get("value"))
        if _is_getter(transform) and (
            place := self.places.object_of(derived, computation.sources[0])
        ):
            scope, node = place
            name = str(computation.args["field"])
            required = is_required(derived, declared)
            member = node.reach((name,), derived.entity.name, required=required)
            if not required and node.path:
                node.relax()
            return read(derived, declared, scope, member)
        if transform.name == "lookup_entity":
            return self._looked_up(derived, declared, computation)
        if transform.name == "hl7_get" and (value := self._hl7(derived, declared, computation)):
            return value
        return result(declared, self._call(derived, declared, transform, computation), transform)

    def _call(
        self, derived: Derived, declared: Field, transform: Transform, computation: Computation
    ) -> Call:
        signature = transform.signature
        sources = tuple(
            self._argument(derived, declared, signature.source(place), source)
            for place, source in enumerate(computation.sources)
        )
        arguments = {
            name: of_the_field(declared, signature.argument(name), value)
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
        if (place := self.places.member(derived, source, required=False)) is not None:
            scope, node = place
            want = Want.native_of(native_type(parameter))
            node.asked.append((derived.entity.name, any_of, want))
            return Read(scope, node, want)
        theirs, value = self.places.field_of(derived, source)
        document = _read_document(value)
        if document is not None and parameter.base is not str:
            # Decoded for the transform right away, instead of by way of a column's text.
            want = Want.native_of(native_type(parameter))
            document.node.asked.append((derived.entity.name, any_of, want))
            return Read(document.scope, document.node, want)
        convert = passed(parameter, theirs.type)
        return value if convert is None else Checked(value, convert, declared.name)

    def _hl7(self, derived: Derived, declared: Field, computation: Computation) -> Value | None:
        """A part of a decoded HL7 message: only the segment that it is in is looked at."""
        source = computation.sources[0]
        place = self.places.member(derived, source, required=False)
        if place is None or not self.places.root.input.is_hl7:
            return None
        taken = replace(declared, nullable=True, default=None)
        call = part_of(
            str(computation.args["path"]),
            *place,
            (derived.entity.name, taken),
            is_list=source.field is not None,
        )
        return result(declared, call, call.transform)

    def _by_own_name(self, derived: Derived, declared: Field) -> Value:
        entity, scope = derived.entity, derived.scope
        inherited = self._from_origin(derived, declared)
        if entity.origins and entity.repeated_for is None:
            assert inherited is not None, f"{entity.name}.{declared.name} has no source"
            return inherited
        node = scope.node.member(declared.name, entity.name)
        node.nullable = node.nullable or declared.nullable or derived.is_lenient
        if inherited is None:
            return read(derived, declared, scope, node)
        return Otherwise(read(derived, declared, scope, node, elsewhere=True), inherited)

    def _from_origin(self, derived: Derived, declared: Field) -> Value | None:
        for name in derived.entity.origins:
            theirs = self.places.done[name].entity.field(declared.name)
            if theirs is not None:
                return held(
                    declared, self.places.given(derived, self.places.done[name], theirs), theirs
                )
        return None

    def _source(self, derived: Derived, declared: Field, source: Source) -> Value:
        """The value of a source as the declared field takes it."""
        required = is_required(derived, declared)
        if (place := self.places.member(derived, source, required=required)) is not None:
            return read(derived, declared, *place)
        theirs, value = self.places.field_of(derived, source)
        return held(declared, value, theirs)


def _read_document(value: Value) -> Read | None:
    """The read of a JSON field that is taken from the message as it is."""
    while isinstance(value, Given) or (isinstance(value, Checked) and not value.refuses_null):
        value = value.value
    is_read = isinstance(value, Read) and value.want.type.kind.is_json and value.want.native is None
    return value if is_read and isinstance(value, Read) else None


def _is_getter(transform: Transform) -> bool:
    return transform.name.startswith("json_get_")


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
    if has_rows:
        columns = derived.columns
        yield from (value for name, value in derived.values.items() if name in columns)
    yield from (value for group in derived.needed for value in group)
    yield from (source for batch in derived.batches.values() for source in batch.sources)
    for value in derived.values.values():
        yield from (part for part in within(value) if isinstance(part, Call))


def _is_whole(read: Read) -> bool:
    return read.want.native is None and read.want.type.kind.is_json and read.node.is_structure
