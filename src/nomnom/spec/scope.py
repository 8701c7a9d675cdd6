"""Which names the sources of an entity's fields may use, and what they stand for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from nomnom.model.entity import MESSAGE, RECORD, SELF
from nomnom.spec.catalogue import Catalogue, lists_around, origins
from nomnom.spec.declared import DeclaredEntity, DeclaredField, DeclaredSource
from nomnom.spec.nearest import nearest
from nomnom.spec.places import Located


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a source name stands for: a place in the record, the message, or an entity (None: an unknown one).

    `holder` is the entity with one record per place: per element of a list, or per document.
    """

    entity: DeclaredEntity | None
    holder: DeclaredEntity | None = None
    is_message: bool = False

    @property
    def is_element(self) -> bool:
        """Whether it is a place in the record: its members are read by their names."""
        return self.holder is not None

    @property
    def is_document(self) -> bool:
        """Whether it is a document as a whole, which is no value by itself."""
        return self.holder is not None and self.holder.repeated_for is None


@dataclass(frozen=True, slots=True)
class Scope:
    """The source names of one entity. `open`: an ancestor is unknown, so there may be more names."""

    names: Mapping[str, Meaning]
    open: bool


def scope(entity: DeclaredEntity, catalogue: Catalogue) -> Scope:
    """The names that `entity` may use: self, its own sources, those of its ancestors, record and message.

    Own sources go by alias and by entity name, and the element of a repeated_for by its each_known_as. Of an
    ancestor, entity names and each_known_as are known, aliases aren't. Of equal names the first one counts.
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
    line = lists_around(entity.name.value, catalogue)
    if line and (holder := catalogue.get(line[-1])):
        names.setdefault(RECORD, Meaning(None, holder=holder))
    names.setdefault(MESSAGE, Meaning(None, is_message=True))
    return Scope(names, open=None in seen.values())


def with_records(catalogue: Catalogue) -> tuple[DeclaredEntity, ...]:
    """The entities, with dotted words as sources that start with no name of theirs leading into the record.

    One whose first step looks like a name that is mistyped stays as it is, to be reported.
    """
    return tuple(_with_records(entity, scope(entity, catalogue)) for entity in catalogue.entities)


def _with_records(entity: DeclaredEntity, names: Scope) -> DeclaredEntity:
    return replace(entity, fields=tuple(_settled(field, names) for field in entity.fields))


def _settled(field: DeclaredField, names: Scope) -> DeclaredField:
    computation = field.computed_from
    if computation is None or not any(s.is_path for s in computation.sources or ()):
        return field
    sources = tuple(_in_record(source, names) for source in computation.sources or ())
    return replace(field, computed_from=replace(computation, sources=sources))


def _in_record(source: DeclaredSource, names: Scope) -> DeclaredSource:
    name = source.name
    if not source.is_path or name.value in names.names or nearest(name.value, names.names):
        return source
    first = (source.field.value,) if source.field else ()
    return replace(
        source, name=Located(RECORD, name.place), field=name, inside=(*first, *source.inside)
    )
