"""What MariaDB refuses. MySQL has the same numbers but for those of CHECK (3819) and time-outs (3024)."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import sqlalchemy as sa

from nomnom.store import open_store
from nomnom.store.address import read_address
from nomnom.store.mysql import mysql_store
from samples.provoked.case import PROJECT, Bench, Case

NO_TRIGGER = ("DROP TRIGGER refuse",)


def on_insert(body: str) -> tuple[str, ...]:
    """A trigger on the rows that are written."""
    return (f"CREATE TRIGGER refuse BEFORE INSERT ON things FOR EACH ROW {body}",)


def configured(bench: Bench, statement: str) -> None:
    """Run a statement on the store's connection as it is made, until the batch was refused."""
    address: dict[str, Any] = dict(read_address(bench.place.url).mysql_arguments())
    bench.store = bench.opened(mysql_store({**address, "init_command": statement}, PROJECT))
    bench.mend = lambda: bench.__dict__.pop("store").close()


def locked(bench: Bench) -> None:
    """Somebody else holds a row that is to be written, until the batch was refused."""
    bench.run("INSERT INTO things (thing_key) VALUES ('b')")
    rival, reset = bench.rival("UPDATE things SET note = 'theirs'"), bench.mend

    def mend() -> None:
        rival.rollback()
        reset()

    bench.mend = mend


def killed(bench: Bench) -> None:
    bench.meanwhile = bench.kill


def deadlocked(bench: Bench) -> None:
    """The rival has a row and waits for the message's entry; it has done more, so the store has to give way."""
    bench.run("INSERT INTO things (thing_key) VALUES ('b')")
    rival = bench.rival(
        "INSERT INTO parents (parent_key) SELECT seq FROM seq_1_to_1000",
        "UPDATE things SET note = 'theirs'",
    )
    pool = bench.stack.enter_context(ThreadPoolExecutor(1))

    def block() -> None:
        entry = "DELETE FROM nomnom_messages WHERE message_id = 'm1'"
        blocked = pool.submit(rival.exec_driver_sql, entry)

        def mend() -> None:
            blocked.result(timeout=30)
            rival.rollback()

        bench.mend = mend

    bench.meanwhile = block


def read_only(bench: Bench) -> None:
    configured(bench, "SET SESSION TRANSACTION READ ONLY")


def took_too_long(bench: Bench) -> None:
    configured(bench, "SET max_statement_time = 0.02")
    locked(bench)


def waited_too_long(bench: Bench) -> None:
    configured(bench, "SET innodb_lock_wait_timeout = 1")
    locked(bench)


def table_full(bench: Bench) -> None:
    bench.run(
        "SET max_heap_table_size = 16384",
        "CREATE TABLE filler (c CHAR(250)) ENGINE=MEMORY",
        *on_insert("INSERT INTO filler SELECT 'x' FROM seq_1_to_100000"),
    )
    configured(bench, "SET max_heap_table_size = 16384")
    reset = bench.mend

    def mend() -> None:
        bench.run(*NO_TRIGGER)
        reset()

    bench.mend = mend


def another_user(bench: Bench, privileges: str = "ALL", options: str = "") -> str:
    """A user of the test's own, and the store's URL as that one."""
    name = f"u{uuid.uuid4().hex[:20]}"
    bench.run(f"CREATE USER {name} IDENTIFIED BY 'secret' {options}")
    bench.stack.callback(bench.run, f"DROP USER {name}")
    bench.run(f"GRANT {privileges} ON {bench.database}.* TO {name}")
    bench.store = bench.opened(open_store(bench.url_as(name, "secret"), PROJECT))
    return name


def no_connection_left(bench: Bench) -> None:
    name = another_user(bench, options="WITH MAX_USER_CONNECTIONS 1")
    first = bench.opened(open_store(bench.url_as(name, "secret"), PROJECT))
    first.ping()
    bench.mend = first.close


def not_permitted(bench: Bench) -> None:
    name = another_user(bench, "SELECT, CREATE TEMPORARY TABLES")
    bench.run(f"GRANT INSERT, UPDATE ON {bench.database}.nomnom_messages TO {name}")

    def mend() -> None:
        bench.run(f"GRANT ALL ON {bench.database}.* TO {name}")
        bench.store.close()

    bench.mend = mend


