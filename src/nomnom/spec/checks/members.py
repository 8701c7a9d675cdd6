"""What is read from inside records: names that can be read, of values that can have members or elements."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from nomnom.errors import Diagnostic
from nomnom.spec.catalogue import Catalogue
from nomnom.spec.declared import DeclaredComputation, DeclaredEntity, DeclaredField, Word
from nomnom.spec.members import (
    OBJECTS,
    MemberPath,
    argument,
    copied_from,
    element_type,
    inherited,
    list_path,
    prefixes,
    record_path,
    source_path,
)
from nomnom.spec.places import Located, Place, error
from nomnom.spec.scope import scope

_UNREADABLE = re.compile(r'["\\\x00-\x1f\ud800-\udfff]')


def names(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """NN221: member names have no quote, backslash or control character, which JSON has to escape."""
    for entity in catalogue.concrete:
        for word in _member_names(entity, catalogue):
            if _UNREADABLE.search(word.value):
                message = f"member name {json.dumps(word.value)} can't be read from messages"
                cure = (
                    "a name has no double quote, backslash or control character: rename the member"
                )
                yield error(word.place, "NN221", message, cure)


def _member_names(entity: DeclaredEntity, catalogue: Catalogue) -> Iterator[Word]:
    if entity.repeated_for:
        yield entity.repeated_for.path
    meanings = scope(entity, catalogue).names
    for field in entity.fields:
        if argument := _got(field.computed_from):
            yield argument
        for source in (field.computed_from and field.computed_from.sources) or ():
            meaning = meanings.get(source.name.value)
            if source.field and meaning and meaning.is_element:
                yield source.field
            yield from (Located(step, source.place) for step in source.inside)


def _got(computation: DeclaredComputation | None) -> Word | None:
    """The name of the member that a json getter reads."""
    if computation is None or not _is_getter(computation):
        return None
    return argument(computation, "field")


def _is_getter(computation: DeclaredComputation) -> bool:
    word = computation.transform
    return word is not None and word.value.startswith("json_get_")


def scalar_elements(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """NN222: nothing is taken by name from elements that are no objects."""
    for entity in catalogue.extracted:
        for field in entity.fields:
            if field.computed_from is None:
                yield from _by_own_name(entity, field, catalogue)
            else:
                yield from _by_source(entity, field.computed_from, catalogue)


def _by_own_name(
    entity: DeclaredEntity, field: DeclaredField, catalogue: Catalogue
) -> Iterator[Diagnostic]:
    repetition, type_ = entity.repeated_for, element_type(entity, catalogue)
    if repetition is None or type_ is None or type_.kind in OBJECTS:
        return
    name = field.name.value
    message = (
        f'field "{name}" is taken by its name from elements of type {type_}, which have no members'
    )
    found = inherited(entity, field, catalogue)
    source = (
        f"{{source: {found[0].name.value}, field: {name}}}"
        if found
        else (repetition.each_known_as.value)
    )
    cure = f"add computed_from: {{transform: copy_field, sources: [{source}]}}"
    yield error(field.name.place, "NN222", message, cure)


def _by_source(
    entity: DeclaredEntity, computation: DeclaredComputation, catalogue: Catalogue
) -> Iterator[Diagnostic]:
    meanings = scope(entity, catalogue).names
    for source in computation.sources or ():
        meaning = meanings.get(source.name.value)
        holder = meaning.holder if meaning else None
        type_ = element_type(holder, catalogue) if holder else None
        if type_ is None or type_.kind in OBJECTS:
            continue
        name = source.name.value
        if source.field:
            message = f'"{name}" is of type {type_}, which has no member "{source.field.value}"'
            cure = f"write {name} for the element itself, or declare the list as List[Object]"
            yield error(source.field.place, "NN222", message, cure)
        elif _is_getter(computation):
            message = f'"{name}" is of type {type_}, which has no members to get'
            yield error(source.place, "NN222", message, "use copy_field for the element itself")


def taken_from_message(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """NN223: paths and repeated_for lead into fields that come from the message as they are."""
    for entity in catalogue.extracted:
        repetition = entity.repeated_for
        origin = catalogue.get(repetition.entity.value) if repetition else None
        if repetition and origin:
            first = repetition.path.value.partition(".")[0]
            yield from _as_it_is(origin, first, repetition.path.place, catalogue)
        meanings = scope(entity, catalogue).names
        for field in entity.fields:
            computation = field.computed_from
            for source in (computation and computation.sources) or ():
                meaning = meanings.get(source.name.value)
                if source.field and source.inside and meaning and meaning.entity:
                    word = source.field
                    yield from _as_it_is(meaning.entity, word.value, word.place, catalogue)


def _as_it_is(
    entity: DeclaredEntity, name: str, place: Place, catalogue: Catalogue
) -> Iterator[Diagnostic]:
    field = entity.field(name)
    if field is None:
        return
    _, end = copied_from(entity, field, catalogue)
    word = end.computed_from.transform if end.computed_from else None
    if word and word.value in catalogue.transforms and word.value != "copy_field":
        message = (
            f'"{name}" of "{entity.name.value}" is computed by {word.value}, not read from messages'
        )
        cure = "read from a field that is taken by name or by copy_field"
        yield error(place, "NN223", message, cure)


def one_form(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """NN224: what one reader takes for a list, no other takes for an object."""
    objects: dict[MemberPath, str] = {}
    for used, reader in _uses(catalogue):
        for passed, step in prefixes(used):
            if step is not None:
                objects.setdefault(passed, reader)
    for entity in catalogue.extracted:
        path = list_path(entity, catalogue)
        if entity.repeated_for and path and path in objects:
            word = entity.repeated_for.path
            message = f'"{word.value}" is read as a list here, but as an object by {objects[path]}'
            cure = "a value is one or the other: correct whichever is wrong"
            yield error(word.place, "NN224", message, cure)


def _uses(catalogue: Catalogue) -> Iterator[tuple[MemberPath, str]]:
    """Every path that something reads, and what reads it."""
    for entity in catalogue.extracted:
        owner = f'of "{entity.name.value}"'
        if found := list_path(entity, catalogue):
            yield found, f"repeated_for {owner}"
        for field in entity.fields:
            if path := _read_path(entity, field, catalogue):
                yield path, f'field "{field.name.value}" {owner}'


def _read_path(
    entity: DeclaredEntity, field: DeclaredField, catalogue: Catalogue
) -> MemberPath | None:
    """Where a field reads on its own account: not what it copies from another field."""
    computation = field.computed_from
    if computation is None:
        around = record_path(entity, catalogue)
        return (*around, field.name.value) if around else None
    source = next(iter(computation.sources or ()), None)
    path = source_path(entity, source, catalogue) if source else None
    argument = _got(computation)
    return (*path, argument.value) if path and argument else path


CHECKS = (names, scalar_elements, taken_from_message, one_form)
