"""What SQLite refuses."""

from __future__ import annotations

from pathlib import Path

from nomnom.store.database import DatabaseStore
from nomnom.store.sqlite import sqlite_store
from nomnom.store.sqlite.merge import merge_of
from nomnom.store.sqlite.store import SqliteBackend
from nomnom.tables import targets
from samples.provoked.case import PROJECT, Bench, Case

NO_TRIGGER = ("DROP TRIGGER refuse",)


def on_insert(body: str) -> tuple[str, ...]:
    """A trigger on the rows that are written."""
    return (f"CREATE TRIGGER refuse BEFORE INSERT ON things BEGIN {body}; END",)


def made_anew(*, small: str = "INTEGER", note: str = "TEXT") -> tuple[str, ...]:
    """The table as somebody else has made it, since SQLite changes no column."""
    return (
        "DROP TABLE things",
        "CREATE TABLE things (id INTEGER PRIMARY KEY AUTOINCREMENT, thing_key TEXT NOT NULL UNIQUE,"
        " parent_key TEXT REFERENCES parents (parent_key),"
        f" small {small}, amount TEXT, note {note})",
    )


def file_of(bench: Bench) -> Path:
    return Path(bench.database)


def configured(bench: Bench, *statements: str) -> None:
    """Run statements on the store's connection as it is made, until the batch was refused."""
    merges = {target.entity.name: merge_of(target) for target in targets(PROJECT, "sqlite")}
    backend = SqliteBackend(file_of(bench), 0.05, merges, statements)
    bench.store = bench.opened(DatabaseStore(backend))
    bench.mend = lambda: bench.__dict__.pop("store").close()


def locked(bench: Bench) -> None:
    configured(bench)
    rival, reset = bench.rival("BEGIN IMMEDIATE"), bench.mend

    def mend() -> None:
        rival.exec_driver_sql("ROLLBACK")
        reset()

    bench.mend = mend


def full(bench: Bench) -> None:
    ((pages,),) = bench.run("PRAGMA page_count")
    bench.run(*on_insert("INSERT INTO parents (parent_key) VALUES (hex(zeroblob(100000)))"))
    configured(bench, f"PRAGMA max_page_count = {pages + 2}")
    reset = bench.mend

    def mend() -> None:
        bench.run(*NO_TRIGGER)
        reset()

    bench.mend = mend


def read_only(bench: Bench) -> None:
    configured(bench, "PRAGMA query_only = ON")


def closed(bench: Bench) -> None:
    bench.meanwhile = bench.store.close


def no_folder(bench: Bench) -> None:
    absent = file_of(bench).parent / "absent" / "nomnom.db"
    bench.store = bench.opened(sqlite_store(absent, PROJECT))
    bench.mend = lambda: bench.__dict__.pop("store")


def another_kind_of_file(bench: Bench) -> None:
    other = file_of(bench).with_suffix(".txt")
    other.write_text("something else than a database, and long enough to be one" * 100)
    bench.store = bench.opened(sqlite_store(other, PROJECT))
    bench.mend = lambda: bench.__dict__.pop("store")


SQLITE: tuple[Case, ...] = (
    Case("another process writes for too long", "SQLITE_BUSY", "transient", arrange=locked),
    Case("the disk is full", "SQLITE_FULL", "transient", arrange=full),
    Case("the file's folder is missing", "SQLITE_CANTOPEN", "transient", arrange=no_folder),
    Case("the connection is closed", "", "transient", arrange=closed),
    Case(
        "null in a NOT NULL column",
        "SQLITE_CONSTRAINT_NOTNULL",
        "data",
        made_anew(note="TEXT NOT NULL"),
        record={"note": None},
    ),
    Case(
        "a CHECK",
        "SQLITE_CONSTRAINT_CHECK",
        "data",
        made_anew(small="INTEGER CHECK (small < 100)"),
        record={"small": 100},
    ),
    Case("a foreign key", "SQLITE_CONSTRAINT_FOREIGNKEY", "data", record={"parent_key": "nobody"}),
    Case(
        "a key of another UNIQUE index",
        "SQLITE_CONSTRAINT_UNIQUE",
        "data",
        (
            "CREATE UNIQUE INDEX notes ON things (note)",
            "INSERT INTO things (thing_key, note) VALUES ('z', 'y')",
        ),
        record={"note": "y"},
    ),
    Case(
        "a trigger that raises an exception",
        "SQLITE_CONSTRAINT_TRIGGER",
        "data",
        on_insert("SELECT RAISE(ABORT, 'two is not allowed') WHERE new.small = 2"),
        record={"small": 2},
    ),
    Case(
        "a missing table",
        "SQLITE_ERROR",
        "configuration",
        ("ALTER TABLE things RENAME TO others",),
        ("ALTER TABLE others RENAME TO things",),
    ),
    Case(
        "a missing column",
        "SQLITE_ERROR",
        "configuration",
        ("ALTER TABLE things RENAME note TO remark",),
        ("ALTER TABLE things RENAME remark TO note",),
    ),
    Case("a file that may not be written", "SQLITE_READONLY", "configuration", arrange=read_only),
    Case(
        "a file that is no database",
        "SQLITE_NOTADB",
        "configuration",
        arrange=another_kind_of_file,
    ),
)
"""In the order of the page."""
