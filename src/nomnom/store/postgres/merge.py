"""The statements that bring staged rows into their table. Text only; `transaction` runs them."""

# ruff: noqa: S608  the text is made of names, all of them quoted

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nomnom.store.syntax import Syntax
from nomnom.tables import shorten
from nomnom.tables.dialects import dialect
from nomnom.tables.target import Target
from nomnom.tables.types import type_text
from nomnom.tables.versions import not_older

SYNTAX = Syntax(quote='"', parameter="%s")


@dataclass(frozen=True, slots=True)
class Merge:
    """How rows of one entity get into its table.

    `copy` copies them straight into it. Where `key` (places in a row) identifies them, that is for rows of
    which none is there yet, as `probe` tells, given a list of each key column's values. Others are copied into
    the temporary table `stage` by `copy_stage`; `create` makes it, `clear` empties it, and `merge` brings
    them over.
    """

    copy: str
    key: tuple[int, ...] = ()
    probe: str = ""
    stage: str = ""
    copy_stage: str = ""
    create: str = ""
    clear: str = ""
    merge: str = ""


def merge_of(target: Target) -> Merge:
    """The statements for one stored entity and its table."""
    copy = copy_into(target.table, target.columns)
    if not target.key:
        return Merge(copy)
    stage = shorten(f"nomnom_stage_{target.table}")
    return Merge(
        copy=copy,
        key=target.key_places,
        probe=_probe(target),
        stage=stage,
        copy_stage=copy_into(stage, target.columns),
        create=_create_stage(target, stage),
        clear=f"TRUNCATE {SYNTAX.name(stage)}",
        merge=_merge(target, stage),
    )


def copy_into(table: str, columns: Sequence[str]) -> str:
    """COPY rows of these columns into a table."""
    return f"COPY {SYNTAX.name(table)} ({SYNTAX.names(columns)}) FROM STDIN"


def _probe(target: Target) -> str:
    """Whether the table has a row with one of some keys; it stops at the first that it has."""
    types = (type_text(target.types[place], dialect("postgresql")) for place in target.key_places)
    lists = ", ".join(f"{SYNTAX.parameter}::{each}[]" for each in types)
    return (
        f"SELECT EXISTS (SELECT FROM unnest({lists}) AS s ({SYNTAX.names(target.key)})"
        f" JOIN {SYNTAX.name(target.table)} AS t ON {SYNTAX.same(target.key, 't', 's')})"
    )


def _create_stage(target: Target, stage: str) -> str:
    """A session's own table with the columns' live types, empty at the start of every transaction."""
    return (
        f"CREATE TEMPORARY TABLE IF NOT EXISTS {SYNTAX.name(stage)} ON COMMIT DELETE ROWS AS"
        f" SELECT {SYNTAX.names(target.columns)} FROM {SYNTAX.name(target.table)} WITH NO DATA"
    )


def _merge(target: Target, stage: str) -> str:
    """One statement, one snapshot: rows whose key it sees are updated, the others inserted.

    ON CONFLICT comes into play only where another transaction inserts the same key meanwhile; a plain upsert
    would take a value from the key's sequence for every row. A row that is the same already isn't written, nor
    one that is older than the table's: where another transaction has just changed that, the condition is looked
    at again.
    """
    table, columns = SYNTAX.name(target.table), SYNTAX.names(target.columns)
    same_key = SYNTAX.same(target.key, "t", "s")
    insert = (
        f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {SYNTAX.name(stage)} AS s"
        f" WHERE NOT EXISTS (SELECT FROM {table} AS t WHERE {same_key})"
        f" ON CONFLICT ({SYNTAX.names(target.key)}) {_on_race(target)}"
    )
    if not target.values:
        return insert
    old, new = (f"ROW({SYNTAX.names(target.values, each)})" for each in ("t", "s"))
    return (
        f"WITH inserted AS ({insert})"
        f" UPDATE {table} AS t SET {SYNTAX.assignments(target.values, 's')}"
        f" FROM {SYNTAX.name(stage)} AS s"
        f" WHERE {same_key} AND ({old}) IS DISTINCT FROM ({new})"
        f"{_if_newer(target, ' AND', 't', 's')}"
    )


def _on_race(target: Target) -> str:
    if not target.values:
        return "DO NOTHING"
    newer = _if_newer(target, " WHERE", target.table, "excluded")
    return f"DO UPDATE SET {SYNTAX.assignments(target.values, 'excluded')}{newer}"


def _if_newer(target: Target, word: str, old: str, new: str) -> str:
    """That the row of `new` isn't older than that of `old`, behind a word; empty where versions don't matter."""
    if not target.version:
        return ""
    condition = not_older(
        target,
        "postgresql",
        old=lambda name: SYNTAX.name(old, name),
        new=lambda name: SYNTAX.name(new, name),
    )
    return f"{word} {condition}"
