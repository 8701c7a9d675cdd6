"""The rows of a project's reference entities, all at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from nomnom.errors import ConfigurationError
from nomnom.extraction import References, reference_rows
from nomnom.migrate.opening import connected
from nomnom.migrate.translation import translated
from nomnom.model.entity import Entity
from nomnom.model.project import Project
from nomnom.references.files import read_file


def load(
    project: Project, *, database_url: str | None, into: References | None = None
) -> References:
    """The rows of every reference entity that says where they are; `into` what a plan uses already, if given.

    Raises ConfigurationError where a file, table or row isn't as declared, OutageError where the database is
    away. Without a `database_url`, entities whose rows are there are a ConfigurationError.
    """
    references = References() if into is None else into
    for entity in project.entities:
        if entity.reference:
            load_entity(references, entity, project, database_url=database_url)
    return references


def load_entity(
    references: References, entity: Entity, project: Project, *, database_url: str | None
) -> int:
    """Read the rows of one entity anew, and have lookups find those; how many there are. Raises as `load`."""
    records = _records(entity, project, database_url)
    try:
        rows = reference_rows(entity, records)
    except ValueError as error:
        raise ConfigurationError(
            f"a row can't be one of {entity.name}: {error}",
            place=_place(entity),
            cure="mend the row, or the field's type in the entity",
        ) from error
    references.replace(entity.name, rows)
    return len(rows)


def _place(entity: Entity) -> str:
    assert entity.reference is not None
    return entity.reference.file or entity.reference.table or f"the query of {entity.name}"


def _records(
    entity: Entity, project: Project, database_url: str | None
) -> Iterator[Mapping[str, Any]]:
    source = entity.reference
    assert source is not None
    if source.file is not None:
        return read_file(Path(project.folder) / source.file)
    if database_url is None:
        raise ConfigurationError(
            f"the rows of {entity.name} are in the database, and there is none",
            place=_place(entity),
            cure="say --database-url, or set DATABASE_URL",
        )
    return _queried(entity, database_url)


def _queried(entity: Entity, database_url: str) -> Iterator[Mapping[str, Any]]:
    assert entity.reference is not None
    with connected(database_url) as (connection, _), translated(f"read the rows of {entity.name}"):
        found = connection.execute(_query(entity)).mappings().all()
    yield from map(dict, found)


def _query(entity: Entity) -> sa.Executable:
    """A query as it is; of a table, which may have a schema before its name, the entity's fields."""
    assert entity.reference is not None
    if entity.reference.query is not None:
        return sa.text(entity.reference.query)
    schema, _, name = str(entity.reference.table).rpartition(".")
    columns: list[sa.ColumnClause[Any]] = [sa.column(field.name) for field in entity.fields]
    return sa.select(*columns).select_from(sa.table(name, schema=schema or None))
