"""Which lock a change takes, on which tables, and what the database does while it holds it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from nomnom.migrate.changes import (
    AddForeignKey,
    AddIndex,
    AddUnique,
    AlterType,
    Change,
    CreateTable,
    DropColumn,
    DropForeignKey,
    DropIndex,
    DropNotNull,
    DropTable,
    DropUnique,
    GenerateKey,
    RebuildIndex,
    RenameIndex,
    RenameTable,
    ReplaceKey,
    SetNotNull,
)
from nomnom.migrate.shapes import ReferenceShape
from nomnom.migrate.types import conversion
from nomnom.tables import Database

Work = Literal["moment", "aside", "online", "rebuild", "scan", "rewrite"]
"""`moment`: the catalogue only. `scan` and `rewrite`: every row is read, or written anew, while others wait.
Readers and writers go on: `aside`, while the catalogue is changed; `online`, while every row is read;
`rebuild`, while every row is written anew."""


@dataclass(frozen=True, slots=True)
class Lock:
    """A lock: its `mode` in the database's words, the tables (or the index) it is on, and the work under it.

    Where rows are read or written, they are those of the first table. `tables` is empty where the lock is on
    the whole database.
    """

    mode: str
    tables: tuple[str, ...]
    work: Work

    def __str__(self) -> str:
        """Render as `ACCESS EXCLUSIVE on orders, for a moment`."""
        rows = f"every row of {self.tables[0]}" if len(self.tables) > 1 else "every row"
        duration = {
            "moment": ", for a moment",
            "aside": "; readers and writers go on",
            "online": "; readers and writers go on",
            "rebuild": f"; readers and writers go on while {rows} is written anew",
            "scan": f" while {rows} is read",
            "rewrite": f" while {rows} is written anew",
        }[self.work]
        place = f" on {' and '.join(self.tables)}" if self.tables else ""
        return f"{self.mode}{place}{duration}"


def lock(change: Change, database: Database) -> Lock | None:
    """The lock that a change takes; None for a new table: nobody uses it yet.

    On PostgreSQL and MySQL, a new table that refers to others locks those.
    """
    if isinstance(change, CreateTable):
        alone = database in ("sqlite", "mariadb") or not change.references
        if alone:
            return None
    if database == "postgresql":
        return _postgresql(change)
    if database == "sqlite":
        return Lock("the database's write lock", (), _work_of_sqlite(change))
    return _mysql(change, database)


def _postgresql(change: Change) -> Lock:
    """The lock levels of PostgreSQL.

    From the manual: "Explicit Locking", table-level lock modes; "ALTER TABLE", whose forms take ACCESS
    EXCLUSIVE unless said otherwise (so does ADD CONSTRAINT … USING INDEX), and where ADD FOREIGN KEY (so
    CREATE TABLE with one) takes SHARE ROW EXCLUSIVE on both tables;
    "CREATE INDEX", building indexes concurrently (SHARE UPDATE EXCLUSIVE); "ALTER INDEX", where RENAME
    takes SHARE UPDATE EXCLUSIVE. "ALTER TABLE", Notes: a column without a default, or with a constant one,
    is added without touching a row; SET NOT NULL reads the whole table.
    """
    exclusive = "ACCESS EXCLUSIVE"
    table = (change.table,)
    match change:
        case AddIndex() | AddUnique() | RebuildIndex():
            end = f" (at its end {exclusive}, for a moment)" if change.index.constraint else ""
            return Lock(f"SHARE UPDATE EXCLUSIVE{end}", table, "online")
        case DropIndex():
            return Lock("SHARE UPDATE EXCLUSIVE", table, "aside")
        case DropUnique() if not change.index.constraint:
            return Lock("SHARE UPDATE EXCLUSIVE", table, "aside")
        case RenameTable():
            return Lock(exclusive, (change.old,), "moment")
        case DropTable():
            return Lock(exclusive, _all(change.table, change.references), "moment")
        case RenameIndex():
            if not change.constraint:
                return Lock("SHARE UPDATE EXCLUSIVE", (change.old,), "moment")
            return Lock(exclusive, table, "moment")
        case CreateTable():
            return Lock("SHARE ROW EXCLUSIVE", _targets(change.references), "moment")
        case AddForeignKey():
            return Lock("SHARE ROW EXCLUSIVE", _all(change.table, (change.reference,)), "scan")
        case DropForeignKey():
            return Lock(exclusive, _all(change.table, (change.reference,)), "moment")
        case AlterType():
            turned = conversion(change.old, change.new, "postgresql")
            held = (name for owner, key in change.released for name in (owner, key.table))
            tables = tuple(dict.fromkeys((change.table, *held)))
            return Lock(exclusive, tables, "rewrite" if turned.rewrites else "moment")
        case SetNotNull():
            return Lock(exclusive, table, "scan")
        case ReplaceKey():
            return Lock(exclusive, table, "rewrite" if change.missing else "scan")
        case _:
            return Lock(exclusive, table, "moment")


def _mysql(change: Change, database: Database) -> Lock:
    """How MySQL and MariaDB change a table.

    From MySQL's manual, "Online DDL Operations", and MariaDB's "InnoDB Online DDL Operations": columns are
    added and names changed in the metadata, indexes built in place with LOCK=NONE, a changed type copies
    the table while writers wait, NULL-ness and another primary key rebuild it in place, where only a new
    AUTO_INCREMENT column keeps writers waiting. A foreign key keeps writers of both tables waiting.
    """
    moment = "exclusive metadata lock"
    table = (change.table,)
    match change:
        case AddIndex() | AddUnique():
            return Lock("metadata lock (LOCK=NONE)", table, "online")
        case CreateTable():
            return Lock(moment, _targets(change.references), "moment")
        case RenameTable():
            return Lock(moment, (change.old,), "moment")
        case DropTable():
            return Lock(moment, _all(change.table, change.references), "moment")
        case AddForeignKey():
            tables = _all(change.table, (change.reference,))
            return Lock("LOCK=SHARED (ALGORITHM=COPY)", tables, "rewrite")
        case DropForeignKey():
            return Lock(moment, _all(change.table, (change.reference,)), "moment")
        case AlterType():
            turned = conversion(change.old, change.new, database)
            if not turned.rewrites:
                return Lock(moment, table, "moment")
            return Lock("LOCK=SHARED (ALGORITHM=COPY)", table, "rewrite")
        case GenerateKey():
            return Lock("LOCK=SHARED (ALGORITHM=COPY)", table, "rewrite")
        case ReplaceKey() if change.missing and change.column.generated:
            return Lock("LOCK=SHARED (ALGORITHM=INPLACE)", table, "rewrite")
        case SetNotNull() | DropNotNull() | ReplaceKey():
            return Lock("LOCK=NONE (ALGORITHM=INPLACE)", table, "rebuild")
        case _:
            return Lock(moment, table, "moment")


def _targets(references: Iterable[ReferenceShape]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key.table for key in references))


def _all(table: str, references: Iterable[ReferenceShape]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((table, *_targets(references))))


def _work_of_sqlite(change: Change) -> Work:
    """Because SQLite has one writer at a time, an index build keeps all other writers waiting.

    Because it keeps no values of a column that is gone, DROP COLUMN writes every row.
    """
    if isinstance(change, DropColumn):
        return "rewrite"
    return "scan" if isinstance(change, AddIndex | AddUnique | RenameIndex) else "moment"
