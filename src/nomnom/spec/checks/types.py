"""Types are those of the closed list; an unknown one is never taken for a string."""

from __future__ import annotations

from collections.abc import Iterator

from nomnom.errors import Diagnostic
from nomnom.model.types import ALIASES, Kind
from nomnom.spec.catalogue import Catalogue
from nomnom.spec.declared import DeclaredEntity, DeclaredField, DeclaredOverride, Word
from nomnom.spec.nearest import did_you_mean, listed
from nomnom.spec.places import error
from nomnom.spec.types import LONGEST, spelled_type

_LISTS = tuple(f"List[{kind}]" for kind in Kind if kind is not Kind.LIST)
_COMMON = (
    "String",
    "Integer",
    "BigInt",
    "Decimal",
    "Boolean",
    "Date",
    "DateTime",
    "Timestamp",
    "Uuid",
    "Json",
)


def known_types(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """NN105: the type of a field, primary key or override is known."""
    for entity in catalogue.written:
        for word in _type_words(entity):
            if spelled_type(word) is None:
                cure = f'valid are {listed(_COMMON)} and lists such as "List[Object]"'
                hint = did_you_mean(word.value, (*ALIASES, *_LISTS), otherwise=cure)
                yield error(word.place, "NN105", f'unknown type "{word.value}"', hint)


def _type_words(entity: DeclaredEntity) -> Iterator[Word]:
    yield from (field.type for field in entity.fields if field.type)
    if stored := entity.persistence:
        if stored.primary_key and stored.primary_key.type:
            yield stored.primary_key.type
        yield from (override.type for override in stored.overrides or () if override.type)


def lengths(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """NN213: `args` is the one length of a String, from 1 to what a database allows."""
    for entity in catalogue.written:
        for field in entity.fields:
            yield from _length(field, spelled_kind(field.type))
        for override in (entity.persistence and entity.persistence.overrides) or ():
            field_word = _type_of_field(entity, override)
            yield from _length(override, spelled_kind(override.type or field_word))


def _type_of_field(entity: DeclaredEntity, override: DeclaredOverride) -> Word | None:
    field = entity.field(override.name.value)
    return field.type if field else None


def spelled_kind(word: Word | None) -> Kind | None:
    """The kind of type that is spelled; None where it can't be read."""
    type_ = spelled_type(word)
    return type_.kind if type_ else None


def _length(declared: DeclaredField | DeclaredOverride, kind: Kind | None) -> Iterator[Diagnostic]:
    length = declared.length
    if length is None or kind is None:
        return
    if kind is not Kind.STRING:
        message = f'"{declared.name.value}" is of type {kind}, which takes no args'
        yield error(
            length.place,
            "NN213",
            message,
            "remove args; precision and scale stand under constraints",
        )
    elif not isinstance(length.value, int) or not 1 <= length.value <= LONGEST:
        message = f'args of "{declared.name.value}" must be one length from 1 to {LONGEST}'
        yield error(
            length.place, "NN213", message, "write the greatest number of characters, as in [20]"
        )


CHECKS = (known_types, lengths)
