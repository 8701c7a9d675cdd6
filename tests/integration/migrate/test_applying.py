from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import psycopg
import pytest
import sqlalchemy as sa

from nomnom.errors import ConfigurationError, DataError, LockedError, OutageError, SettingsError
from nomnom.migrate import EVERYTHING, Patience, Step, apply, plan
from nomnom.migrate.opening import connected
from nomnom.model.project import Project
from samples.databases import run

Orders = Callable[..., Project]
HASTY = Patience(lock_timeout=0.05, attempts=2, concurrent_timeout=0.2, sleep=lambda _: None)


def names(steps: tuple[Step, ...]) -> list[str]:
    return [step.name for step in steps]


def columns(url: str) -> set[str]:
    with connected(url) as (connection, _):
        return {column["name"] for column in sa.inspect(connection).get_columns("orders")}


def invalid_indexes(url: str) -> int:
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT count(*) FROM pg_index WHERE NOT indisvalid").fetchone()
    assert found is not None
    return int(found[0])


def together(work: Callable[[], tuple[Step, ...]], times: int) -> list[tuple[Step, ...]]:
    """What each of some threads gets that do the same at the same moment."""
    start = Barrier(times)

    def run() -> tuple[Step, ...]:
        start.wait()
        return work()

    with ThreadPoolExecutor(times) as pool:
        return [job.result() for job in [pool.submit(run) for _ in range(times)]]


def test_many_change_at_once(url: str, orders: Orders) -> None:
    """Of several that apply the same changes at once one makes them, an index included."""
    apply(url, orders(status="Integer"))
    after = orders(status="Integer", clerk="String?", indexes=("status",))
    results = together(lambda: apply(url, after, EVERYTHING).steps, 4)

    assert [
        [],
        [],
        [],
        ["add column orders.clerk", "add index orders.idx_orders_status"],
    ] == sorted(names(result) for result in results)


def test_done_steps_are_told_in_order(url: str, orders: Orders) -> None:
    """The listener hears of each step once it is done."""
    heard: list[str] = []
    outcome = apply(url, orders(), done=lambda step: heard.append(step.name))

    assert heard == names(outcome.steps)
    assert "create table orders" in heard


def test_a_held_lock_is_an_outage(database_url: str, orders: Orders) -> None:
    """A lock that isn't to be had in time changes nothing, and the error says so."""
    apply(database_url, orders())
    with psycopg.connect(database_url) as holder:
        holder.execute("SELECT * FROM orders")
        with pytest.raises(LockedError, match="nothing was changed"):
            apply(database_url, orders(clerk="String?"), patience=HASTY)

    assert "clerk" not in columns(database_url)


def test_a_lock_that_gets_free_is_taken(database_url: str, orders: Orders) -> None:
    """After a lock time-out the change is tried again, and made once the lock is free."""
    apply(database_url, orders())
    with psycopg.connect(database_url) as holder:
        holder.execute("SELECT * FROM orders")
        patience = Patience(lock_timeout=0.05, sleep=lambda _: holder.rollback())
        apply(database_url, orders(clerk="String?"), patience=patience)

    assert "clerk" in columns(database_url)


def test_a_lock_held_on_mariadb(mariadb_url: str, orders: Orders) -> None:
    """MariaDB's metadata locks time out in the same way."""
    apply(mariadb_url, orders())
    with connected(mariadb_url) as (holder, _):
        holder.exec_driver_sql("LOCK TABLES orders READ")
        with pytest.raises(LockedError, match="nothing was changed"):
            apply(mariadb_url, orders(clerk="String?"), patience=Patience(0.05, attempts=1))

    assert "clerk" not in columns(mariadb_url)


def test_a_locked_sqlite_file(sqlite_url: str, orders: Orders) -> None:
    """On SQLite another writer is waited for no longer than on other databases."""
    apply(sqlite_url, orders())
    with connected(sqlite_url) as (holder, _):
        holder.exec_driver_sql("BEGIN IMMEDIATE")
        with pytest.raises(LockedError, match="SQLite can't begin"):
            apply(sqlite_url, orders(clerk="String?"), patience=HASTY)
        holder.exec_driver_sql("ROLLBACK")


def test_an_index_that_is_cut_off_is_built_by_the_next(database_url: str, orders: Orders) -> None:
    """Where a long transaction keeps an index from being built, it is an outage, and mended later."""
    apply(database_url, orders(status="String"))
    after = orders(status="String", indexes=("status",))
    with psycopg.connect(database_url) as holder:
        holder.execute("INSERT INTO orders (order_key, status) VALUES ('a', 'O')")
        with pytest.raises(LockedError):
            apply(database_url, after, patience=HASTY)

    assert 1 == len(apply(database_url, after).steps)
    assert 0 == invalid_indexes(database_url)
    assert () == plan(database_url, after).steps


def test_an_index_is_built_once_a_transaction_ends(database_url: str, orders: Orders) -> None:
    """What the first attempt leaves INVALID is dropped before the second, which succeeds."""
    apply(database_url, orders(status="String"))
    after = orders(status="String", indexes=("status",))
    with psycopg.connect(database_url) as holder:
        holder.execute("INSERT INTO orders (order_key, status) VALUES ('a', 'O')")
        patience = Patience(concurrent_timeout=0.2, sleep=lambda _: holder.commit())
        apply(database_url, after, patience=patience)

    assert 0 == invalid_indexes(database_url)
    assert () == plan(database_url, after).steps


