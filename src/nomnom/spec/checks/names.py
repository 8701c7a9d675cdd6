"""How names are spelled, and that they are given once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nomnom.errors import Diagnostic
from nomnom.spec.catalogue import Catalogue
from nomnom.spec.declared import DeclaredEntity, DeclaredPersistence, Word
from nomnom.spec.places import error
from nomnom.spec.spelling import is_pascal, is_snake, to_pascal, to_snake


def entity_spelling(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """NN101: entities are named in PascalCase."""
    for entity in catalogue.written:
        if not is_pascal(entity.name.value):
            right = to_pascal(entity.name.value)
            cure = (
                f'write "{right}"' if right else "use letters and digits, starting with a capital"
            )
            message = f'entity name "{entity.name.value}" is not in PascalCase'
            yield error(entity.name.place, "NN101", message, cure)


def snake_spelling(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """NN102: fields, tables and columns are named in snake_case."""
    for entity in catalogue.written:
        for what, word in _snake_names(entity):
            if not is_snake(word.value):
                right = to_snake(word.value)
                cure = (
                    f'write "{right}"'
                    if right
                    else "use small letters, digits and underscores, a letter first"
                )
                yield error(
                    word.place, "NN102", f'{what} name "{word.value}" is not in snake_case', cure
                )


def _snake_names(entity: DeclaredEntity) -> Iterator[tuple[str, Word]]:
    for field in entity.fields:
        yield "field", field.name
        if field.renamed_from:
            yield "former field", field.renamed_from
    if stored := entity.persistence:
        if stored.table:
            yield "table", stored.table
        if stored.id_column:
            yield "column", stored.id_column
        if stored.primary_key and stored.primary_key.name.value not in _field_names(entity):
            yield "column", stored.primary_key.name


def _field_names(entity: DeclaredEntity) -> frozenset[str]:
    return frozenset(field.name.value for field in entity.fields)


def entities_once(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """NN103: an entity's name is its own."""
    for word, first in _repeated(entity.name for entity in catalogue.written):
        message = f'entity "{word.value}" is declared already in {first.place.file}, line {first.place.line}'
        yield error(word.place, "NN103", message, "give one of the two another name")


def fields_once(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """NN104: a field's name is its own within the entity's file."""
    for entity in catalogue.written:
        for word, first in _repeated(field.name for field in entity.fields):
            message = f'field "{word.value}" is declared already in line {first.place.line}'
            yield error(word.place, "NN104", message, "remove one of the two, or rename it")


def lists_once(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """NN112: unicity fields, an index's fields, overrides and existence fields are listed once."""
    for entity in catalogue.written:
        lists = list(_name_lists(entity.persistence)) if entity.persistence else []
        if entity.existence and not entity.existence.both:
            lists.append(entity.existence.fields)
        for words in lists:
            for word, first in _repeated(words):
                message = f'"{word.value}" is listed already in line {first.place.line}'
                yield error(word.place, "NN112", message, "remove one of the two")


def _name_lists(stored: DeclaredPersistence) -> Iterator[tuple[Word, ...]]:
    yield stored.unicity or ()
    yield from stored.indexes or ()
    yield tuple(override.name for override in stored.overrides or ())
    yield tuple(key.column for key in stored.foreign_keys or ())


def _repeated(words: Iterable[Word]) -> Iterator[tuple[Word, Word]]:
    """Each word that was there before, with its first appearance."""
    first: dict[str, Word] = {}
    for word in words:
        if word.value in first:
            yield word, first[word.value]
        else:
            first[word.value] = word


CHECKS = (entity_spelling, snake_spelling, entities_once, fields_once, lists_once)
