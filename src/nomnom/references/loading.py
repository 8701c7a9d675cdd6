"""The rows of a project's reference entities, all at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from nomnom.errors import ConfigurationError
from nomnom.extraction import References, reference_rows
from nomnom.model.entity import Entity
from nomnom.model.project import Project
from nomnom.references.files import read_file


def load(
    project: Project, *, database_url: str | None, into: References | None = None
) -> References:
    """The rows of every reference entity that says where they are; `into` what a plan uses already, if given.

    Those that `into` leaves unread stay so.

    Raises ConfigurationError where a file, table or row isn't as declared, OutageError where the database is
    away. Without a `database_url`, entities whose rows are there are a ConfigurationError.
    """
    references = References() if into is None else into
    for entity in project.entities:
        if entity.reference and entity.name not in references.unread:
            load_entity(references, entity, project, database_url=database_url)
    return references


def load_available(project: Project, *, database_url: str | None) -> References:
    """As `load`, but without a `database_url` entities whose rows are in the database are left unread."""
    unread = frozenset[str]() if database_url else in_database(project)
    return load(project, database_url=database_url, into=References(unread=unread))


def in_database(project: Project) -> frozenset[str]:
    """The reference entities whose rows are in the project's database: read by a table's name or a query."""
    sources = {e.name: e.reference for e in project.entities if e.reference}
    return frozenset(name for name, source in sources.items() if source.file is None)


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
    # Databases bring Alembic along, for which those who read files only needn't wait.
    from nomnom.references.database import read_database

    return read_database(entity, database_url)
