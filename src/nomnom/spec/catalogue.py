"""The entities of all files, to be asked for by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from nomnom.model.entity import InputFormat, SourceType
from nomnom.model.graph import find_cycle
from nomnom.spec.declared import DeclaredEntity, DeclaredProject, Word
from nomnom.transforms import BUILT_IN
from nomnom.transforms.declaring import Transform


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All that the files declare.

    `written` has each entity as its file says, `entities` the same entities in the same order with what they
    inherit. `transforms` are those that fields may name.
    `complete` is False where some file can't be read: then an unknown name may stand in there, and
    checks say nothing about it.
    """

    project: DeclaredProject
    written: tuple[DeclaredEntity, ...]
    entities: tuple[DeclaredEntity, ...]
    complete: bool
    transforms: Mapping[str, Transform] = field(default_factory=lambda: BUILT_IN)

    def get(self, name: str) -> DeclaredEntity | None:
        """The first entity of that name, inheritance applied."""
        return next((e for e in self.entities if e.name.value == name), None)

    @property
    def names(self) -> tuple[str, ...]:
        """Every entity's name."""
        return tuple(e.name.value for e in self.entities)

    @property
    def concrete(self) -> tuple[DeclaredEntity, ...]:
        """The entities that are no mere templates."""
        return tuple(e for e in self.entities if not e.abstract)

    @property
    def extracted(self) -> tuple[DeclaredEntity, ...]:
        """The entities that messages give rise to."""
        return tuple(e for e in self.concrete if e.source_type is not SourceType.REFERENCE)


def origins(entity: DeclaredEntity) -> tuple[str, ...]:
    """The names of the entities it is derived from, each once, the driver of a repetition first."""
    driver = (entity.repeated_for.entity.value,) if entity.repeated_for else ()
    return tuple(dict.fromkeys(driver + tuple(p.entity.value for p in entity.parents)))


def cycles(depends_on: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, ...]]:
    """Cycles that have no name in common, each as the names in order of dependence, until none is left."""
    remaining = {name: tuple(others) for name, others in depends_on.items()}
    while cycle := find_cycle(remaining):
        yield cycle
        remaining = {name: others for name, others in remaining.items() if name not in cycle}


def chain(cycle: tuple[str, ...]) -> str:
    """A cycle as text: `A → B → A`."""
    return " → ".join((*cycle, cycle[0]))


def lists_around(name: str, catalogue: Catalogue, below: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The root of an entity's records, then those whose lists are nested around them, itself if it has one.

    `below` are entities that are being looked at already; a circle ends there.
    """
    entity = catalogue.get(name)
    if entity is None or name in below:
        return ()
    if entity.repeated_for:
        return (*lists_around(entity.repeated_for.entity.value, catalogue, (*below, name)), name)
    lines = [lists_around(origin, catalogue, (*below, name)) for origin in origins(entity)]
    return max(lines, key=len, default=(name,))


def is_hl7(entity: DeclaredEntity, catalogue: Catalogue) -> bool:
    """Whether records of an entity come from HL7 v2 messages."""
    line = lists_around(entity.name.value, catalogue)
    root = catalogue.get(line[0]) if line else None
    declared = root.input if root else None
    return declared is not None and declared.format.value == InputFormat.HL7V2


def reference_key(entity: DeclaredEntity) -> tuple[Word, ...]:
    """The fields that rows of a reference entity are looked up by: those it says, else the unicity fields."""
    if entity.reference and entity.reference.key is not None:
        return entity.reference.key
    return (entity.persistence and entity.persistence.unicity) or ()
