"""A field that takes another's value is of a type which that value can become."""

from __future__ import annotations

from collections.abc import Iterator

from nomnom.errors import Diagnostic
from nomnom.model.conversions import BECOMES, can_become
from nomnom.model.types import FieldType
from nomnom.spec.catalogue import Catalogue
from nomnom.spec.declared import DeclaredEntity, DeclaredField
from nomnom.spec.members import inherited
from nomnom.spec.nearest import listed
from nomnom.spec.places import Place, error
from nomnom.spec.scope import scope
from nomnom.spec.types import field_type
from nomnom.transforms.signature import T


def conversions(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """NN220: what is passed on, or taken by name from a parent, can become the field's type."""
    for entity in catalogue.extracted:
        for field in entity.fields:
            wanted = field_type(field)
            for place, origin, theirs in _taken(entity, field, catalogue):
                given = field_type(theirs)
                if wanted and given and not can_become(given.kind, wanted.kind):
                    yield _never(place, origin, theirs, given, field, wanted)


def _taken(
    entity: DeclaredEntity, field: DeclaredField, catalogue: Catalogue
) -> Iterator[tuple[Place, DeclaredEntity, DeclaredField]]:
    """The fields whose value a field takes, and where it says so.

    What elements have by the field's own name comes first, so a parent's field of another type does no harm.
    """
    computation = field.computed_from
    if computation is None and not entity.repeated_for:
        if found := inherited(entity, field, catalogue):
            yield (field.type or field.name).place, *found
    elif computation and computation.transform:
        transform = catalogue.transforms.get(computation.transform.value)
        names = scope(entity, catalogue).names
        for number, source in enumerate(computation.sources or ()):
            meaning = names.get(source.name.value)
            origin, word = meaning.entity if meaning else None, source.field
            if not transform or not transform.signature.sources or source.inside:
                continue
            theirs = origin.field(word.value) if origin and word else None
            if transform.signature.source(number).type is T and origin and word and theirs:
                yield word.place, origin, theirs


def _never(
    place: Place,
    origin: DeclaredEntity,
    theirs: DeclaredField,
    given: FieldType,
    field: DeclaredField,
    wanted: FieldType,
) -> Diagnostic:
    message = (
        f'field "{field.name.value}" of type {wanted} takes "{theirs.name.value}" of '
        f'"{origin.name.value}", whose type {given} never becomes that'
    )
    becomes = listed(kind for kind in BECOMES if kind in BECOMES[given.kind])
    cure = f"change one of the types: {given.kind} becomes {becomes}"
    return error(place, "NN220", message, cure)


CHECKS = (conversions,)
