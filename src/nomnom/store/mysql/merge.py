"""The statements that bring rows into their table. Text only; `transaction` runs them."""

# ruff: noqa: S608  the text is made of names, all of them quoted

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nomnom.store.mysql.values import codecs
from nomnom.store.syntax import Syntax
from nomnom.store.values import Codec
from nomnom.tables import shorten
from nomnom.tables.target import Target
from nomnom.tables.versions import not_older

SYNTAX = Syntax(quote="`", parameter="%s")

PLACE = "nomnom_place"
"""The column of a stage that says which row of the batch it is."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A temporary table of the session: `create` makes it anew and empty, `insert` begins its INSERT."""

    drop: str
    create: str
    insert: str


@dataclass(frozen=True, slots=True)
class Merge:
    """How rows of one entity get into its table.

    `insert` begins the INSERT into the table itself; VALUES follow. With `keys` the keys of the batch, and the
    versions that rows have, go into that stage first, and `find` gives the places of rows that exist, and
    whether they may be updated. With `rows` those go into that one, and `update` brings their values over.
    With `parents` the keys of some parents go into that one, and `stale` gives their rows whose keys aren't in
    `keys`.
    """

    target: Target
    codecs: tuple[Codec, ...]
    insert: str
    keys: Stage | None = None
    find: str = ""
    rows: Stage | None = None
    update: str = ""
    parents: Stage | None = None
    stale: str = ""

    @property
    def found_by(self) -> tuple[int, ...]:
        """Where what goes into the stage of keys stands in a row."""
        return tuple(map(self.target.columns.index, _found_by(self.target)))


def merge_of(target: Target) -> Merge:
    """The statements for one stored entity and its table.

    Because MySQL takes an AUTO_INCREMENT value for each row that ON DUPLICATE KEY UPDATE updates, and more
    than it needs for INSERT … SELECT, only rows that are new get into an INSERT, as VALUES.
    """
    insert = insert_into(target.table, target.columns)
    if not target.key:
        return Merge(target, codecs(target), insert)
    keys = shorten(f"nomnom_keys_{target.table}")
    rows = shorten(f"nomnom_stage_{target.table}")
    parents = shorten(f"nomnom_parents_{target.table}")
    owned = target.reconciled_by
    return Merge(
        target=target,
        codecs=codecs(target),
        insert=insert,
        keys=_stage(keys, target.table, _found_by(target)),
        find=_find(target, keys),
        rows=_stage(rows, target.table, target.columns) if target.values else None,
        update=_update(target, rows) if target.values else "",
        parents=_stage(parents, target.table, owned) if owned else None,
        stale=_stale(target, parents, keys) if owned else "",
    )


def insert_into(table: str, columns: Sequence[str]) -> str:
    """The beginning of an INSERT of rows of these columns into a table."""
    return f"INSERT INTO {SYNTAX.name(table)} ({SYNTAX.names(columns)}) VALUES "


def _stage(stage: str, table: str, columns: tuple[str, ...]) -> Stage:
    """A temporary table with the columns' live types and collations.

    Because MySQL ends the transaction on TRUNCATE, but not on these, it is dropped and made anew. Because a
    server may be told to refuse tables without a primary key, it has one.
    """
    name, place = SYNTAX.name(stage), SYNTAX.name(PLACE)
    return Stage(
        drop=f"DROP TEMPORARY TABLE IF EXISTS {name}",
        create=(
            f"CREATE TEMPORARY TABLE {name} (PRIMARY KEY ({place})) ENGINE=InnoDB"
            f" AS SELECT 0 AS {place}, {SYNTAX.names(columns)} FROM {SYNTAX.name(table)} WHERE FALSE"
        ),
        insert=insert_into(stage, (PLACE, *columns)),
    )


def _found_by(target: Target) -> tuple[str, ...]:
    return (*target.key, *target.version)


def _find(target: Target, keys: str) -> str:
    """Rows that will be updated are locked, so that none is changed or deleted before."""
    return (
        f"SELECT STRAIGHT_JOIN {SYNTAX.name('s', PLACE)}, {_is_newer(target)}"
        f" FROM {SYNTAX.name(keys)} AS s"
        f" JOIN {SYNTAX.name(target.table)} AS t ON {SYNTAX.same(target.key, 't', 's')}"
        f"{' FOR UPDATE' if target.values else ''}"
    )


def _is_newer(target: Target) -> str:
    """1 where the batch's row may take the place of the table's, else 0."""
    if not target.version:
        return "1"
    condition = not_older(
        target,
        "mysql",
        old=lambda name: SYNTAX.name("t", name),
        new=lambda name: SYNTAX.name("s", name),
    )
    return f"{condition} IS TRUE"


def _stale(target: Target, parents: str, keys: str) -> str:
    """The primary key and the key of the rows of some parents that aren't among those that stay."""
    return (
        f"SELECT STRAIGHT_JOIN {SYNTAX.names((target.primary_key, *target.key), 't')}"
        f" FROM {SYNTAX.name(parents)} AS p JOIN {SYNTAX.name(target.table)} AS t"
        f" ON {SYNTAX.same(target.reconciled_by, 't', 'p')}"
        f" LEFT JOIN {SYNTAX.name(keys)} AS s ON {SYNTAX.same(target.key, 't', 's')}"
        f" WHERE {SYNTAX.name('s', PLACE)} IS NULL"
    )


def _update(target: Target, rows: str) -> str:
    """A row that is the same already isn't written: MySQL sees that by itself."""
    return (
        f"UPDATE {SYNTAX.name(rows)} AS s STRAIGHT_JOIN {SYNTAX.name(target.table)} AS t"
        f" ON {SYNTAX.same(target.key, 't', 's')}"
        f" SET {SYNTAX.assignments(target.values, 's', 't')}"
    )
