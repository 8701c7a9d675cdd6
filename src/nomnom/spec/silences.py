"""Silences: warnings and notes that somebody read and, for a reason they give, doesn't want to see again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nomnom.spec.catalogue import Catalogue
from nomnom.spec.declared import DeclaredSilence
from nomnom.spec.places import Remark, remark

UNUSED = "NN414"


@dataclass(frozen=True, slots=True)
class Silenced:
    """What is left of some remarks, and the silences that the others fell under."""

    heard: tuple[Remark, ...]
    used: frozenset[DeclaredSilence]


def silenced(remarks: Iterable[Remark], catalogue: Catalogue) -> Silenced:
    """The remarks without those that are silenced.

    The nearest silence counts: that of the field, else of the entity, else of the project.
    """
    heard: list[Remark] = []
    used: set[DeclaredSilence] = set()
    for each in remarks:
        if silence := _nearest(each, catalogue):
            used.add(silence)
        else:
            heard.append(each)
    return Silenced(tuple(heard), frozenset(used))


def _nearest(about: Remark, catalogue: Catalogue) -> DeclaredSilence | None:
    entity = catalogue.get(about.entity) if about.entity else None
    field = entity.field(about.field) if entity and about.field else None
    for place in (field, entity, catalogue.project):
        for silence in place.silences if place else ():
            if silence.code.value == about.diagnostic.code:
                return silence
    return None


def unused(used: frozenset[DeclaredSilence], catalogue: Catalogue) -> Iterator[Remark]:
    """NN414: what is silenced is there, where `used` are the silences that something fell under."""
    for silence, entity, field in written_silences(catalogue):
        if silence not in used and silence.code.value != UNUSED:
            message = f"there is no {silence.code.value} here to be silenced"
            cure = "remove the silence: what it was for is gone"
            yield remark(silence.code.place, UNUSED, message, cure, entity=entity, field=field)


def written_silences(
    catalogue: Catalogue,
) -> Iterator[tuple[DeclaredSilence, str | None, str | None]]:
    """Every silence as it is written, with the entity and the field it stands at."""
    for silence in catalogue.project.silences:
        yield silence, None, None
    for entity in catalogue.written:
        for silence in entity.silences:
            yield silence, entity.name.value, None
        for field in entity.fields:
            for silence in field.silences:
                yield silence, entity.name.value, field.name.value
