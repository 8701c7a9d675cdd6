"""Tables and their columns: named once, with what the fields hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import combinations

from nomnom.errors import Diagnostic
from nomnom.model.naming import LIMIT
from nomnom.spec.catalogue import Catalogue
from nomnom.spec.checks.derivation import field_names
from nomnom.spec.columns import key_column, stored_fields
from nomnom.spec.declared import DeclaredEntity, DeclaredOverride, DeclaredPersistence, Word
from nomnom.spec.nearest import did_you_mean
from nomnom.spec.places import Finding, Place, error
from nomnom.spec.types import field_type, same_family, spelled_type

_StoredRule = Callable[[DeclaredEntity, DeclaredPersistence, Catalogue], Iterator[Finding]]


def each_stored(rule: _StoredRule) -> Callable[[Catalogue], Iterator[Finding]]:
    """A check that applies `rule` to every entity that is no template and has a persistence."""

    def check(catalogue: Catalogue) -> Iterator[Finding]:
        for entity in catalogue.concrete:
            if entity.persistence:
                yield from rule(entity, entity.persistence, catalogue)

    check.__doc__ = rule.__doc__
    return check


def table_given(
    entity: DeclaredEntity, stored: DeclaredPersistence, _: Catalogue
) -> Iterator[Diagnostic]:
    """NN004: persistence names a table."""
    if stored.table is None and entity.whole:
        message = f'persistence of "{entity.name.value}" has no key "database.conformant_table"'
        yield error(
            stored.place, "NN004", message, "add database: {conformant_table: …}, the table's name"
        )


def some_column(
    entity: DeclaredEntity, stored: DeclaredPersistence, catalogue: Catalogue
) -> Iterator[Diagnostic]:
    """NN332: a table holds something besides its generated key."""
    if entity.whole and not stored_fields(entity, stored, catalogue):
        message = f'"{entity.name.value}" has a table, but no field that is a column of it'
        cure = "give it a field with a column, or take its persistence away"
        yield error(stored.place, "NN332", message, cure)


def tables_once(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """NN301, NN304, NN305: every entity has a table of its own."""
    placed = list(_tables(catalogue))
    first: dict[str, str] = {}
    for name, place, entity in placed:
        if name in first:
            message = f'table "{name}" of "{entity}" is already the table of "{first[name]}"'
            yield error(place, "NN301", message, "give the entity a conformant_table of its own")
        first.setdefault(name, entity)
    yield from _too_alike("tables", ((name, place) for name, place, _ in placed))


def _tables(catalogue: Catalogue) -> Iterator[tuple[str, Place, str]]:
    """Table, place and entity; an inherited table stands at the heir's name, where the cure belongs."""
    for entity in catalogue.concrete:
        table = entity.persistence.table if entity.persistence else None
        if table:
            inherited = table.place.file != entity.place.file
            yield table.value, entity.name.place if inherited else table.place, entity.name.value


def columns_apart(
    entity: DeclaredEntity, stored: DeclaredPersistence, catalogue: Catalogue
) -> Iterator[Diagnostic]:
    """NN304, NN305: columns differ in their first 63 bytes, and by more than letter case."""
    key = key_column(entity, stored)
    columns = [(column.name, column.place) for column in stored_fields(entity, stored, catalogue)]
    if key.autogenerate:
        columns.insert(0, (key.name.value, key.name.place))
    yield from _too_alike("columns", columns)


def _too_alike(what: str, placed: Iterable[tuple[str, Place]]) -> Iterator[Diagnostic]:
    for (one, _), (other, place) in combinations(placed, 2):
        if one == other:
            continue
        if one.casefold() == other.casefold():
            message = f'{what} "{one}" and "{other}" differ by letter case only'
            yield error(place, "NN305", message, "rename one of them")
        elif one.encode()[:LIMIT] == other.encode()[:LIMIT]:
            message = f'{what} "{one}" and "{other}" are the same in their first {LIMIT} bytes'
            yield error(place, "NN304", message, "rename one of them so that they differ earlier")


def overrides(
    entity: DeclaredEntity, stored: DeclaredPersistence, catalogue: Catalogue
) -> Iterator[Diagnostic]:
    """NN108, NN313, NN314, NN315: an override stores a field of its family, without refusing its nulls."""
    key = key_column(entity, stored)
    for override in stored.overrides or ():
        if override.primary_key and override.name.value != key.name.value:
            message = (
                f'"{override.name.value}" is marked as primary key, but "{key.name.value}" is it'
            )
            cure = "remove the mark, or name the column under persistence.primary_key"
            yield error(override.primary_key, "NN315", message, cure)
        if not (key.autogenerate and override.name.value == key.name.value):
            yield from _override(entity, override)


def _override(entity: DeclaredEntity, override: DeclaredOverride) -> Iterator[Diagnostic]:
    field = entity.field(override.name.value)
    if field is None:
        if entity.whole:
            yield no_field("field override", override.name, entity)
        return
    type_, stored_type = field_type(field), spelled_type(override.type)
    if override.type and type_ and stored_type and not same_family(type_.kind, stored_type.kind):
        message = f'column "{override.name.value}" of type {stored_type} can\'t hold a field of type {type_}'
        yield error(
            override.type.place, "NN313", message, "leave the type out, or change the field's"
        )
    if override.nullable and not override.nullable.value and field.nullable:
        message = f'column "{override.name.value}" is not nullable, but its field is'
        cure = "make the column nullable, or the field not"
        yield error(override.nullable.place, "NN314", message, cure)


def no_field(role: str, word: Word, entity: DeclaredEntity) -> Diagnostic:
    """NN108 for `role`, which names a field that the entity doesn't have."""
    message = f'{role} names field "{word.value}", which entity "{entity.name.value}" does not have'
    return error(word.place, "NN108", message, did_you_mean(word.value, field_names(entity)))


def existence(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """NN108, NN218: minimal_existence has one rule, over fields that exist."""
    for entity in catalogue.entities:
        if not (rule := entity.existence):
            continue
        if rule.both:
            message = "minimal_existence needs either require_any or require_all"
            yield error(rule.place, "NN218", message, "give exactly one of the two")
        for word in rule.fields:
            if entity.whole and not entity.abstract and entity.field(word.value) is None:
                yield no_field("minimal_existence", word, entity)


CHECKS = (
    tables_once,
    existence,
    *map(each_stored, (table_given, some_column, columns_apart, overrides)),
)
