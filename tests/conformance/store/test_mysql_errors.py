"""What MariaDB itself refuses, provoked on a real server, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pymysql
import pytest
import sqlalchemy as sa

from nomnom.errors import ConfigurationError, DataError, NomnomError, OutageError
from nomnom.migrate import bring_up
from nomnom.store import open_store
from nomnom.store.backend import execute
from nomnom.store.mysql.errors import translated
from nomnom.store.mysql.store import MysqlBackend
from samples.stored import EVENT, EVERY_TABLE, ORDER, TYPED, letter

Connect = Callable[..., Any]

ONE = Decimal(1)

TABLES = (
    "CREATE TABLE parents (id INT PRIMARY KEY) ENGINE=InnoDB",
    """CREATE TABLE t (
        id INT PRIMARY KEY, small INT NOT NULL CHECK (small < 100), name VARCHAR(3) UNIQUE, day DATE, j JSON,
        parent INT, FOREIGN KEY (parent) REFERENCES parents (id)) ENGINE=InnoDB""",
    "INSERT INTO parents VALUES (1)",
    "INSERT INTO t (id, small, name, parent) VALUES (1, 1, 'a', 1)",
)


@pytest.fixture
def connect(mariadb_url: str) -> Iterator[Connect]:
    """A function that connects as the store does; arguments replace parts of the address."""
    url = sa.make_url(mariadb_url)
    address = {
        "host": url.host,
        "port": url.port,
        "user": url.username,
        "password": url.password or "",
        "database": url.database,
    }
    opened: list[Any] = []

    def connect_one(**changes: Any) -> Any:
        opened.append(MysqlBackend(address | changes, "test", {}).connect())
        return opened[-1]

    first = connect_one()
    for statement in TABLES:
        execute(first, statement)
    yield connect_one
    for each in opened:
        with suppress(pymysql.Error):
            each.close()


def provoke(connection: Any, *statements: str) -> None:
    with translated("try", "t"):
        for statement in statements:
            execute(connection, statement)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO t (id, small) VALUES (1, 1)",
        "INSERT INTO t (id, small, name) VALUES (2, 1, 'a')",
        "INSERT INTO t (id, small) VALUES (2, NULL)",
        "INSERT INTO t (id, small) VALUES (2, 3000000000)",
        "INSERT INTO t (id, small, name) VALUES (2, 1, 'long')",
        "INSERT INTO t (id, small) VALUES (2, 'many')",
        "INSERT INTO t (id, small, day) VALUES (2, 1, '2026-02-30')",
        "INSERT INTO t (id, small, j) VALUES (2, 1, '{')",
        "INSERT INTO t (id, small) VALUES (2, 100)",
        "INSERT INTO t (id, small, parent) VALUES (2, 1, 7)",
        "DELETE FROM parents",
        r"INSERT INTO t (id, small, name) VALUES (2, 1, x'ff')",
        "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a trigger says no'",
    ],
)
def test_refused_values_are_data_errors(connect: Connect, statement: str) -> None:
    """A value that the server refuses is a data error, with the server's code."""
    with pytest.raises(DataError) as caught:
        provoke(connect(), statement)
    assert 5 == len(caught.value.sqlstate)
    assert "t" == caught.value.place


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("INSERT INTO absent VALUES (1)", "absent.*1146"),
        ("INSERT INTO t (absent) VALUES (1)", "absent.*1054"),
        ("INSERT INTO t (id) VALUES (2)", "small.*1364"),
        ("INSERT INTO", "1064"),
        ("USE nomnom_absent", "nomnom_absent.*1049"),
    ],
)
def test_what_is_not_as_declared_is_a_configuration_error(
    connect: Connect, statement: str, words: str
) -> None:
    """A missing table, column or database, or a column nomnom doesn't fill, stops with the server's words."""
    with pytest.raises(ConfigurationError, match=words):
        provoke(connect(), statement)


def test_a_wrong_password_is_a_configuration_error(connect: Connect) -> None:
    """Whom the server doesn't let in has to act; waiting won't help."""
    with pytest.raises(ConfigurationError, match="denied"), translated("connect"):
        connect(user="nomnom_nobody", password="wrong")


@pytest.mark.parametrize(
    "statements",
    [
        ("SET max_statement_time = 0.01", "SELECT SLEEP(5)"),
        (
            "SET max_heap_table_size = 16384",
            "CREATE TEMPORARY TABLE full (c CHAR(250)) ENGINE=MEMORY",
            "INSERT INTO full SELECT 'x' FROM seq_1_to_1000",
        ),
        ("SET TRANSACTION READ ONLY", "START TRANSACTION", "DELETE FROM t"),
    ],
    ids=["took too long", "table full", "read-only"],
)
def test_a_server_without_room_or_time_is_an_outage(
    connect: Connect, statements: tuple[str, ...]
) -> None:
    """What may pass by itself is an outage."""
    with pytest.raises(OutageError):
        provoke(connect(), *statements)


