"""Sources have the form that their transform takes: a value, of a type that it can be called with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nomnom.errors import Diagnostic
from nomnom.model.conversions import NATIVE, can_pass
from nomnom.model.types import Kind
from nomnom.spec.catalogue import Catalogue
from nomnom.spec.declared import DeclaredEntity, DeclaredField, DeclaredSource
from nomnom.spec.members import OBJECTS, element_type
from nomnom.spec.places import error
from nomnom.spec.scope import Meaning, scope
from nomnom.spec.types import field_type
from nomnom.transforms.declaring import Transform
from nomnom.transforms.signature import Parameter, T, spelled

_WHOLE_DOCUMENTS = frozenset({"hl7_get"})
"""The transforms that look into a document as a whole."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A source that a transform takes for a field, what its name means, and the parameter it is for."""

    entity: DeclaredEntity
    source: DeclaredSource
    meaning: Meaning
    parameter: Parameter
    transform: Transform
    field: DeclaredField


def taken(entities: Iterable[DeclaredEntity], catalogue: Catalogue) -> Iterator[Taken]:
    """What known transforms take for the entities' fields, of sources that are in scope."""
    for entity in entities:
        names = scope(entity, catalogue).names
        for field in entity.fields:
            computation = field.computed_from
            word = computation.transform if computation else None
            transform = catalogue.transforms.get(word.value) if word else None
            if computation is None or transform is None or not transform.signature.sources:
                continue
            for place, source in enumerate(computation.sources or ()):
                if meaning := names.get(source.name.value):
                    parameter = transform.signature.source(place)
                    yield Taken(entity, source, meaning, parameter, transform, field)


def source_forms(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """NN210: sources are values, and getters read from objects."""
    for each in taken(catalogue.concrete, catalogue):
        if problem := _misformed(each.source, each.meaning, each.transform, each.field, catalogue):
            yield error(each.source.place, "NN210", *problem)


def _misformed(
    source: DeclaredSource,
    meaning: Meaning,
    transform: Transform,
    field: DeclaredField,
    catalogue: Catalogue,
) -> tuple[str, str] | None:
    """What is wrong with the form of a source, and the cure."""
    name = source.name.value
    spelled_out = f"{{source: {name}, field: …}}"
    if source.index is not None:
        return _misformed_index(source, meaning)
    if source.field is None and meaning.is_message:
        return 'source "message" is no value by itself', f"write {spelled_out}"
    if source.field is None and meaning.is_document and transform.name not in _WHOLE_DOCUMENTS:
        return f'source "{name}" is a document, which is no value by itself', f"write {spelled_out}"
    if source.field is None and not meaning.is_element:
        return f'source "{name}" is an entity, not an element of a list', f"write {spelled_out}"
    if problem := _misformed_element(source, meaning, transform, field, catalogue):
        return problem
    theirs = _named_field(source, meaning)
    type_ = field_type(theirs) if theirs else None
    is_getter = transform.name.startswith("json_get_")
    if type_ and not source.inside and is_getter and type_.kind not in OBJECTS:
        message = f'"{transform.name}" reads from an object, but the source is of type {type_}'
        return message, "use copy_field for its value, or declare it as Object"
    if type_ and source.inside and type_.kind not in OBJECTS:
        assert source.field is not None
        message = (
            f'"{source.field.value}" is of type {type_}, which has no member "{source.inside[0]}"'
        )
        return message, "declare it as Object or Json, or name the field alone"
    return None


def _misformed_element(
    source: DeclaredSource,
    meaning: Meaning,
    transform: Transform,
    field: DeclaredField,
    catalogue: Catalogue,
) -> tuple[str, str] | None:
    """An object where a single value is taken."""
    if source.field is not None or meaning.holder is None:
        return None
    given, wanted = element_type(meaning.holder, catalogue), field_type(field)
    takes = transform.signature.sources[0].type if transform.signature.sources else T
    is_single = takes in _SINGLE or (takes is T and wanted and not wanted.kind.is_json)
    if given is None or given.kind is not Kind.OBJECT or not is_single:
        return None
    name = source.name.value
    return (
        f'source "{name}" is an object, not a single value',
        f"write {name}.… or {{source: {name}, field: …}}",
    )


_SINGLE = tuple(type_ for type_, kind in NATIVE.items() if not kind.is_json)


def _misformed_index(source: DeclaredSource, meaning: Meaning) -> tuple[str, str] | None:
    name = source.name.value
    if source.field is not None:
        cure = f"write {{source: {name}, index: {source.index}}}"
        return f'source "{name}" asks for a field and for an index', cure
    if not meaning.is_element or meaning.is_document:
        return (
            f'source "{name}" has no place in a list',
            "name an element, by the each_known_as of a repeated_for",
        )
    return None


def _named_field(source: DeclaredSource, meaning: Meaning) -> DeclaredField | None:
    if meaning.entity is None or source.field is None:
        return None
    return meaning.entity.field(source.field.value)


def passed_types(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """NN220: a transform is given fields of types that it can be called with."""
    for each in taken(catalogue.extracted, catalogue):
        parameter, signature = each.parameter, each.transform.signature
        theirs = None if each.source.inside else _named_field(each.source, each.meaning)
        given = field_type(theirs) if theirs else None
        if theirs is None or given is None or parameter.type is T or _is_read(each.transform):
            continue
        if not can_pass(given.kind, parameter.base):
            wanted = spelled(parameter.type)
            message = f'"{theirs.name.value}" of type {given} is no {wanted}: {signature}'
            cure = f"give it {_a_type_for(parameter.base)}, or use another transform"
            yield error(each.source.place, "NN220", message, cure)


def _is_read(transform: Transform) -> bool:
    """Whether the transform reads from documents, whose form NN210 tells."""
    return transform.name.startswith("json_get_")


def _a_type_for(wanted: object) -> str:
    return " or ".join(f"a {kind}" for kind in Kind if can_pass(kind, wanted))


CHECKS = (source_forms, passed_types)
