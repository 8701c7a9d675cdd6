"""The tables that a project needs, as values to compare a database with."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from nomnom.migrate.shapes import ColumnShape, IndexShape, ReferenceShape, Schema, TableShape
from nomnom.model.entity import Scalar
from nomnom.model.project import Project
from nomnom.model.types import FieldType
from nomnom.tables import Database, ddl, entity_tables, system_tables
from nomnom.tables.dialects import MYSQL_FAMILY, dialect
from nomnom.tables.types import type_text


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a project needs of a database.

    `schema` and `metadata` are the same tables as values and as SQLAlchemy's, nomnom's own two included;
    `scripts` are the statements that create each table with its indexes.
    """

    database: Database
    schema: Schema
    metadata: sa.MetaData
    scripts: Mapping[str, tuple[str, ...]]


def wanted(project: Project, database: Database) -> Wanted:
    """The tables of a project on a database, nomnom's own first, then parents before children."""
    metadata = sa.MetaData()
    for part in (system_tables(database), entity_tables(project, database)):
        for table in part.tables.values():
            table.to_metadata(metadata)
    defaults = dict(_defaults(project, database))
    statements = ddl(metadata, database)
    return Wanted(
        database=database,
        schema=Schema(tuple(_shape(t, database, defaults) for t in metadata.tables.values())),
        metadata=metadata,
        scripts={
            name: tuple(each.sql for each in statements if each.table == name)
            for name in metadata.tables
        },
    )


def _shape(
    table: sa.Table, database: Database, defaults: Mapping[tuple[str, str], str]
) -> TableShape:
    columns = tuple(
        ColumnShape(
            name=column.name,
            type=type_text(column.type, dialect(database)),
            nullable=bool(column.nullable),
            generated=column.autoincrement is True,
            default=defaults.get((str(table.info.get("entity")), column.key)),
        )
        for column in table.columns
    )
    return TableShape(
        name=table.name,
        columns=columns,
        key=_names(table.primary_key.columns),
        indexes=(*_uniques(table), *_indexes(table)),
        references=tuple(sorted(_references(table), key=lambda key: key.name)),
    )


def _uniques(table: sa.Table) -> Iterator[IndexShape]:
    for unique in table.constraints:
        if isinstance(unique, sa.UniqueConstraint):
            columns = _names(unique.columns)
            yield IndexShape(str(unique.name), columns, unique=True, constraint=True)


def _indexes(table: sa.Table) -> list[IndexShape]:
    found = (IndexShape(str(index.name), _names(index.columns)) for index in table.indexes)
    return sorted(found, key=lambda index: index.name)


def _references(table: sa.Table) -> Iterator[ReferenceShape]:
    for key in table.foreign_key_constraints:
        target = key.elements[0].column.table.name
        targets = tuple(element.column.name for element in key.elements)
        yield ReferenceShape(str(key.name), _names(key.columns), target, targets)


def _names(columns: Any) -> tuple[str, ...]:
    return tuple(column.name for column in columns)


def _defaults(project: Project, database: Database) -> Iterator[tuple[tuple[str, str], str]]:
    """The default of each field that has one as an SQL literal, by entity and field."""
    for entity in project.stored:
        for field in entity.fields:
            if field.default is not None:
                yield (entity.name, field.name), literal(field.default, field.type, database)


def literal(value: Scalar, type_: FieldType, database: Database) -> str:
    """A field's default as it stands after DEFAULT.

    Because MySQL takes a default of TEXT and JSON as an expression only, texts stand in brackets there;
    because SQLite keeps decimals as text, they are quoted there.
    """
    if isinstance(value, bool) and not type_.kind.is_json:
        return str(value).upper()
    if isinstance(value, int | Decimal) and (type_.kind.is_integer or type_.kind.is_number):
        digits = f"{value:f}" if isinstance(value, Decimal) else str(value)
        return f"'{digits}'" if database == "sqlite" and type_.kind.is_number else digits
    text = json.dumps(value, default=str) if type_.kind.is_json else str(value)
    quoted = text.replace("'", "''")
    if database in MYSQL_FAMILY:
        return "('{}')".format(quoted.replace("\\", "\\\\"))
    return f"'{quoted}'"
