"""The statements that bring staged rows into their table. Text only; `transaction` runs them."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from psycopg import sql

from nomnom.model.entity import Entity, OnConflict
from nomnom.tables import shorten

Composable = sql.SQL | sql.Composed


@dataclass(frozen=True, slots=True)
class Merge:
    """How rows of one entity get into its table.

    With `stage` the rows are copied into that temporary table first, `create` makes it, `clear` empties it, and
    `merge` brings them over. Without it (`stage` None) they are copied straight into the table.
    """

    stage: str | None
    copy: Composable
    create: Composable | None = None
    clear: Composable | None = None
    merge: Composable | None = None


def merge_of(entity: Entity, table: sa.Table) -> Merge:
    """The statements for one stored entity and its table."""
    persistence = entity.persistence
    assert persistence is not None, f"{entity.name} isn't stored"
    columns = [table.c[column.name].name for column in persistence.columns]
    key = [table.c[name].name for name in persistence.key]
    if not key or persistence.on_conflict is OnConflict.ERROR:
        return Merge(None, _copy(table.name, columns))
    stage = shorten(f"nomnom_stage_{table.name}")
    values = [name for name in columns if name not in key]
    if persistence.on_conflict is OnConflict.IGNORE:
        values = []
    return Merge(
        stage=stage,
        copy=_copy(stage, columns),
        create=_create_stage(stage, table.name, columns),
        clear=sql.SQL("TRUNCATE {}").format(sql.Identifier(stage)),
        merge=_merge(table.name, stage, columns, key, values),
    )


def _names(names: list[str], prefix: str = "") -> sql.Composed:
    parts = [prefix] if prefix else []
    return sql.SQL(", ").join(sql.Identifier(*parts, name) for name in names)


def _copy(table: str, columns: list[str]) -> sql.Composed:
    return sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), _names(columns))


def _create_stage(stage: str, table: str, columns: list[str]) -> sql.Composed:
    """A session's own table with the columns' live types, empty at the start of every transaction."""
    return sql.SQL(
        "CREATE TEMPORARY TABLE IF NOT EXISTS {} ON COMMIT DELETE ROWS AS"
        " SELECT {} FROM {} WITH NO DATA"
    ).format(sql.Identifier(stage), _names(columns), sql.Identifier(table))


def _merge(
    table: str, stage: str, columns: list[str], key: list[str], values: list[str]
) -> sql.Composed:
    """One statement, one snapshot: rows whose key it sees are updated, the others inserted.

    ON CONFLICT comes into play only where another transaction inserts the same key meanwhile; a plain upsert
    would take a value from the key's sequence for every row. A row that is the same already isn't written.
    """
    insert = sql.SQL(
        "INSERT INTO {table} ({columns}) SELECT {columns} FROM {stage} AS s"
        " WHERE NOT EXISTS (SELECT FROM {table} AS t WHERE {same_key})"
        " ON CONFLICT ({key}) {action}"
    ).format(
        table=sql.Identifier(table),
        columns=_names(columns),
        stage=sql.Identifier(stage),
        same_key=_same(key),
        key=_names(key),
        action=_on_race(values),
    )
    if not values:
        return insert
    update = sql.SQL(
        "UPDATE {table} AS t SET {assign} FROM {stage} AS s"
        " WHERE {same_key} AND ({old}) IS DISTINCT FROM ({new})"
    ).format(
        table=sql.Identifier(table),
        assign=_assign(values, "s"),
        stage=sql.Identifier(stage),
        same_key=_same(key),
        old=sql.SQL("ROW({})").format(_names(values, "t")),
        new=sql.SQL("ROW({})").format(_names(values, "s")),
    )
    return sql.SQL("WITH inserted AS ({}) {}").format(insert, update)


def _on_race(values: list[str]) -> sql.Composable:
    if not values:
        return sql.SQL("DO NOTHING")
    return sql.SQL("DO UPDATE SET {}").format(_assign(values, "excluded"))


def _assign(names: list[str], source: str) -> sql.Composed:
    return sql.SQL(", ").join(
        sql.SQL("{} = {}").format(sql.Identifier(name), sql.Identifier(source, name))
        for name in names
    )


def _same(key: list[str]) -> sql.Composed:
    return sql.SQL(" AND ").join(
        sql.SQL("{} = {}").format(sql.Identifier("t", name), sql.Identifier("s", name))
        for name in key
    )
