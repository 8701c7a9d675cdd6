"""Text in keys, which databases can't hold at any length."""

from __future__ import annotations

from collections.abc import Iterator

from nomnom.model.entity import Column, Entity
from nomnom.model.indexes import indexes_of, keyed_columns
from nomnom.model.project import Project
from nomnom.model.types import Kind
from nomnom.spec.advice.stored import stored_entities
from nomnom.spec.catalogue import Catalogue
from nomnom.spec.places import Remark, remark


def unbounded(catalogue: Catalogue, project: Project) -> Iterator[Remark]:
    """NN404: a String in a key or index has a greatest length, or is one of a few listed values."""
    for stored in stored_entities(catalogue, project):
        entity = stored.entity
        keyed = keyed_columns(stored.persistence, indexes_of(project, entity))
        for column in stored.persistence.columns:
            if column.name in keyed and _is_unbounded(column, entity):
                place, name = stored.columns[column.name], column.name
                message = (
                    f'text "{name}" in a key or index may have any length: PostgreSQL refuses index '
                    "rows past 2704 bytes, and on MySQL it is VARCHAR(255)"
                )
                cure = "add constraints: {max_length: …}"
                yield remark(place, "NN404", message, cure, entity=entity.name, field=name)


def _is_unbounded(column: Column, entity: Entity) -> bool:
    field = entity.field(column.name)
    listed = field is not None and bool(field.constraints.enum)
    return column.type.kind is Kind.STRING and column.type.length is None and not listed


NOTES = (unbounded,)
