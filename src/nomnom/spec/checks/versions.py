"""Versions and lineage: rows that know which of two is the newer one, and where they came from."""

from __future__ import annotations

from collections.abc import Iterator

from nomnom.errors import Diagnostic
from nomnom.model.entity import OnConflict, SourceType
from nomnom.model.types import Kind
from nomnom.spec.catalogue import Catalogue
from nomnom.spec.checks.derivation import field_names
from nomnom.spec.checks.keys import not_stored
from nomnom.spec.checks.tables import each_stored
from nomnom.spec.columns import BY_STREAM, goes_by_stream, key_of, stored_fields
from nomnom.spec.declared import DeclaredEntity, DeclaredPersistence, Word
from nomnom.spec.nearest import did_you_mean
from nomnom.spec.parents import is_reconciled
from nomnom.spec.places import Located, error

_ORDERED = frozenset(
    {
        Kind.STRING,
        Kind.INTEGER,
        Kind.BIGINT,
        Kind.FLOAT,
        Kind.DECIMAL,
        Kind.DATE,
        Kind.DATETIME,
        Kind.TIMESTAMP,
    }
)
"""The types whose values every database puts into the same order; text goes by code points."""


def fields(
    entity: DeclaredEntity, stored: DeclaredPersistence, catalogue: Catalogue
) -> Iterator[Diagnostic]:
    """NN108, NN302, NN325: a version is a stored field, in a type that has an order."""
    said = stored.version_by
    if said is None or goes_by_stream(entity, stored) or is_reference(entity):
        return
    columns = {column.name: column for column in stored_fields(entity, stored, catalogue)}
    column = columns.get(said.value)
    if entity.field(said.value) is None:
        if entity.whole:
            name = entity.name.value
            message = f'version_by names field "{said.value}", which entity "{name}" does not have'
            known = (*field_names(entity), BY_STREAM)
            yield error(said.place, "NN108", message, did_you_mean(said.value, known))
    elif column is None:
        yield not_stored("version_by", said, entity)
    elif column.type and column.type.kind not in _ORDERED:
        message = f'version_by names field "{said.value}" of type {column.type}, which has no order'
        cure = "name a number, a date, a time or a text that grows, or write stream_sequence"
        yield error(said.place, "NN325", message, cure)


def effects(
    entity: DeclaredEntity, stored: DeclaredPersistence, _: Catalogue
) -> Iterator[Diagnostic]:
    """NN326: a newer row updates the one with its key."""
    said = stored.version_by
    if said is None or is_reference(entity):
        return
    conflict, key = stored.on_conflict, key_of(entity, stored)
    if conflict in (OnConflict.IGNORE, OnConflict.ERROR):
        what = "keeps the first row" if conflict is OnConflict.IGNORE else "refuses a second row"
        message = f"version_by has nothing to decide: on_conflict {conflict.value} {what} of a key"
        yield error(said.place, "NN326", message, "write on_conflict: update, or remove version_by")
    elif not key:
        message = "version_by has nothing to decide: no key says which rows are versions of one"
        yield error(said.place, "NN326", message, "add unicity_fields, or remove version_by")
    elif said.value in key:
        message = (
            f'version_by names "{said.value}" of the key, so rows of two versions are two rows'
        )
        cure = "name another field, or take this one out of the key"
        yield error(said.place, "NN326", message, cure)


def is_reference(entity: DeclaredEntity) -> bool:
    """Whether its rows are only read."""
    return entity.source_type is SourceType.REFERENCE


def written_rows(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """NN327: what says how rows are written stands at entities whose rows nomnom writes."""
    for entity in catalogue.written:
        stored = entity.persistence
        if stored is None or not is_reference(entity):
            continue
        for key, said in _said(stored):
            message = f"{key} says how rows are written, and those of a reference entity aren't"
            yield error(said.place, "NN327", message, "remove the key")


def _said(stored: DeclaredPersistence) -> Iterator[tuple[str, Word]]:
    if stored.version_by:
        yield "version_by", stored.version_by
    if stored.lineage and stored.lineage.value:
        yield "lineage", Located("true", stored.lineage.place)
    if stored.on_parent_update and is_reconciled(stored):
        yield "on_parent_update", stored.on_parent_update


CHECKS = (*map(each_stored, (fields, effects)), written_rows)
