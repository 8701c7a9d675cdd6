"""What a project declares, and how a database shows it once it is made."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa

from nomnom.migrate.translation import translated
from nomnom.model.entity import Scalar
from nomnom.model.project import Project
from nomnom.model.types import Kind
from nomnom.tables import Database, ddl, entity_tables, system_tables
from nomnom.tables.dialects import MYSQL_FAMILY
from nomnom.tables.naming import identifier

ColumnName = tuple[str, str]
"""A table's name and a column's, as the database bears them."""


@dataclass(frozen=True, slots=True)
class Declared:
    """Every table of a `project`, nomnom's own first, then parents before children.

    `defaults` are SQL literals for those columns whose fields have a default: it stands in where a message
    has no value, and so it does for rows that are older than the column.
    """

    project: Project
    database: Database
    metadata: sa.MetaData
    defaults: Mapping[ColumnName, str]

    def create(self, engine: sa.Engine) -> None:
        """Make all of it in an empty database, by the very statements a worker runs."""
        with translated("create the tables"), engine.begin() as connection:
            for statement in ddl(self.metadata, self.database):
                connection.exec_driver_sql(statement.sql, execution_options={"no_parameters": True})


@dataclass(frozen=True, slots=True)
class Seen:
    """A column as the database itself describes it: `type` and `default` in its own words."""

    type: str
    nullable: bool
    default: str | None
    generated: bool


def declared(project: Project, database: Database) -> Declared:
    """The tables that a project declares for a database."""
    metadata = sa.MetaData()
    for part in (system_tables(database), entity_tables(project, database)):
        for table in part.tables.values():
            table.to_metadata(metadata)
    return Declared(project, database, metadata, dict(_defaults(project, database)))


def seen(connection: sa.Connection, table: str) -> dict[str, Seen]:
    """The columns of a table as the database describes them."""
    inspector = sa.inspect(connection)
    keys = inspector.get_pk_constraint(table)["constrained_columns"]
    return {
        column["name"]: Seen(
            type=column["type"].compile(connection.dialect),
            nullable=column["nullable"],
            default=column["default"],
            generated=column["name"] in keys and _is_generated(column, connection.dialect),
        )
        for column in inspector.get_columns(table)
    }


def _is_generated(column: Mapping[str, object], dialect: sa.Dialect) -> bool:
    """Because on SQLite every INTEGER primary key is generated, its columns don't say so."""
    if dialect.name == "sqlite":
        return True
    return column.get("autoincrement") is True or bool(column.get("identity"))


def _defaults(project: Project, database: Database) -> Iterator[tuple[ColumnName, str]]:
    for entity in project.stored:
        assert entity.persistence is not None
        table = str(identifier(entity.persistence.table, database))
        for field in entity.fields:
            if field.default is not None:
                value = _literal(field.default, field.type.kind, database)
                yield (table, str(identifier(field.name, database))), value


def _literal(value: Scalar, kind: Kind, database: Database) -> str:
    """A default in SQL. Because SQLite keeps decimals as text, their digits stand in quotes there."""
    if isinstance(value, bool) and not kind.is_json:
        return str(value).upper()
    digits = f"{value:f}" if isinstance(value, Decimal) else str(value)
    if kind.is_integer or (kind.is_number and database != "sqlite"):
        return digits
    written = json.dumps(value, default=str) if kind.is_json else digits
    if database in MYSQL_FAMILY:
        written = written.replace("\\", "\\\\")
    return "'{}'".format(written.replace("'", "''"))
