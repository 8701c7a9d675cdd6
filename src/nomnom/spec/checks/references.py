"""Entities that others refer to exist, and can be what they are referred to as."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nomnom.errors import Diagnostic
from nomnom.model.entity import SELF, SourceType
from nomnom.spec.catalogue import Catalogue, chain, cycles
from nomnom.spec.declared import DeclaredEntity, Word
from nomnom.spec.nearest import did_you_mean, listed
from nomnom.spec.places import Place, error


def known_entities(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """NN107: `extends`, parents and `repeated_for` name entities that exist."""
    if not catalogue.complete:
        return
    for entity in catalogue.written:
        for role, word in _entity_words(entity):
            if catalogue.get(word.value) is None:
                others = (name for name in catalogue.names if name != entity.name.value)
                yield unknown_entity(role, word, others)


def _entity_words(entity: DeclaredEntity) -> Iterator[tuple[str, Word]]:
    if entity.extends:
        yield "extends", entity.extends
    if entity.repeated_for:
        yield "repeated_for", entity.repeated_for.entity
    for parent in entity.parents:
        yield "parent", parent.entity


def unknown_entity(role: str, word: Word, known: Iterable[str]) -> Diagnostic:
    """NN107 for `role`, which refers to an entity that isn't among the known ones."""
    names = sorted(set(known))
    message = f'{role} refers to entity "{word.value}", which does not exist'
    cure = f"entities are {listed(names)}" if names else "there is no other entity: add its file"
    return error(word.place, "NN107", message, did_you_mean(word.value, names, otherwise=cure))


def extends_circles(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """NN106: entities don't extend each other in a circle."""
    bases = {e.name.value: e.extends for e in reversed(catalogue.written)}
    for cycle in cycles({name: (base.value,) if base else () for name, base in bases.items()}):
        base = bases[cycle[0]]
        assert base is not None
        yield error(
            base.place,
            "NN106",
            f"entities extend each other: {chain(cycle)}",
            "remove one of the extends",
        )


def derived_from_records(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """NN110: what an entity is derived from has records: it is neither abstract nor a reference."""
    for entity in catalogue.written:
        words = [parent.entity for parent in entity.parents if not parent.ancillary]
        if entity.repeated_for:
            words.append(entity.repeated_for.entity)
        for word in words:
            origin = catalogue.get(word.value)
            if origin and (kind := _recordless(origin)):
                message = f'"{entity.name.value}" is derived from "{word.value}", which is {kind}'
                cure = (
                    "no message gives rise to records of it: derive from a root or derived entity"
                )
                yield error(word.place, "NN110", message, cure)


def _recordless(entity: DeclaredEntity) -> str | None:
    if entity.abstract:
        return "abstract"
    return "a reference entity" if entity.source_type is SourceType.REFERENCE else None


def aliases_once(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """NN111: the aliases and the element of one entity have names of their own, none of them `self`."""
    for entity in catalogue.written:
        taken: dict[str, Place | None] = {SELF: None}
        words = [parent.alias for parent in entity.parents]
        if entity.repeated_for:
            words.append(entity.repeated_for.each_known_as)
        for word in words:
            if word.value in taken:
                first = taken[word.value]
                owner = f"the source in line {first.line}" if first else "the entity's own fields"
                message = f'source name "{word.value}" already means {owner}'
                yield error(word.place, "NN111", message, "give it another name")
            taken.setdefault(word.value, word.place)


CHECKS = (known_entities, extends_circles, derived_from_records, aliases_once)
