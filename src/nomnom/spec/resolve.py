"""Declared entities as the model's. Expects a Catalogue in which no check has found an error."""

from __future__ import annotations

from types import MappingProxyType

from nomnom.model.entity import (
    Column,
    Entity,
    ForeignKey,
    Input,
    InputFormat,
    MinimalExistence,
    OnConflict,
    Parent,
    Persistence,
    PrimaryKey,
    ReferenceSource,
    RepeatedFor,
    SourceType,
)
from nomnom.model.lineage import LINEAGE_COLUMNS, STREAM_SEQUENCE
from nomnom.model.project import Project
from nomnom.spec.catalogue import Catalogue, origins, reference_key
from nomnom.spec.columns import StoredField, goes_by_stream, key_column, stored_fields
from nomnom.spec.declared import DeclaredEntity, DeclaredForeignKey, DeclaredPersistence
from nomnom.spec.parents import is_reconciled, reconciled_by
from nomnom.spec.resolve_fields import resolved_field
from nomnom.spec.scalars import text_of


def resolved_project(catalogue: Catalogue, *, name: str) -> Project:
    """The project; `name` is its name where nomnom.yaml gives none. Entities are sorted by name."""
    entities = (_entity(entity, catalogue) for entity in catalogue.entities)
    return Project(
        name=catalogue.project.name or name,
        entities=tuple(sorted(entities, key=lambda entity: entity.name)),
        index_unicity_fields=catalogue.project.index_unicity_fields,
        settings=MappingProxyType(
            {name: text_of(value.value) for name, value in catalogue.project.settings}
        ),
    )


def _entity(entity: DeclaredEntity, catalogue: Catalogue) -> Entity:
    """An abstract entity's persistence lives in its heirs only, and its source type may be left out."""
    stored = None if entity.abstract else entity.persistence
    return Entity(
        name=entity.name.value,
        source_type=entity.source_type or SourceType.ROOT,
        fields=tuple(map(resolved_field, entity.fields)),
        doc=entity.doc,
        abstract=entity.abstract,
        extends=entity.extends.value if entity.extends else None,
        parents=_parents(entity),
        repeated_for=_repeated_for(entity),
        minimal_existence=_existence(entity),
        persistence=_persistence(entity, stored, catalogue) if stored else None,
        input=_input(entity),
        publish=_is_published(entity, catalogue),
        reference=_reference(entity),
    )


def _reference(entity: DeclaredEntity) -> ReferenceSource | None:
    if (declared := entity.reference) is None:
        return None
    origins = {name: word.value for name, word in declared.origins}
    refresh = declared.refresh.value if declared.refresh else None
    return ReferenceSource(
        key=tuple(word.value for word in reference_key(entity)), **origins, refresh=refresh
    )


def _input(entity: DeclaredEntity) -> Input:
    """The separator is a comma in CSV and a bar in delimited lines, unless given."""
    if (declared := entity.input) is None:
        return Input()
    kind = InputFormat(declared.format.value)
    usual = "|" if kind is InputFormat.DELIMITED else ","
    separator = declared.separator.value if declared.separator else usual
    return Input(kind, separator, declared.prefix.value if declared.prefix else "")


def _is_published(entity: DeclaredEntity, catalogue: Catalogue) -> bool:
    """As it says; else where it has no table and no other entity is derived from it."""
    if entity.abstract or entity.source_type is SourceType.REFERENCE:
        return False
    if entity.publish is not None:
        return entity.publish.value
    feeds = any(entity.name.value in origins(other) for other in catalogue.concrete)
    return entity.persistence is None and not feeds


def _parents(entity: DeclaredEntity) -> tuple[Parent, ...]:
    """The parents but the driver of the repetition, unless that one has an alias of its own."""
    driver = entity.repeated_for.entity.value if entity.repeated_for else None
    parents = (
        Parent(parent.alias.value, parent.entity.value, parent.ancillary is not None)
        for parent in entity.parents
    )
    return tuple(parent for parent in parents if parent != Parent(driver or "", driver or ""))


def _repeated_for(entity: DeclaredEntity) -> RepeatedFor | None:
    if (declared := entity.repeated_for) is None:
        return None
    path = tuple(declared.path.value.split("."))
    return RepeatedFor(declared.entity.value, path, declared.each_known_as.value)


def _existence(entity: DeclaredEntity) -> MinimalExistence | None:
    if (declared := entity.existence) is None:
        return None
    return MinimalExistence(tuple(word.value for word in declared.fields), declared.quantifier)


def _persistence(
    entity: DeclaredEntity, stored: DeclaredPersistence, catalogue: Catalogue
) -> Persistence:
    assert stored.table is not None
    columns = stored_fields(entity, stored, catalogue)
    return Persistence(
        table=stored.table.value,
        primary_key=_primary_key(entity, stored, columns),
        columns=(*map(_column, columns), *_lineage(entity, stored)),
        unicity=tuple(word.value for word in stored.unicity or ()),
        foreign_keys=tuple(map(_foreign_key, stored.foreign_keys or ())),
        indexes=_indexes(stored, columns),
        on_conflict=stored.on_conflict or OnConflict.UPDATE,
        renamed_from=entity.renamed_from.value if entity.renamed_from else None,
        version=_version(entity, stored),
        reconciled_by=reconciled_by(entity, stored, catalogue),
    )


def _lineage(entity: DeclaredEntity, stored: DeclaredPersistence) -> tuple[Column, ...]:
    """The columns for the message; rows of a reference entity came with none."""
    if entity.source_type is SourceType.REFERENCE:
        return ()
    whole = stored.lineage is not None and stored.lineage.value
    needed = (STREAM_SEQUENCE,) if goes_by_stream(entity, stored) else ()
    return tuple(each for each in LINEAGE_COLUMNS if whole or each.name in needed)


def _version(entity: DeclaredEntity, stored: DeclaredPersistence) -> tuple[str, ...]:
    """Of rows with equal values of a field, the later message's wins, where the table knows which that is.

    What is reconciled goes by the version of its parent.
    """
    if stored.version_by is None or entity.source_type is SourceType.REFERENCE:
        return ()
    if is_reconciled(stored):
        return ()
    positions = tuple(c.name for c in _lineage(entity, stored) if c.name == STREAM_SEQUENCE)
    if goes_by_stream(entity, stored):
        return positions
    return (stored.version_by.value, *positions)


def _primary_key(
    entity: DeclaredEntity, stored: DeclaredPersistence, columns: tuple[StoredField, ...]
) -> PrimaryKey:
    key = key_column(entity, stored)
    own = next((column.type for column in columns if column.name == key.name.value), key.type)
    assert own is not None
    return PrimaryKey(key.name.value, own, autogenerate=key.autogenerate)


def _column(stored: StoredField) -> Column:
    assert stored.type is not None
    doc = stored.override.doc if stored.override else None
    former = stored.field.renamed_from
    return Column(
        name=stored.name,
        type=stored.type,
        nullable=stored.nullable,
        doc=doc or stored.field.doc,
        renamed_from=former.value if former else None,
    )


def _foreign_key(declared: DeclaredForeignKey) -> ForeignKey:
    table, _, column = declared.references.value.rpartition(".")
    return ForeignKey(declared.column.value, table, column, declared.must_exist is not None)


def _indexes(
    stored: DeclaredPersistence, columns: tuple[StoredField, ...]
) -> tuple[tuple[str, ...], ...]:
    """Those of single columns in column order, then the listed ones; each once."""
    single = [(column.name,) for column in columns if column.index]
    several = [tuple(word.value for word in words) for words in stored.indexes or ()]
    return tuple(dict.fromkeys([*single, *several]))
