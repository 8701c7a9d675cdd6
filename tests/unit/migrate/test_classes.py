from __future__ import annotations

import pytest

from nomnom.migrate import changes as c
from nomnom.migrate.classes import ChangeClass, classify
from nomnom.migrate.facts import Facts
from nomnom.migrate.shapes import ColumnShape, IndexShape, ReferenceShape
from nomnom.tables import Database

ROWS = Facts(rows=1200, empty=False)
CLERK = ColumnShape("clerk", "TEXT")
STRICT = ColumnShape("clerk", "TEXT", nullable=False)
INDEX = IndexShape("idx_orders_clerk", ("clerk",))
UNIQUE = IndexShape("orders_clerk_unique", ("clerk",), unique=True, constraint=True)
KEY = ReferenceShape("orders_clerk_fkey", ("clerk",), "clerks", ("name",))
SAFE, BLOCKING = ChangeClass.SAFE, ChangeClass.BLOCKING
DESTRUCTIVE, IMPOSSIBLE = ChangeClass.DESTRUCTIVE, ChangeClass.IMPOSSIBLE


@pytest.mark.parametrize(
    ("change", "expected", "lock"),
    [
        (c.AddColumn("orders", CLERK), SAFE, "ACCESS EXCLUSIVE on orders, for a moment"),
        (
            c.AlterType("orders", "clerk", "INTEGER", "BIGINT", nullable=True),
            BLOCKING,
            "ACCESS EXCLUSIVE on orders while every row is written anew",
        ),
        (
            c.SetNotNull("orders", STRICT),
            BLOCKING,
            "ACCESS EXCLUSIVE on orders while every row is read",
        ),
        (
            c.AddIndex("orders", INDEX),
            SAFE,
            "SHARE UPDATE EXCLUSIVE on orders; readers and writers go on",
        ),
        (
            c.AddForeignKey("orders", KEY),
            BLOCKING,
            "SHARE ROW EXCLUSIVE on orders and clerks while every row of orders is read",
        ),
        (
            c.DropForeignKey("orders", KEY),
            DESTRUCTIVE,
            "ACCESS EXCLUSIVE on orders and clerks, for a moment",
        ),
        (c.DropColumn("orders", CLERK), DESTRUCTIVE, "ACCESS EXCLUSIVE on orders, for a moment"),
    ],
)
def test_lock_on_postgresql(change: c.Change, expected: ChangeClass, lock: str) -> None:
    """A change's verdict says which lock it takes on which tables, and for how long."""
    verdict = classify(change, ROWS, "postgresql")

    assert (expected, lock) == (verdict.change_class, str(verdict.lock))
    assert verdict.rows == 1200


@pytest.mark.parametrize(
    ("change", "expected", "lock"),
    [
        (
            c.SetNotNull("orders", STRICT),
            BLOCKING,
            "LOCK=NONE (ALGORITHM=INPLACE) on orders; readers and writers go on "
            "while every row is written anew",
        ),
        (
            c.AddForeignKey("orders", KEY),
            BLOCKING,
            "LOCK=SHARED (ALGORITHM=COPY) on orders and clerks while every row of orders is written anew",
        ),
        (c.AddColumn("orders", CLERK), SAFE, "exclusive metadata lock on orders, for a moment"),
    ],
)
def test_lock_on_mariadb(change: c.Change, expected: ChangeClass, lock: str) -> None:
    """What writes every row anew is blocking, even where readers and writers go on meanwhile."""
    verdict = classify(change, ROWS, "mariadb")

    assert (expected, lock) == (verdict.change_class, str(verdict.lock))


@pytest.mark.parametrize(
    ("change", "lock"),
    [
        (c.AddColumn("orders", CLERK), "the database's write lock, for a moment"),
        (
            c.DropColumn("orders", CLERK),
            "the database's write lock while every row is written anew",
        ),
        (
            c.RenameIndex("orders", "idx_orders_clerk", "idx_orders_clrk", index=INDEX),
            "the database's write lock while every row is read",
        ),
    ],
)
def test_lock_on_sqlite(change: c.Change, lock: str) -> None:
    """SQLite has one lock for the whole file, so no table is named."""
    assert lock == str(classify(change, ROWS, "sqlite").lock)


def test_new_table_takes_no_lock() -> None:
    """Nobody uses a table that doesn't exist, so creating one keeps nobody waiting."""
    verdict = classify(c.CreateTable("orders", ("CREATE …",)), Facts(), "postgresql")

    assert (SAFE, None) == (verdict.change_class, verdict.lock)


@pytest.mark.parametrize("database", ["postgresql", "mariadb", "sqlite"])
def test_new_not_null_column_without_default(database: Database) -> None:
    """A new NOT NULL column without a default is safe on an empty table, impossible on another."""
    change = c.AddColumn("orders", STRICT)

    assert SAFE == classify(change, Facts(), database).change_class
    assert IMPOSSIBLE == classify(change, ROWS, database).change_class


@pytest.mark.parametrize("database", ["postgresql", "mariadb", "sqlite"])
def test_duplicates_are_shown(database: Database) -> None:
    """Where duplicates are in the way, the sentence counts them and shows some."""
    facts = Facts(rows=9, empty=False, offending=7, examples=("'a'", "'b'"))
    verdict = classify(c.AddUnique("orders", UNIQUE), facts, database)

    assert IMPOSSIBLE == verdict.change_class
    assert "7 values occur twice or more: 'a', 'b', …" in verdict.sentence


@pytest.mark.parametrize(
    "change",
    [
        c.AlterType("orders", "clerk", "TEXT", "INTEGER", nullable=True),
        c.SetNotNull("orders", STRICT),
        c.DropNotNull("orders", CLERK),
        c.AddForeignKey("orders", KEY),
        c.GenerateKey("orders", CLERK),
        c.DropUnique("orders", UNIQUE),
    ],
)
def test_sqlite_says_what_it_cannot(change: c.Change) -> None:
    """What SQLite's ALTER TABLE lacks is impossible there, and the sentence says how else to do it."""
    verdict = classify(change, Facts(), "sqlite")

    assert IMPOSSIBLE == verdict.change_class
    assert verdict.sentence.startswith("SQLite can't ")
    assert "create the table anew" in verdict.sentence


def test_unchecked_values_are_said() -> None:
    """Where values couldn't be looked at beforehand, the sentence doesn't claim that they fit."""
    facts = Facts(rows=9, empty=False, checked=False)
    change = c.AlterType("orders", "clerk", "TEXT", "INT", nullable=True)

    assert "makes the change fail" in classify(change, facts, "mysql").sentence
