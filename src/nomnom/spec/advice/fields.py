"""Fields whose name says what they hold."""

from __future__ import annotations

from collections.abc import Iterator

from nomnom.model.types import Kind
from nomnom.spec.catalogue import Catalogue
from nomnom.spec.declared import DeclaredEntity, DeclaredField
from nomnom.spec.places import Place
from nomnom.spec.types import spelled_type

Found = tuple[DeclaredEntity, DeclaredField, Place]


def fields_named(catalogue: Catalogue, words: frozenset[str], kind: Kind) -> Iterator[Found]:
    """The fields of a type whose last word is one of `words`: entity, field, and where the type stands.

    References are left out: their types are those of somebody else's table. So are fields with `column: false`,
    of which others make what they hold.
    """
    for entity in catalogue.extracted:
        for field in entity.fields:
            type_ = spelled_type(field.type)
            fits = field.column and type_ and type_.kind is kind
            if fits and field.type and _last_word(field) in words:
                yield entity, field, field.type.place


def _last_word(field: DeclaredField) -> str:
    return field.name.value.rpartition("_")[2]