def test_duplicates_that_come_late(database_url: str, orders: Orders) -> None:
    """A unique index that fails on rows written meanwhile leaves nothing behind that refuses rows."""
    apply(database_url, orders())
    run(database_url, "ALTER TABLE orders DROP CONSTRAINT orders_order_key_unique")
    twice = "INSERT INTO orders (order_key) VALUES ('a'), ('a')"
    with pytest.raises(DataError, match=r"done before: add column orders\.clerk"):
        apply(database_url, orders(clerk="String?"), done=lambda _: run(database_url, twice))

    assert 0 == invalid_indexes(database_url)


def test_an_invalid_index_is_rebuilt(database_url: str, orders: Orders) -> None:
    """An index that a killed build left INVALID is found, and built again."""
    apply(database_url, orders(status="String"))
    after = orders(status="String", indexes=("status",))
    run(database_url, "INSERT INTO orders (order_key, status) VALUES ('a', 'O')")
    with psycopg.connect(database_url) as holder:
        holder.execute("UPDATE orders SET status = 'F'")
        with psycopg.connect(database_url, autocommit=True) as builder:
            builder.execute("SET lock_timeout = 100")
            with pytest.raises(psycopg.errors.LockNotAvailable):
                builder.execute("CREATE INDEX CONCURRENTLY idx_orders_status ON orders (status)")
    assert 1 == invalid_indexes(database_url)

    assert ["rebuild index orders.idx_orders_status"] == names(apply(database_url, after).steps)
    assert 0 == invalid_indexes(database_url)
    assert () == plan(database_url, after).steps


def test_all_or_nothing_on_postgresql(database_url: str, orders: Orders) -> None:
    """Where one change of a transaction is refused, none of it stays."""
    apply(database_url, orders(amount="Integer"))
    run(database_url, "CREATE VIEW amounts AS SELECT amount FROM orders")
    with pytest.raises(ConfigurationError, match="nothing was changed"):
        apply(database_url, orders(clerk="String?", amount="BigInt"), EVERYTHING)

    assert "clerk" not in columns(database_url)


def test_what_was_done_is_said_on_mariadb(mariadb_url: str, orders: Orders) -> None:
    """Because MariaDB commits each statement, the error says what stays done."""
    apply(mariadb_url, orders(code="String"))
    run(mariadb_url, "INSERT INTO orders (order_key, code) VALUES ('a', 'x')")
    with pytest.raises(DataError, match=r"done before: add column orders\.clerk"):
        apply(mariadb_url, orders(clerk="String?", code="Integer"), EVERYTHING)

    assert "clerk" in columns(mariadb_url)


def test_a_key_that_numbers_nothing_on_mariadb(mariadb_url: str, orders: Orders) -> None:
    """A primary key made by hand without AUTO_INCREMENT gets it."""
    run(
        mariadb_url,
        "CREATE TABLE orders (id INT PRIMARY KEY, order_key VARCHAR(255) NOT NULL UNIQUE)",
        "INSERT INTO orders VALUES (41, 'a')",
    )
    assert "generate key orders.id" in names(apply(mariadb_url, orders(), EVERYTHING).steps)
    run(mariadb_url, "INSERT INTO orders (order_key) VALUES ('b')")

    assert () == plan(mariadb_url, orders()).steps


def test_numbers_go_on_after_those_there_are(database_url: str, orders: Orders) -> None:
    """A key that starts to number rows starts after the highest number."""
    run(
        database_url,
        "CREATE TABLE orders (id INTEGER PRIMARY KEY, order_key TEXT NOT NULL UNIQUE)",
        "INSERT INTO orders VALUES (41, 'a')",
    )
    apply(database_url, orders(), EVERYTHING)
    run(database_url, "INSERT INTO orders (order_key) VALUES ('b')")
    with psycopg.connect(database_url) as connection:
        found = connection.execute("SELECT id FROM orders WHERE order_key = 'b'").fetchone()

    assert (42,) == found


def test_digits_of_a_double_survive(database_url: str, orders: Orders) -> None:
    """DOUBLE PRECISION becomes NUMERIC with all digits it shows, not rounded to fifteen."""
    apply(database_url, orders(amount="Decimal"))
    run(
        database_url,
        "ALTER TABLE orders ALTER COLUMN amount TYPE DOUBLE PRECISION",
        "INSERT INTO orders (order_key, amount) VALUES ('a', 0.12345678901234566)",
    )
    apply(database_url, orders(amount="Decimal"), EVERYTHING)
    with psycopg.connect(database_url) as connection:
        found = connection.execute("SELECT amount::text FROM orders").fetchone()

    assert ("0.12345678901234566",) == found


def test_a_server_that_isnt_there(orders: Orders) -> None:
    """Where nothing answers it is an outage."""
    with pytest.raises(OutageError, match="PostgreSQL can't be reached"):
        plan("postgresql://nobody@127.0.0.1:1/none", orders())


def test_a_database_nobody_knows(orders: Orders) -> None:
    """A URL of another database is a mistake in the settings, and the error lists the known ones."""
    with pytest.raises(SettingsError, match="oracle"):
        plan("oracle://x/y", orders())
