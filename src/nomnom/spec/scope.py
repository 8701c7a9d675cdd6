"""Which names the sources of an entity's fields may use, and what they stand for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nomnom.model.entity import SELF
from nomnom.spec.catalogue import Catalogue, origins
from nomnom.spec.declared import DeclaredEntity


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a source name stands for: an element of a list, else an entity (None: one that is unknown).

    `holder` is the entity with one record per element, for an element only.
    """

    entity: DeclaredEntity | None
    holder: DeclaredEntity | None = None

    @property
    def is_element(self) -> bool:
        """Whether it is an element of a list."""
        return self.holder is not None


@dataclass(frozen=True, slots=True)
class Scope:
    """The source names of one entity. `open`: an ancestor is unknown, so there may be more names."""

    names: Mapping[str, Meaning]
    open: bool


def scope(entity: DeclaredEntity, catalogue: Catalogue) -> Scope:
    """The names that `entity` may use: self, its own sources, then those of its ancestors, nearest first.

    Own sources go by alias and by entity name, and the element of a repeated_for by its each_known_as. Of an
    ancestor, entity names and each_known_as are known, aliases aren't.
    """
    names: dict[str, Meaning] = {SELF: Meaning(entity)}
    if entity.repeated_for:
        names.setdefault(entity.repeated_for.each_known_as.value, Meaning(None, holder=entity))
    for parent in entity.parents:
        names.setdefault(parent.alias.value, Meaning(catalogue.get(parent.entity.value)))
    seen: dict[str, DeclaredEntity | None] = {}
    waiting = list(origins(entity))
    while waiting:
        name = waiting.pop(0)
        if name in seen:
            continue
        ancestor = seen[name] = catalogue.get(name)
        names.setdefault(name, Meaning(ancestor))
        if ancestor:
            if ancestor.repeated_for:
                element = ancestor.repeated_for.each_known_as.value
                names.setdefault(element, Meaning(None, holder=ancestor))
            waiting.extend(origins(ancestor))
    return Scope(names, open=None in seen.values())
