"""Where in a record fields and lists are read: paths of member names, as the files declare them."""

from __future__ import annotations

from collections.abc import Iterator

from nomnom.model.entity import SourceType
from nomnom.model.types import FieldType, Kind
from nomnom.spec.catalogue import Catalogue, origins
from nomnom.spec.declared import (
    DeclaredComputation,
    DeclaredEntity,
    DeclaredField,
    DeclaredSource,
    Word,
)
from nomnom.spec.places import Located
from nomnom.spec.scope import scope
from nomnom.spec.types import field_type

MemberPath = tuple[str | None, ...]
"""A root's name, then member names; None steps from a list to its elements."""

OBJECTS = frozenset({Kind.JSON, Kind.OBJECT})
"""The types whose values may have members."""


def copied_from(
    entity: DeclaredEntity, field: DeclaredField, catalogue: Catalogue
) -> tuple[DeclaredEntity, DeclaredField]:
    """The field that a field's value comes from, over any number of copies; itself where it is no copy.

    A field is a copy by `copy_field` from an entity's field, and by its own name where there is no element to
    take it from. Copies that lead in a circle, or nowhere, end somewhere.
    """
    seen: set[tuple[str, str]] = set()
    while (key := (entity.name.value, field.name.value)) not in seen:
        seen.add(key)
        step = _copied(entity, field, catalogue)
        if step is None:
            break
        entity, field = step
    return entity, field


def _copied(
    entity: DeclaredEntity, field: DeclaredField, catalogue: Catalogue
) -> tuple[DeclaredEntity, DeclaredField] | None:
    if field.computed_from is None:
        return None if entity.repeated_for else inherited(entity, field, catalogue)
    source = _copy_source(field.computed_from)
    meaning = scope(entity, catalogue).names.get(source.name.value) if source else None
    if source is None or source.field is None or source.inside:
        return None
    if meaning is None or meaning.entity is None:
        return None
    theirs = meaning.entity.field(source.field.value)
    return (meaning.entity, theirs) if theirs else None


def inherited(
    entity: DeclaredEntity, field: DeclaredField, catalogue: Catalogue
) -> tuple[DeclaredEntity, DeclaredField] | None:
    """The field of that name in the first entity it is derived from that has one."""
    for name in origins(entity):
        origin = catalogue.get(name)
        theirs = origin.field(field.name.value) if origin else None
        if origin and theirs:
            return origin, theirs
    return None


def _copy_source(computation: DeclaredComputation) -> DeclaredSource | None:
    is_copy = computation.transform and computation.transform.value == "copy_field"
    return next(iter(computation.sources or ()), None) if is_copy else None


def argument(computation: DeclaredComputation | None, name: str) -> Word | None:
    """A text that a transform is given as its argument of that name, if it is."""
    values = (computation and computation.args) or ()
    found = next((value for key, value in values if key.value == name), None)
    return Located(found.value, found.place) if found and isinstance(found.value, str) else None


def field_path(
    entity: DeclaredEntity,
    field: DeclaredField,
    catalogue: Catalogue,
    above: frozenset[str] = frozenset(),
) -> MemberPath | None:
    """Where a field is read that comes from the message as it is; None for one that is computed.

    `above` are entities whose places are being worked out already: meeting one again ends in None.
    """
    entity, field = copied_from(entity, field, catalogue)
    if field.computed_from is None:
        around = record_path(entity, catalogue, above)
        return (*around, field.name.value) if around else None
    source = _copy_source(field.computed_from)
    if source is None or (
        source.field and not source.inside and _is_entity(entity, source, catalogue)
    ):
        return None  # copies were followed to their end: what is left leads in a circle
    return _source_path(entity, source, catalogue, above)


def _is_entity(entity: DeclaredEntity, source: DeclaredSource, catalogue: Catalogue) -> bool:
    meaning = scope(entity, catalogue).names.get(source.name.value)
    return meaning is not None and meaning.entity is not None


def source_path(
    entity: DeclaredEntity, source: DeclaredSource, catalogue: Catalogue
) -> MemberPath | None:
    """Where a source of one of the entity's fields is read; None where it isn't, or that can't be told."""
    return _source_path(entity, source, catalogue, frozenset())


def _source_path(
    entity: DeclaredEntity, source: DeclaredSource, catalogue: Catalogue, above: frozenset[str]
) -> MemberPath | None:
    meaning = scope(entity, catalogue).names.get(source.name.value)
    if source.index is not None:
        return None
    if meaning and meaning.holder:
        return _element_path(meaning.holder, source, catalogue, above)
    origin = meaning.entity if meaning else None
    theirs = origin.field(source.field.value) if origin and source.field else None
    path = field_path(origin, theirs, catalogue, above) if origin and theirs else None
    return (*path, *source.inside) if path else None


def _element_path(
    holder: DeclaredEntity, source: DeclaredSource, catalogue: Catalogue, above: frozenset[str]
) -> MemberPath | None:
    around = record_path(holder, catalogue, above)
    path = ((source.field.value,) if source.field else ()) + source.inside
    return (*around, *path) if around else None


def record_path(
    entity: DeclaredEntity, catalogue: Catalogue, above: frozenset[str] = frozenset()
) -> MemberPath | None:
    """Where the object stands that the fields of an entity are read from by their own names."""
    if entity.repeated_for:
        path = list_path(entity, catalogue, above)
        return (*path, None) if path else None
    return (entity.name.value,) if entity.source_type is SourceType.ROOT else None


def list_path(
    entity: DeclaredEntity, catalogue: Catalogue, above: frozenset[str] = frozenset()
) -> MemberPath | None:
    """Where the list stands that has one element per record of an entity; None where it can be no list."""
    repetition = entity.repeated_for
    origin = catalogue.get(repetition.entity.value) if repetition else None
    if repetition is None or origin is None or entity.name.value in above:
        return None
    name, *inside = repetition.path.value.split(".")
    field = origin.field(name)
    type_ = field_type(field) if field else None
    if field is None or type_ is None or not leads_to_list(type_, inside=bool(inside)):
        return None
    around = field_path(origin, field, catalogue, above | {entity.name.value})
    return (*around, *inside) if around else None


def leads_to_list(type_: FieldType, *, inside: bool) -> bool:
    """Whether a value of the type may be a list, or have a list `inside`."""
    return type_.kind in OBJECTS if inside else type_.kind is Kind.LIST


def element_type(entity: DeclaredEntity, catalogue: Catalogue) -> FieldType | None:
    """The type of the elements an entity has one record for each of; None where it isn't declared."""
    repetition = entity.repeated_for
    origin = catalogue.get(repetition.entity.value) if repetition else None
    field = origin.field(repetition.path.value) if repetition and origin else None
    type_ = field_type(field) if field else None
    return type_.items if type_ else None


def prefixes(path: MemberPath) -> Iterator[tuple[MemberPath, str | None]]:
    """Every place that a path passes through, with the step it takes from there."""
    for length in range(1, len(path)):
        yield path[:length], path[length]
