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

PLACE = "nomnom_place"
"""The column of a stage that says which row of the batch it is."""


@dataclass(frozen=True, slots=True)
class Merge:
    """How rows of one entity get into its table.

    `copy` copies them straight into it. Where `key` (places in a row) identifies them, that is for rows of
    which none is there yet, as `probe` tells, given a list of each key column's values. Others are copied into
    the temporary table `stage` by `copy_stage`; `create` makes it, `clear` empties it, and `merge` brings
    them over. Of an entity that leads they are `numbered`, by a column behind the others, and `lost` gives the
    numbers of those that were older than the table's. `stale`, of one that is reconciled, takes a list of each
    column of the parents' keys, then of each column of the keys that stay.
    """

    copy: str
    key: tuple[int, ...] = ()
    probe: str = ""
    stage: str = ""
    copy_stage: str = ""
    create: str = ""
    clear: str = ""
    merge: str = ""
    numbered: bool = False
    lost: str = ""
    stale: str = ""


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
        copy_stage=copy_into(stage, (*target.columns, *([PLACE] if target.leads else []))),
        create=_create_stage(target, stage),
        clear=f"TRUNCATE {SYNTAX.name(stage)}",
        merge=_merge(target, stage),
        numbered=target.leads,
        lost=_lost(target, stage) if target.leads and target.version else "",
        stale=_stale(target) if target.reconciled_by else "",
    )


def copy_into(table: str, columns: Sequence[str]) -> str:
    """COPY rows of these columns into a table."""
    return f"COPY {SYNTAX.name(table)} ({SYNTAX.names(columns)}) FROM STDIN"


def _probe(target: Target) -> str:
    """Whether the table has a row with one of some keys; it stops at the first that it has."""
    return (
        f"SELECT EXISTS (SELECT FROM {_lists(target, target.key, 's')}"
        f" JOIN {SYNTAX.name(target.table)} AS t ON {SYNTAX.same(target.key, 't', 's')})"
    )


def _lists(target: Target, columns: Sequence[str], name: str) -> str:
    """Rows of these columns, given as a list for each."""
    places = map(target.columns.index, columns)
    types = (type_text(target.types[place], dialect("postgresql")) for place in places)
    lists = ", ".join(f"{SYNTAX.parameter}::{each}[]" for each in types)
    return f"unnest({lists}) AS {name} ({SYNTAX.names(columns)})"


def _stale(target: Target) -> str:
    """The primary key and the key of the rows of some parents that aren't among those that stay."""
    return (
        f"SELECT {SYNTAX.names((target.primary_key, *target.key), 't')}"
        f" FROM {_lists(target, target.reconciled_by, 'p')} JOIN {SYNTAX.name(target.table)} AS t"
        f" ON {SYNTAX.same(target.reconciled_by, 't', 'p')}"
        f" WHERE NOT EXISTS (SELECT FROM {_lists(target, target.key, 's')}"
        f" WHERE {SYNTAX.same(target.key, 't', 's')})"
    )


def _lost(target: Target, stage: str) -> str:
    """The numbers of staged rows that are older than the table's; any other was written, and so locked."""
    return (
        f"SELECT {SYNTAX.name('s', PLACE)} FROM {SYNTAX.name(stage)} AS s"
        f" JOIN {SYNTAX.name(target.table)} AS t ON {SYNTAX.same(target.key, 't', 's')}"
        f"{_if_newer(target, ' WHERE', 't', 's')} IS NOT TRUE"
    )


def _create_stage(target: Target, stage: str) -> str:
    """A session's own table with the columns' live types, empty at the start of every transaction."""
    number = f", 0 AS {SYNTAX.name(PLACE)}" if target.leads else ""
    return (
        f"CREATE TEMPORARY TABLE IF NOT EXISTS {SYNTAX.name(stage)} ON COMMIT DELETE ROWS AS"
        f" SELECT {SYNTAX.names(target.columns)}{number} FROM {SYNTAX.name(target.table)} WITH NO DATA"
    )


def _merge(target: Target, stage: str) -> str:
    """One statement, one snapshot: rows whose key it sees are updated, the others inserted.

    ON CONFLICT comes into play only where another transaction inserts the same key meanwhile; a plain upsert
    would take a value from the key's sequence for every row. A row that is the same already isn't written, nor
    one that is older than the table's: where another transaction has just changed that, the condition is looked
    at again. Of an entity that leads a row is written in any case, because that locks it.
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
        f" WHERE {same_key}{'' if target.leads else f' AND ({old}) IS DISTINCT FROM ({new})'}"
        f"{_if_newer(target, ' AND', 't', 's')}"
    )


def _on_race(target: Target) -> str:
    if not target.values:
        return "DO NOTHING"
    newer = _if_newer(target, " WHERE", target.table, "excluded")
    return f"DO UPDATE SET {SYNTAX.assignments(target.values, 'excluded')}{newer}"


def _if_newer(target: Target, word: str, old: str, new: str) -> str:
    """That the row of `new` isn't older than that of `old`, behind a word; empty without versions."""
    if not target.version:
        return ""
    condition = not_older(
        target,
        "postgresql",
        old=lambda name: SYNTAX.name(old, name),
        new=lambda name: SYNTAX.name(new, name),
    )
    return f"{word} {condition}"
