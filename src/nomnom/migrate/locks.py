"""Which lock a change takes, on which tables, and what the database does while it holds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nomnom.migrate.changes import (
    AddForeignKey,
    AddIndex,
    AddUnique,
    AlterType,
    Change,
    CreateTable,
    DropForeignKey,
    DropIndex,
    DropNotNull,
    GenerateKey,
    RebuildIndex,
    RenameIndex,
    ReplaceKey,
    SetNotNull,
)
from nomnom.migrate.shapes import ReferenceShape
from nomnom.migrate.types import conversion
from nomnom.tables import Database

Work = Literal["none", "moment", "online", "scan", "rewrite"]
"""`moment`: the catalogue only; `online`: long, but readers and writers go on; `scan` and `rewrite`: every row
is read, or written anew, while the lock is held."""


@dataclass(frozen=True, slots=True)
class Lock:
    """A lock: its `mode` in the database's words, the tables it is on, and the work done under it."""

    mode: str
    tables: tuple[str, ...]
    work: Work

    def __str__(self) -> str:
        """Render as `ACCESS EXCLUSIVE on orders, for a moment`."""
        duration = {
            "none": "",
            "moment": ", for a moment",
            "online": "; readers and writers go on",
            "scan": " while every row is read",
            "rewrite": " while every row is written anew",
        }[self.work]
        return f"{self.mode} on {' and '.join(self.tables)}{duration}"


def lock(change: Change, database: Database) -> Lock | None:
    """The lock that a change takes; None for a new table that refers to no other: nobody uses it yet."""
    if isinstance(change, CreateTable) and (database == "sqlite" or not change.references):
        return None
    if database == "postgresql":
        return _postgresql(change)
    if database == "sqlite":
        return Lock("the database's write lock", (change.table,), _work_of_sqlite(change))
    return _mysql(change, database)


def _postgresql(change: Change) -> Lock:
    """The lock levels of PostgreSQL.

    From the manual: "Explicit Locking", table-level lock modes; "ALTER TABLE", whose forms take ACCESS
    EXCLUSIVE unless said otherwise, and where ADD FOREIGN KEY (so CREATE TABLE with one) takes SHARE ROW
    EXCLUSIVE on both tables;
    "CREATE INDEX", building indexes concurrently (SHARE UPDATE EXCLUSIVE); "ALTER INDEX", where RENAME
    takes SHARE UPDATE EXCLUSIVE. "ALTER TABLE", Notes: a column without a default, or with a constant one,
    is added without touching a row; SET NOT NULL reads the whole table.
    """
    exclusive = "ACCESS EXCLUSIVE"
    table = (change.table,)
    match change:
        case AddIndex() | AddUnique() | RebuildIndex() | DropIndex():
            return Lock("SHARE UPDATE EXCLUSIVE", table, "online")
        case RenameIndex():
            mode = exclusive if change.constraint else "SHARE UPDATE EXCLUSIVE"
            return Lock(mode, table, "moment")
        case CreateTable():
            tables = tuple(dict.fromkeys(key.table for key in change.references))
            return Lock("SHARE ROW EXCLUSIVE", tables, "moment")
        case AddForeignKey():
            return Lock("SHARE ROW EXCLUSIVE", _both(change.table, change.reference), "scan")
        case DropForeignKey():
            return Lock(exclusive, _both(change.table, change.reference), "moment")
        case AlterType():
            turned = conversion(change.old, change.new, "postgresql")
            return Lock(exclusive, table, "rewrite" if turned.rewrites else "moment")
        case SetNotNull() | GenerateKey():
            return Lock(exclusive, table, "scan")
        case ReplaceKey():
            return Lock(exclusive, table, "rewrite" if change.missing else "scan")
        case _:
            return Lock(exclusive, table, "moment")


def _mysql(change: Change, database: Database) -> Lock:
    """How MySQL and MariaDB change a table.

    From MySQL's manual, "Online DDL Operations", and MariaDB's "InnoDB Online DDL Operations": columns are
    added and names changed in the metadata, indexes built in place with LOCK=NONE, a changed type copies
    the table while writers wait, NULL-ness rebuilds it.
    """
    table = (change.table,)
    match change:
        case AddIndex() | AddUnique():
            return Lock("metadata lock (LOCK=NONE)", table, "online")
        case CreateTable():
            tables = tuple(dict.fromkeys(key.table for key in change.references))
            return Lock("exclusive metadata lock", tables, "moment")
        case AddForeignKey():
            tables = _both(change.table, change.reference)
            return Lock("LOCK=SHARED (ALGORITHM=COPY)", tables, "rewrite")
        case AlterType():
            turned = conversion(change.old, change.new, database)
            if not turned.rewrites:
                return Lock("exclusive metadata lock", table, "moment")
            return Lock("LOCK=SHARED (ALGORITHM=COPY)", table, "rewrite")
        case SetNotNull() | DropNotNull() | GenerateKey() | ReplaceKey():
            return Lock("LOCK=SHARED (ALGORITHM=COPY)", table, "rewrite")
        case _:
            return Lock("exclusive metadata lock", table, "moment")


def _both(table: str, reference: ReferenceShape) -> tuple[str, ...]:
    return tuple(dict.fromkeys((table, reference.table)))


def _work_of_sqlite(change: Change) -> Work:
    """Because SQLite has one writer at a time, an index build keeps all other writers waiting."""
    return "scan" if isinstance(change, AddIndex | AddUnique) else "moment"
