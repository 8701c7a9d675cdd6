"""What was renamed: a name that is gone, given up by one table or column for one other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from nomnom.errors import Diagnostic
from nomnom.spec.catalogue import Catalogue
from nomnom.spec.checks.tables import each_stored
from nomnom.spec.columns import key_column, stored_fields
from nomnom.spec.declared import DeclaredEntity, DeclaredPersistence, Word
from nomnom.spec.places import Finding, error, remark
from nomnom.spec.spelling import is_snake

Renamed: TypeAlias = tuple[str, Word]
"""The name of today, and the one before."""


def tables(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """NN319, NN320, NN321: a table's former name is another, gone, and nobody else's."""
    named = [
        (entity, entity.persistence.table.value)
        for entity in catalogue.concrete
        if entity.persistence and entity.persistence.table
    ]
    renamed = [(table, entity.renamed_from) for entity, table in named if entity.renamed_from]
    yield from _gone_and_single("table", renamed, {table for _, table in named})


def columns(
    entity: DeclaredEntity, stored: DeclaredPersistence, catalogue: Catalogue
) -> Iterator[Diagnostic]:
    """NN319, NN320, NN321: a column's former name is another, gone, and nobody else's."""
    found = stored_fields(entity, stored, catalogue)
    renamed = [(c.name, c.field.renamed_from) for c in found if c.field.renamed_from]
    present = {key_column(entity, stored).name.value, *(column.name for column in found)}
    yield from _gone_and_single("column", renamed, present)


def _gone_and_single(
    what: str, renamed: Iterable[Renamed], present: set[str]
) -> Iterator[Diagnostic]:
    first: dict[str, str] = {}
    for name, former in renamed:
        said = f'{what} "{name}" is renamed from "{former.value}"'
        if former.value == name:
            message = f"{said}, which is its name today"
            yield error(former.place, "NN319", message, "write the name it had before, or nothing")
        elif former.value in present:
            message = f"{said}, but that is still there"
            cure = f'remove renamed_from: "{name}" is a new {what} beside it'
            yield error(former.place, "NN320", message, cure)
        elif former.value in first:
            message = f'{said}, and so is "{first[former.value]}"'
            cure = "keep the one that takes over what is stored, and remove the other"
            yield error(former.place, "NN321", message, cure)
        first.setdefault(former.value, name)


def table_names(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """NN322: an entity is renamed from a table, for a database knows no entities."""
    for entity in catalogue.written:
        former = entity.renamed_from
        if former and not is_snake(former.value):
            message = f"renamed_from \"{former.value}\" isn't a table's name"
            cure = (
                "a database knows no entities: write the conformant_table of before, in snake_case"
            )
            yield error(former.place, "NN322", message, cure)


def tables_there(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """NN323: an entity with a former table has a table."""
    with_tables = {entity.place for entity, _ in _with_tables(catalogue)}
    for entity in catalogue.entities:
        if entity.renamed_from and entity.place not in with_tables and entity.whole:
            message = f'entity "{entity.name.value}" has no table, so there is nothing to rename'
            yield error(entity.renamed_from.place, "NN323", message, "remove renamed_from")


def columns_there(catalogue: Catalogue) -> Iterator[Finding]:
    """NN324: a field with a former name is stored, by its own entity or by an heir."""
    if not catalogue.complete or not all(entity.whole for entity in catalogue.entities):
        return
    stored = {
        column.field.place
        for entity, persistence in _with_tables(catalogue)
        for column in stored_fields(entity, persistence, catalogue)
    }
    for entity in catalogue.written:
        for field in entity.fields:
            if field.renamed_from and field.place not in stored:
                message = f'field "{field.name.value}" has no column, so there is nothing to rename'
                place, cure = field.renamed_from.place, "remove renamed_from"
                names = {"entity": entity.name.value, "field": field.name.value}
                yield remark(place, "NN324", message, cure, **names)


def _with_tables(catalogue: Catalogue) -> Iterator[tuple[DeclaredEntity, DeclaredPersistence]]:
    for entity in catalogue.extracted:
        if entity.persistence:
            yield entity, entity.persistence


CHECKS = (tables, each_stored(columns), table_names, tables_there, columns_there)