def wrong_password(bench: Bench) -> None:
    name = another_user(bench)
    bench.run(f"ALTER USER {name} IDENTIFIED BY 'another'")
    bench.mend = lambda: bench.run(f"ALTER USER {name} IDENTIFIED BY 'secret'")


def no_such_database(bench: Bench) -> None:
    absent = bench.database[:50] + "_absent"
    url = sa.make_url(bench.place.url).set(database=absent).render_as_string(hide_password=False)
    bench.store = bench.opened(open_store(url, PROJECT))
    bench.mend = lambda: bench.__dict__.pop("store")


MARIADB: tuple[Case, ...] = (
    Case("the connection is killed", "2013", "transient", arrange=killed, or_else=("2006", "1927")),
    Case("too many connections", "1226", "transient", arrange=no_connection_left),
    Case("a deadlock", "1213", "transient", arrange=deadlocked),
    Case("a lock time-out", "1205", "transient", arrange=waited_too_long),
    Case("a statement time-out", "1969", "transient", arrange=took_too_long),
    Case("a read-only server", "1792", "transient", arrange=read_only),
    Case("a table or the disk is full", "1114", "transient", arrange=table_full),
    Case(
        "null in a NOT NULL column",
        "1048",
        "data",
        ("ALTER TABLE things MODIFY note VARCHAR(20) NOT NULL",),
        record={"note": None},
    ),
    Case(
        "a CHECK",
        "4025",
        "data",
        ("ALTER TABLE things ADD CHECK (small < 100)",),
        record={"small": 100},
    ),
    Case("a foreign key", "1452", "data", record={"parent_key": "nobody"}),
    Case(
        "a key of another UNIQUE index",
        "1062",
        "data",
        (
            "ALTER TABLE things MODIFY note VARCHAR(20) UNIQUE",
            "INSERT INTO things (thing_key, note) VALUES ('z', 'y')",
        ),
        record={"note": "y"},
    ),
    Case(
        "a number too large for its column",
        "1264",
        "data",
        ("ALTER TABLE things MODIFY amount DECIMAL(3, 2)",),
        record={"amount": 10},
    ),
    Case(
        "a text too long for its column",
        "1406",
        "data",
        ("ALTER TABLE things MODIFY note VARCHAR(3)",),
        record={"note": "long"},
    ),
    Case(
        "a text that the column's character set lacks",
        "1366",
        "data",
        ("ALTER TABLE things MODIFY note VARCHAR(20) CHARACTER SET latin1",),
        record={"note": "日本"},
    ),
    Case(
        "a division by zero in a generated column",
        "1365",
        "data",
        ("ALTER TABLE things ADD ratio INT AS (10 / small) PERSISTENT",),
        record={"small": 0},
    ),
    Case(
        "a trigger that raises an exception",
        "1644",
        "data",
        on_insert("IF NEW.small = 2 THEN SIGNAL SQLSTATE '45000'; END IF"),
        record={"small": 2},
    ),
    Case(
        "a missing table",
        "1146",
        "configuration",
        ("ALTER TABLE things RENAME TO others",),
        ("ALTER TABLE others RENAME TO things",),
    ),
    Case(
        "a missing column",
        "1054",
        "configuration",
        ("ALTER TABLE things RENAME COLUMN note TO remark",),
        ("ALTER TABLE things RENAME COLUMN remark TO note",),
    ),
    Case(
        "a column that nomnom doesn't fill",
        "1364",
        "configuration",
        ("ALTER TABLE things ADD theirs INT NOT NULL",),
        ("ALTER TABLE things DROP theirs",),
    ),
    Case("a permission that is missing", "1142", "configuration", arrange=not_permitted),
    Case("a wrong password", "1045", "configuration", arrange=wrong_password),
    Case("a missing database", "1049", "configuration", arrange=no_such_database),
    Case(
        "the numbers of a generated key have run out",
        "167",
        "configuration",
        (
            "ALTER TABLE things MODIFY id TINYINT AUTO_INCREMENT",
            "ALTER TABLE things AUTO_INCREMENT = 126",
        ),
        ("ALTER TABLE things MODIFY id INT AUTO_INCREMENT",),
    ),
    Case(
        "a trigger that is broken",
        "1305",
        "configuration",
        on_insert("SET NEW.note = absent()"),
        NO_TRIGGER,
    ),
)
"""In the order of the page."""
