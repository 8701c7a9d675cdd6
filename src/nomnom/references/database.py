"""Records of the project's database: one mapping of field to value for each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from nomnom.migrate.opening import connected
from nomnom.migrate.translation import translated
from nomnom.model.entity import Entity
from nomnom.references.files import Record


def read_database(entity: Entity, database_url: str) -> Iterator[Record]:
    """The records of a reference entity's table or query.

    Raises ConfigurationError where it can't be read as it is declared, OutageError where the database is away.
    """
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
