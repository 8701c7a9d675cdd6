"""The wanted tables in the words of the database, so that Alembic finds real differences only."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from nomnom.migrate.matching import Match
from nomnom.migrate.names import Names
from nomnom.migrate.shapes import IndexShape, TableShape
from nomnom.migrate.wanted import Wanted


def aligned(wanted: Wanted, matches: dict[str, Match], names: Names) -> sa.MetaData:
    """The wanted tables, each table, column, index and constraint under the name it has now.

    `matches` has an entry for each table that exists, by its new name. What an index of the database serves
    without being the same is left out.
    """
    metadata = sa.MetaData()
    for shape in wanted.schema.tables:
        table = wanted.metadata.tables[shape.name]
        sa.Table(
            names.live_table(shape.name),
            metadata,
            *_columns(table, names),
            *_indexes(shape, matches.get(shape.name), names),
            *_references(shape, names),
        )
    return metadata


def _columns(table: sa.Table, names: Names) -> Iterator[sa.Column[object]]:
    for column in table.columns:
        yield sa.Column(
            names.live_column(table.name, column.name),
            column.type,
            primary_key=column.primary_key,
            autoincrement=column.autoincrement,
            nullable=column.nullable,
        )


def _indexes(
    table: TableShape, match: Match | None, names: Names
) -> Iterator[sa.Index | sa.UniqueConstraint]:
    for index in table.indexes:
        if match is not None and index in match.covered:
            continue
        there = match.equal.get(index) if match is not None else None
        yield _item(there) if there else _item(_renamed(table.name, index, names))


def _renamed(table: str, index: IndexShape, names: Names) -> IndexShape:
    columns = tuple(names.live_column(table, column) for column in index.columns)
    return IndexShape(index.name, columns, index.unique, index.constraint)


def _item(index: IndexShape) -> sa.Index | sa.UniqueConstraint:
    if index.constraint:
        return sa.UniqueConstraint(*index.columns, name=index.name)
    return sa.Index(index.name, *index.columns, unique=index.unique)


def _references(table: TableShape, names: Names) -> Iterator[sa.ForeignKeyConstraint]:
    for key in table.references:
        target = names.live_table(key.table)
        columns = [names.live_column(table.name, column) for column in key.columns]
        targets = [f"{target}.{names.live_column(key.table, column)}" for column in key.targets]
        yield sa.ForeignKeyConstraint(columns, targets, name=key.name)