def test_a_lock_held_too_long_is_an_outage(connect: Connect) -> None:
    """A statement that waits longer for a lock than the server allows is tried again later."""
    holder, waiter = connect(), connect()
    provoke(holder, "START TRANSACTION", "UPDATE t SET small = 2")
    with pytest.raises(OutageError, match=r"[Ll]ock wait"):
        provoke(waiter, "SET innodb_lock_wait_timeout = 1", "UPDATE t SET small = 3")


def test_a_deadlock_is_an_outage(mariadb_url: str, connect: Connect) -> None:
    """The loser of a deadlock sees an outage, even within a savepoint that the server has forgotten."""
    store, rival = open_store(mariadb_url, EVERY_TABLE), connect()
    bring_up(mariadb_url, EVERY_TABLE)
    with store.transaction() as transaction:
        transaction.merge(ORDER, [("A", ONE, None), ("B", ONE, None)])
    # The server keeps the transaction that has changed more.
    provoke(rival, "START TRANSACTION", "INSERT INTO parents SELECT seq FROM seq_2_to_1000")
    provoke(rival, "UPDATE orders SET total = 2 WHERE order_key = 'B'")
    with ThreadPoolExecutor(1) as pool:
        with pytest.raises(OutageError, match=r"[Dd]eadlock"), store.transaction() as transaction:
            transaction.merge(ORDER, [("A", Decimal(3), None)])
            blocked = pool.submit(provoke, rival, "UPDATE orders SET total = 2")
            with transaction.savepoint():
                transaction.merge(ORDER, [("B", Decimal(3), None)])
        blocked.result(timeout=30)
    rival.rollback()
    with store.transaction() as transaction:
        transaction.merge(ORDER, [("A", Decimal(3), None)])
    store.close()


def test_a_row_beyond_the_servers_packet_is_a_data_error(mariadb_url: str) -> None:
    """A row that the server would hang up on is refused before, and says which setting it is about."""
    with closing(open_store(mariadb_url, EVERY_TABLE)) as store:
        bring_up(mariadb_url, EVERY_TABLE)
        document = f'"{"x" * 17_000_000}"'
        with pytest.raises(DataError, match="max_allowed_packet"), store.transaction() as begun:
            begun.merge(TYPED, [(1, *[None] * 8, document)])
        with store.transaction() as begun:
            begun.merge(TYPED, [(1, *[None] * 8, document[:2_000_000] + '"')])
        assert 1 == store.count(TYPED)


def test_a_column_that_was_made_shorter_by_hand_is_a_data_error(
    mariadb_url: str, connect: Connect
) -> None:
    """The live column decides: what it can't hold is refused, not cut."""
    with closing(open_store(mariadb_url, EVERY_TABLE)) as store:
        bring_up(mariadb_url, EVERY_TABLE)
        execute(connect(), "ALTER TABLE events MODIFY note VARCHAR(3)")
        with pytest.raises(DataError, match="note"), store.transaction() as transaction:
            transaction.merge(EVENT, [("A", ONE, "long")])


def test_the_reasons_of_a_dead_letter_are_cut_to_fit(mariadb_url: str) -> None:
    """A dead letter with more reasons than TEXT holds is stored with the first of them."""
    with closing(open_store(mariadb_url, EVERY_TABLE)) as store:
        bring_up(mariadb_url, EVERY_TABLE)
        with store.transaction() as transaction:
            transaction.bury([replace(letter("m1", 0), reason="🎉" * 70_000)])
        (found,) = store.dead_letters("m1")
    assert "🎉" * 16_382 + "…" == found.reason


def test_the_server_decides_which_of_the_two_it_is(mariadb_url: str, connect: Connect) -> None:
    """Behind either URL a table has the collation of the server that is there."""
    for scheme in ("mysql", "mariadb", "mysql+pymysql"):
        bring_up(mariadb_url.replace("mysql", scheme, 1), EVERY_TABLE)
    ((version,),) = execute(connect(), "SELECT VERSION()")
    expected = "utf8mb4_nopad_bin" if "MariaDB" in version else "utf8mb4_0900_bin"
    found = execute(
        connect(),
        "SELECT DISTINCT table_collation FROM information_schema.tables"
        " WHERE table_schema = DATABASE() AND table_name LIKE 'nomnom%'",
    )
    assert [(expected,)] == found


def test_nomnoms_errors_keep_their_cause(connect: Connect) -> None:
    """Behind an error of nomnom's stands the driver's."""
    with pytest.raises(NomnomError) as caught:
        provoke(connect(), "SELECT absent FROM t")
    assert isinstance(caught.value.__cause__, pymysql.MySQLError)
