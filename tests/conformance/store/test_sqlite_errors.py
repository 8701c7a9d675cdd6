"""What SQLite itself refuses, provoked on a real file, and what becomes of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest

from nomnom.errors import ConfigurationError, DataError, OutageError
from nomnom.migrate import bring_up
from nomnom.store.backend import execute
from nomnom.store.sqlite.errors import translated
from nomnom.store.sqlite.store import SqliteBackend, sqlite_store
from samples.stored import EVERY_TABLE, NATURAL, ORDER, PRICED, TYPED, entry

TABLES = (
    "CREATE TABLE parents (id INTEGER PRIMARY KEY)",
    """CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, small INTEGER CHECK (small < 100),
        parent INTEGER REFERENCES parents(id))""",
    """CREATE TRIGGER no BEFORE DELETE ON t BEGIN SELECT RAISE(ABORT, 'a trigger says no'); END""",
    "INSERT INTO t (id, name) VALUES (1, 'a')",
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file of the test's own."""
    return tmp_path / "nomnom.db"


@pytest.fixture
def connection(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection as the store's, with a table."""
    opened = SqliteBackend(path, 0.0, {}).connect()
    for statement in TABLES:
        execute(opened, statement)
    with closing(opened):
        yield opened


def provoke(connection: sqlite3.Connection, *statements: str) -> None:
    with translated("try", "t"):
        for statement in statements:
            execute(connection, statement)


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("INSERT INTO t (id, name) VALUES (1, 'b')", "SQLITE_CONSTRAINT_PRIMARYKEY"),
        ("INSERT INTO t (name) VALUES ('a')", "SQLITE_CONSTRAINT_UNIQUE"),
        ("INSERT INTO t (name) VALUES (NULL)", "SQLITE_CONSTRAINT_NOTNULL"),
        ("INSERT INTO t (name, small) VALUES ('b', 100)", "SQLITE_CONSTRAINT_CHECK"),
        ("INSERT INTO t (name, parent) VALUES ('b', 7)", "SQLITE_CONSTRAINT_FOREIGNKEY"),
        ("DELETE FROM t", "SQLITE_CONSTRAINT_TRIGGER"),
        ("INSERT INTO t (id, name) VALUES ('x', 'b')", "SQLITE_MISMATCH"),
        ("INSERT INTO t (name) VALUES (zeroblob(2000))", "SQLITE_TOOBIG"),
    ],
)
def test_refused_values_are_data_errors(
    connection: sqlite3.Connection, statement: str, name: str
) -> None:
    """A value that SQLite refuses is a data error, with SQLite's name of the code."""
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 1000)
    with pytest.raises(DataError) as caught:
        provoke(connection, statement)
    assert (name, "t") == (caught.value.sqlstate, caught.value.place)


@pytest.mark.parametrize(
    "statements",
    [
        ("INSERT INTO absent VALUES (1)",),
        ("INSERT INTO t (absent) VALUES (1)",),
        ("PRAGMA query_only = ON", "DELETE FROM parents"),
    ],
    ids=["no table", "no column", "read-only"],
)
def test_what_is_not_as_declared_is_a_configuration_error(
    connection: sqlite3.Connection, statements: tuple[str, ...]
) -> None:
    """A missing table or column, or a file that may not be written, stops with SQLite's words."""
    with pytest.raises(ConfigurationError, match="SQLite won't try"):
        provoke(connection, *statements)


def test_a_file_of_another_kind_is_a_configuration_error(path: Path) -> None:
    """A file that holds something else is left alone."""
    path.write_text("not a database, but something long enough to be one" * 100)
    store = sqlite_store(path, EVERY_TABLE)
    with closing(store), pytest.raises(ConfigurationError, match="NOTADB"):
        store.ping()


def test_a_full_file_is_an_outage(connection: sqlite3.Connection) -> None:
    """Where there is no room, there may be some later."""
    with pytest.raises(OutageError, match="full"):
        provoke(
            connection,
            "PRAGMA max_page_count = 10",
            "INSERT INTO t (name) VALUES (hex(zeroblob(100000)))",
        )


def test_an_interrupted_statement_is_an_outage(connection: sqlite3.Connection) -> None:
    """A statement that somebody interrupts is done again."""
    connection.set_progress_handler(lambda: 1, 1)
    with pytest.raises(OutageError, match="interrupted"):
        provoke(connection, "SELECT count(*) FROM t")


def test_a_closed_connection_is_an_outage(connection: sqlite3.Connection) -> None:
    """A connection that is gone is made anew."""
    connection.close()
    with pytest.raises(OutageError, match="closed"):
        provoke(connection, "SELECT 1")


def test_a_file_that_another_writes_is_an_outage_and_later_works(
    path: Path, connection: sqlite3.Connection
) -> None:
    """A writer waits for the other one only so long; afterwards the same store works."""
    with closing(sqlite_store(path, EVERY_TABLE, busy_seconds=0.05)) as store:
        bring_up(f"sqlite:///{path}", EVERY_TABLE)
        execute(connection, "BEGIN IMMEDIATE")
        with pytest.raises(OutageError, match="locked"), store.transaction() as transaction:
            transaction.claim([entry("m1")])
        assert {} == dict(store.ledger(["m1"]))
        execute(connection, "ROLLBACK")
        with store.transaction() as transaction:
            assert {"m1"} == transaction.claim([entry("m1")]).fresh


def test_readers_do_not_wait_for_a_writer(path: Path, connection: sqlite3.Connection) -> None:
    """While one process writes, another one reads what was committed before."""
    with closing(sqlite_store(path, EVERY_TABLE, busy_seconds=0.05)) as store:
        bring_up(f"sqlite:///{path}", EVERY_TABLE)
        provoke(connection, "BEGIN IMMEDIATE", "DELETE FROM orders")
        assert 0 == store.count(ORDER)
        execute(connection, "ROLLBACK")


def test_numbers_are_stored_as_plain_canonical_text(
    path: Path, connection: sqlite3.Connection
) -> None:
    """Declared digits are filled up, others are as few as the number needs; an exponent is written out."""
    with closing(sqlite_store(path, EVERY_TABLE)) as store:
        bring_up(f"sqlite:///{path}", EVERY_TABLE)
        with store.transaction() as transaction:
            transaction.merge(PRICED, [("A", Decimal("5")), ("B", Decimal("-0"))])
            rows = [("A", Decimal("1E+3"), None), ("B", Decimal("1.50"), None)]
            rows += [("C", Decimal("1E-12"), None), ("D", Decimal("-0.0"), None)]
            transaction.merge(NATURAL, rows)
    assert [("5.00",), ("0.00",)] == execute(connection, "SELECT price FROM priced ORDER BY id")
    expected = [("1000",), ("1.5",), ("0.000000000001",), ("0",)]
    assert expected == execute(connection, "SELECT total FROM naturals ORDER BY order_key")


def test_times_are_stored_so_that_they_sort(path: Path, connection: sqlite3.Connection) -> None:
    """The ledger's times have a fixed width and are in UTC, and SQLite's own functions read them."""
    with closing(sqlite_store(path, EVERY_TABLE)) as store:
        bring_up(f"sqlite:///{path}", EVERY_TABLE)
        with store.transaction() as transaction:
            transaction.claim([entry("m1")])
            transaction.merge(TYPED, [(1, *[None] * 9)])
    stored = "SELECT received_at, unixepoch(received_at) FROM nomnom_messages"
    assert [("2026-01-02 12:00:00.000000+00:00", 1767355200)] == execute(connection, stored)
