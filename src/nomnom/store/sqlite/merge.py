"""The statement that brings a row into its table. Text only; `transaction` runs it."""

# ruff: noqa: S608  the text is made of names, all of them quoted

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nomnom.store.sqlite.values import NUMBERS, codecs
from nomnom.store.syntax import Syntax
from nomnom.store.values import Codec
from nomnom.tables.target import Target
from nomnom.tables.versions import not_older

SYNTAX = Syntax(quote='"', parameter="?")


@dataclass(frozen=True, slots=True)
class Merge:
    """How rows of one entity get into its table: each is converted by `codecs`, then `insert` takes it.

    `children` gives the rows of a parent, where the entity is reconciled: the primary key, then the key.
    """

    target: Target
    insert: str
    codecs: tuple[Codec, ...]
    children: str = ""


def merge_of(target: Target) -> Merge:
    """The statement for one stored entity and its table.

    Rows need no stage, because a SQLite transaction has no rivals, a statement per row costs no way to a
    server, and an upsert takes no number: a new row's is one more than the largest there is.
    """
    insert = insert_into(target.table, target.columns)
    if target.key:
        insert += f" ON CONFLICT ({SYNTAX.names(target.key)}) {_on_conflict(target)}"
    return Merge(target, insert, codecs(target), _children(target))


def insert_into(table: str, columns: Sequence[str]) -> str:
    """INSERT one row of these columns into a table."""
    into = f"{SYNTAX.name(table)} ({SYNTAX.names(columns)})"
    return f"INSERT INTO {into} VALUES ({SYNTAX.parameters(len(columns))})"


def _on_conflict(target: Target) -> str:
    """A row that is the same already isn't written, nor one that is older than the table's.

    Of an entity that leads any other is written, so that the number of rows written tells which one lost.
    """
    if not target.values:
        return "DO NOTHING"
    pairs = [(SYNTAX.name(target.table, v), SYNTAX.name("excluded", v)) for v in target.values]
    changed = " OR ".join(f"{old} IS NOT {new}" for old, new in pairs)
    conditions = [] if target.leads else [f"({changed})"]
    conditions += [_not_older(target)] if target.version else []
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return f"DO UPDATE SET {SYNTAX.assignments(target.values, 'excluded')}{where}"


def _children(target: Target) -> str:
    if not target.reconciled_by:
        return ""
    columns = SYNTAX.names((target.primary_key, *target.key))
    owned = " AND ".join(f"{SYNTAX.name(name)} = ?" for name in target.reconciled_by)
    return f"SELECT {columns} FROM {SYNTAX.name(target.table)} WHERE {owned}"


def _not_older(target: Target) -> str:
    return not_older(
        target,
        "sqlite",
        old=lambda name: SYNTAX.name(target.table, name),
        new=lambda name: SYNTAX.name("excluded", name),
        number=f"{{}} COLLATE {NUMBERS}",
    )
