"""Rows of reference entities: where they are read, and who looks them up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from nomnom.errors import Diagnostic
from nomnom.model.conversions import can_become
from nomnom.model.entity import SourceType
from nomnom.spec.catalogue import Catalogue, reference_key
from nomnom.spec.checks.derivation import field_names
from nomnom.spec.checks.references import unknown_entity
from nomnom.spec.declared import DeclaredComputation, DeclaredEntity, DeclaredField, Word
from nomnom.spec.members import argument
from nomnom.spec.nearest import did_you_mean
from nomnom.spec.places import error
from nomnom.spec.scope import scope
from nomnom.spec.types import field_type

FILES = (".csv", ".ndjson", ".parquet")
"""The kinds of files that rows are read from."""


def reference_sources(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """NN108, NN234: rows come from one place, have a key, and belong to a reference entity."""
    for entity in catalogue.concrete:
        if (declared := entity.reference) is None:
            continue
        given = [name for name, _ in declared.origins]
        if entity.source_type is not SourceType.REFERENCE:
            message = f'"source" is for reference entities, and "{entity.name.value}" is {entity.source_type}'
            yield error(declared.place, "NN234", message, "remove it")
        elif len(given) != 1:
            message = (
                f"a source is one of file, table and query, got {' and '.join(given) or 'none'}"
            )
            yield error(declared.place, "NN234", message, "give exactly one of the three")
        for name, word in declared.origins:
            if name == "file" and PurePath(word.value).suffix not in FILES:
                message = f'"{word.value}" is not a file of a known kind'
                yield error(word.place, "NN234", message, f"use one of {', '.join(FILES)}")
        if not reference_key(entity):
            message = f'the rows of "{entity.name.value}" have no key'
            yield error(
                declared.place, "NN234", message, "add key: the field they are looked up by"
            )
        if declared.refresh and declared.refresh.value < 1:
            message = f"refresh is {declared.refresh.value} seconds"
            yield error(
                declared.refresh.place, "NN234", message, "write 1 or more, or leave it out"
            )
        for word in declared.key or ():
            if entity.whole and entity.field(word.value) is None:
                message = (
                    f'key names field "{word.value}", which "{entity.name.value}" does not have'
                )
                yield error(
                    word.place, "NN108", message, did_you_mean(word.value, field_names(entity))
                )


def lookups(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """NN107, NN108, NN209, NN220, NN235: a lookup finds a field of a reference entity by its whole key."""
    for entity in catalogue.extracted:
        for field in entity.fields:
            computation = field.computed_from
            word = computation.transform if computation else None
            if computation and word and word.value == "lookup_entity":
                yield from _lookup(entity, field, computation, word, catalogue)


def _lookup(
    entity: DeclaredEntity,
    field: DeclaredField,
    computation: DeclaredComputation,
    word: Word,
    catalogue: Catalogue,
) -> Iterator[Diagnostic]:
    name, asked = argument(computation, "entity"), argument(computation, "field")
    if name is None or asked is None:
        return
    found = catalogue.get(name.value)
    if found is None:
        if catalogue.complete:
            yield unknown_entity("lookup_entity", name, catalogue.names)
        return
    if found.reference is None:
        message = f'entity "{found.name.value}" has no rows to look up'
        cure = "name a reference entity with a source: {file: …}, {table: …} or {query: …}"
        yield error(name.place, "NN235", message, cure)
        return
    theirs = found.field(asked.value)
    if theirs is None:
        message = f'lookup_entity asks for field "{asked.value}", which "{found.name.value}" does not have'
        yield error(asked.place, "NN108", message, did_you_mean(asked.value, field_names(found)))
    else:
        given, wanted = field_type(theirs), field_type(field)
        if given and wanted and not can_become(given.kind, wanted.kind):
            message = f'"{asked.value}" of type {given} never becomes "{field.name.value}" of type {wanted}'
            yield error(asked.place, "NN220", message, "change one of the types")
    yield from _key(entity, computation, word, found, catalogue)


def _key(
    entity: DeclaredEntity,
    computation: DeclaredComputation,
    word: Word,
    found: DeclaredEntity,
    catalogue: Catalogue,
) -> Iterator[Diagnostic]:
    """As many sources as the key has fields, each of a type that the key's can be."""
    key, sources = reference_key(found), computation.sources or ()
    if len(sources) != len(key):
        listed = ", ".join(each.value for each in key)
        message = f'lookup_entity takes the key of "{found.name.value}" ({listed}), got {len(sources)} sources'
        yield error(word.place, "NN209", message, "give one source for each field of the key")
        return
    names = scope(entity, catalogue).names
    for source, part in zip(sources, key, strict=True):
        meaning = names.get(source.name.value)
        origin = meaning.entity if meaning else None
        theirs = origin.field(source.field.value) if origin and source.field else None
        given = field_type(theirs) if theirs and not source.inside else None
        keyed = found.field(part.value)
        wanted = field_type(keyed) if keyed else None
        if given and wanted and not can_become(given.kind, wanted.kind):
            message = f'the key "{part.value}" is of type {wanted}, which {given} never becomes'
            yield error(source.place, "NN220", message, "change one of the types")


def existing_keys(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """NN236: what must exist is the key of a reference entity whose rows are read."""
    for entity in catalogue.concrete:
        for key in (entity.persistence and entity.persistence.foreign_keys) or ():
            table, _, column = key.references.value.rpartition(".")
            owner = next((e for e in catalogue.concrete if _table(e) == table), None)
            fits = (
                owner is not None
                and owner.reference is not None
                and [word.value for word in reference_key(owner)] == [column]
            )
            if key.must_exist and not fits:
                message = (
                    f'"{key.references.value}" is not the key of a reference entity with a source'
                )
                cure = f"give the entity of {table or 'that table'} a source, or remove must_exist"
                yield error(key.must_exist, "NN236", message, cure)


def _table(entity: DeclaredEntity) -> str | None:
    table = entity.persistence.table if entity.persistence else None
    return table.value if table else None


CHECKS = (reference_sources, lookups, existing_keys)
