"""Where field values come from: sources that exist, and fields of theirs that do."""

from __future__ import annotations

from collections.abc import Iterator

from nomnom.errors import Diagnostic
from nomnom.model.entity import MESSAGE_FIELDS, SELF, SourceType
from nomnom.spec.catalogue import Catalogue, chain, cycles
from nomnom.spec.checks.derivation import field_names
from nomnom.spec.checks.references import unknown_entity
from nomnom.spec.declared import DeclaredEntity, DeclaredField, DeclaredSource, Word
from nomnom.spec.members import inherited
from nomnom.spec.nearest import did_you_mean, listed
from nomnom.spec.places import error
from nomnom.spec.scope import Scope, scope
from nomnom.spec.spelling import is_pascal


def known_sources(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """NN107, NN108, NN109: each source is in scope, and has the field that is asked of it."""
    for entity in catalogue.concrete:
        names = scope(entity, catalogue)
        for field in entity.fields:
            for source in (field.computed_from and field.computed_from.sources) or ():
                if source.name.value in names.names:
                    yield from _known_field(field, source, names)
                elif not names.open and catalogue.complete:
                    yield _unknown_source(entity, field, source, names, catalogue)


def _known_field(
    field: DeclaredField, source: DeclaredSource, names: Scope
) -> Iterator[Diagnostic]:
    meaning = names.names[source.name.value]
    origin = meaning.entity
    if source.field is not None and meaning.is_message:
        asked = ".".join((source.field.value, *source.inside))
        if asked not in MESSAGE_FIELDS:
            message = (
                f'field "{field.name.value}" refers to "{asked}" of the message, which has none'
            )
            yield error(source.field.place, "NN108", message, did_you_mean(asked, MESSAGE_FIELDS))
    if source.field is None or origin is None or not origin.whole:
        return
    if origin.field(source.field.value) is None:
        message = (
            f'field "{field.name.value}" refers to field "{source.field.value}" of '
            f'"{origin.name.value}", which does not exist'
        )
        yield error(
            source.field.place,
            "NN108",
            message,
            did_you_mean(source.field.value, field_names(origin)),
        )


def _unknown_source(
    entity: DeclaredEntity,
    field: DeclaredField,
    source: DeclaredSource,
    names: Scope,
    catalogue: Catalogue,
) -> Diagnostic:
    word, role = source.name, f'field "{field.name.value}"'
    if other := catalogue.get(word.value):
        message = f'{role} refers to entity "{word.value}", from which "{entity.name.value}" is not derived'
        cure = f"add it to the parents, or use one of {listed(names.names)}"
        if other.repeated_for:
            message += (
                f', and which has a record for each element of "{other.repeated_for.path.value}"'
            )
            cure = f"use a transform over that list (list_length, list_sum, …), or one of {listed(names.names)}"
        return error(word.place, "NN109", message, cure)
    if is_pascal(word.value):
        return unknown_entity(role, word, catalogue.names)
    message = f'{role} refers to source "{word.value}", which does not exist'
    return error(word.place, "NN109", message, did_you_mean(word.value, names.names))


def taken_by_name(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """NN108: without an element to take it from, a field that isn't computed bears the name of a parent's."""
    for entity in catalogue.concrete:
        parents = [catalogue.get(parent.entity.value) for parent in entity.parents]
        known = [parent for parent in parents if parent and parent.whole]
        if entity.source_type is not SourceType.DERIVED or entity.repeated_for or not known:
            continue
        if len(known) < len(parents):
            continue
        theirs = {name for parent in known for name in field_names(parent)}
        for field in entity.fields:
            if field.computed_from is None and field.name.value not in theirs:
                message = f'field "{field.name.value}" is not computed, and no parent has a field of that name'
                hint = did_you_mean(field.name.value, theirs, otherwise="add computed_from")
                yield error(field.name.place, "NN108", message, hint)


def circles(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """NN217: fields aren't computed from each other, through `self`, in a circle."""
    for entity in catalogue.entities:
        fields = {field.name.value: field for field in entity.fields}
        for cycle in cycles({name: _own_sources(field) for name, field in fields.items()}):
            message = f"fields are computed from each other: {chain(cycle)}"
            place = fields[cycle[0]].name.place
            yield error(place, "NN217", message, "compute one of them from another source")


def _own_sources(field: DeclaredField) -> tuple[str, ...]:
    sources = (field.computed_from and field.computed_from.sources) or ()
    return tuple(s.field.value for s in sources if s.field and s.name.value == SELF)


def batch_results(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """NN228: what a batch transform gives is known for all rows together only, so nothing else takes it."""
    for entity in catalogue.extracted:
        names = scope(entity, catalogue).names
        for rule_field in (entity.existence and entity.existence.fields) or ():
            theirs = entity.field(rule_field.value)
            if theirs and (transform := _batch(theirs, catalogue)):
                yield _batch_taken("minimal_existence", rule_field, transform)
        for field in entity.fields:
            for source in (field.computed_from and field.computed_from.sources) or ():
                origin = names[source.name.value].entity if source.name.value in names else None
                theirs = origin.field(source.field.value) if origin and source.field else None
                if theirs and source.field and (transform := _batch(theirs, catalogue)):
                    yield _batch_taken(f'field "{field.name.value}"', source.field, transform)
            found = None if field.computed_from else inherited(entity, field, catalogue)
            if found and (transform := _batch(found[1], catalogue)):
                yield _batch_taken(f'field "{field.name.value}"', field.name, transform)


def _batch(field: DeclaredField, catalogue: Catalogue) -> str | None:
    """The batch transform that gives a field, if one does."""
    word = field.computed_from.transform if field.computed_from else None
    transform = catalogue.transforms.get(word.value) if word else None
    return transform.name if transform and transform.batch else None


def _batch_taken(taker: str, word: Word, transform: str) -> Diagnostic:
    message = f'{taker} takes "{word.value}", which the batch transform {transform} gives'
    return error(word.place, "NN228", message, "compute it from the same sources, without batch")


CHECKS = (known_sources, taken_by_name, circles, batch_results)
