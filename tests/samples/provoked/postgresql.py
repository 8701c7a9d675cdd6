"""What PostgreSQL refuses."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor

import sqlalchemy as sa

from nomnom.store import open_store
from samples.databases import run
from samples.provoked.case import PROJECT, Bench, Case

NO_TRIGGER = ("DROP TRIGGER refuse ON things",)


def on_insert(body: str) -> tuple[str, ...]:
    """A trigger on the rows that are written."""
    return (
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql"
        f" AS $$ BEGIN {body}; RETURN new; END $$",
        "CREATE TRIGGER refuse BEFORE INSERT ON things FOR EACH ROW EXECUTE FUNCTION refuse()",
    )


def configured(bench: Bench, **settings: str) -> None:
    """Give the database settings, until the batch was refused; connections that had them end then."""
    name = bench.database
    assert bench.place.server is not None
    run(
        bench.place.server,
        *(f"ALTER DATABASE {name} SET {key} = '{settings[key]}'" for key in settings),
    )

    def mend() -> None:
        # From another database, which hasn't the settings.
        assert bench.place.server is not None
        run(bench.place.server, *(f"ALTER DATABASE {name} RESET {key}" for key in settings))
        bench.kill()

    bench.mend = mend


def locked(bench: Bench) -> None:
    """Somebody else holds the table, until the batch was refused."""
    rival, reset = bench.rival("LOCK TABLE things"), bench.mend

    def mend() -> None:
        rival.rollback()
        reset()

    bench.mend = mend


def read_only(bench: Bench) -> None:
    configured(bench, default_transaction_read_only="on")


def killed(bench: Bench) -> None:
    bench.meanwhile = bench.kill


def idle_too_long(bench: Bench) -> None:
    configured(bench, idle_in_transaction_session_timeout="20ms")
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"

    def await_its_end() -> None:
        while bench.run(others) != [(1,)]:
            pass

    bench.meanwhile = await_its_end


def deadlocked(bench: Bench) -> None:
    """The rival has the table and waits for the message's entry, which the store has."""
    configured(bench, deadlock_timeout="10ms")
    rival = bench.rival("SET deadlock_timeout = '1h'", "LOCK TABLE things")
    pool, reset = bench.stack.enter_context(ThreadPoolExecutor(1)), bench.mend
    waiting = (
        "SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database OR database IS NULL"
        " WHERE NOT granted AND datname = current_database()"
    )
    entry = (
        "INSERT INTO nomnom_messages VALUES ('m1', 'Thing', 7, 1, 1, 1, 0, now(), now())"
        " ON CONFLICT DO NOTHING"
    )

    def block() -> None:
        blocked = pool.submit(rival.exec_driver_sql, entry)
        while bench.run(waiting) == [(0,)]:
            assert not blocked.done()

        def mend() -> None:
            blocked.result(timeout=30)
            rival.rollback()
            reset()

        bench.mend = mend

    bench.meanwhile = block


def changed_meanwhile(bench: Bench) -> None:
    bench.run("INSERT INTO things (thing_key) VALUES ('b')")
    configured(bench, default_transaction_isolation="repeatable read")
    bench.meanwhile = lambda: bench.run("UPDATE things SET note = 'theirs'")


def without_temporary_files(bench: Bench) -> None:
    bench.run(*on_insert("PERFORM * FROM generate_series(1, 100000) n ORDER BY md5(n::text)"))
    configured(bench, temp_file_limit="64kB", work_mem="64kB")


def another_user(bench: Bench, options: str = "") -> str:
    """A user of the test's own, and the store's URL as that one."""
    name = f"u{uuid.uuid4().hex}"
    bench.run(f"CREATE ROLE {name} LOGIN PASSWORD 'secret' {options}")
    bench.stack.callback(bench.run, f"DROP OWNED BY {name}", f"DROP ROLE {name}")
    bench.store = bench.opened(open_store(bench.url_as(name, "secret"), PROJECT))
    tables = "nomnom_messages, nomnom_dead_letters, parents, things"
    bench.run(
        f"GRANT SELECT, INSERT, UPDATE ON {tables} TO {name}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {name}",
    )
    return name


def no_connection_left(bench: Bench) -> None:
    name = another_user(bench, "CONNECTION LIMIT 0")
    bench.mend = lambda: bench.run(f"ALTER ROLE {name} CONNECTION LIMIT -1")


def not_permitted(bench: Bench) -> None:
    name = another_user(bench)
    bench.run(f"REVOKE INSERT ON things FROM {name}")
    bench.mend = lambda: bench.run(f"GRANT INSERT ON things TO {name}")


def wrong_password(bench: Bench) -> None:
    name = another_user(bench)
    bench.run(f"ALTER ROLE {name} PASSWORD 'another'")
    bench.mend = lambda: bench.run(f"ALTER ROLE {name} PASSWORD 'secret'")


def no_such_database(bench: Bench) -> None:
    absent = bench.database + "_absent"
    url = sa.make_url(bench.place.url).set(database=absent).render_as_string(hide_password=False)
    bench.store = bench.opened(open_store(url, PROJECT))
    bench.mend = lambda: bench.__dict__.pop("store")


def took_too_long(bench: Bench) -> None:
    configured(bench, statement_timeout="20ms")
    locked(bench)


def waited_too_long(bench: Bench) -> None:
    configured(bench, lock_timeout="20ms")
    locked(bench)


POSTGRESQL: tuple[Case, ...] = (
    Case("the connection is killed", "57P01", "transient", arrange=killed, or_else=("",)),
    Case(
        "idle in a transaction for too long",
        "25P03",
        "transient",
        arrange=idle_too_long,
        or_else=("",),
    ),
    Case("too many connections", "", "transient", arrange=no_connection_left),
    Case("a deadlock", "40P01", "transient", arrange=deadlocked),
    Case("a serialization failure", "40001", "transient", arrange=changed_meanwhile),
    Case("a lock time-out", "55P03", "transient", arrange=waited_too_long),
    Case("a statement time-out", "57014", "transient", arrange=took_too_long),
    Case("a read-only server", "25006", "transient", arrange=read_only),
    Case("no room for temporary files", "53400", "transient", arrange=without_temporary_files),
    Case(
        "the disk is full",
        "53100",
        "transient",
        on_insert("RAISE 'no space left on device' USING ERRCODE = '53100'"),
        NO_TRIGGER,
    ),
    Case(
        "null in a NOT NULL column",
        "23502",
        "data",
        ("ALTER TABLE things ALTER note SET NOT NULL",),
        record={"note": None},
    ),
    Case(
        "a CHECK",
        "23514",
        "data",
        ("ALTER TABLE things ADD CHECK (small < 100)",),
        record={"small": 100},
    ),
    Case("a foreign key", "23503", "data", record={"parent_key": "nobody"}),
    Case(
        "a key of another UNIQUE index",
        "23505",
        "data",
        (
            "ALTER TABLE things ADD UNIQUE (note)",
            "INSERT INTO things VALUES (0, 'z', NULL, 1, 1, 'y')",
        ),
        record={"note": "y"},
    ),
    Case(
        "an EXCLUDE constraint",
        "23P01",
        "data",
        (
            "ALTER TABLE things ADD EXCLUDE USING btree (note WITH =)",
            "INSERT INTO things VALUES (0, 'z', NULL, 1, 1, 'y')",
        ),
        record={"note": "y"},
    ),
    Case(
        "a number too large for its column",
        "22003",
        "data",
        ("ALTER TABLE things ALTER amount TYPE numeric(3, 2)",),
        record={"amount": 10},
    ),
    Case(
        "a text too long for its column",
        "22001",
        "data",
        ("ALTER TABLE things ALTER note TYPE varchar(3)",),
        record={"note": "long"},
    ),
    Case(
        "a text too long for its index",
        "54000",
        "data",
        ("CREATE INDEX ON things (note)",),
        record={"note": "".join(chr(0x4E00 + n * 7919 % 20000) for n in range(9000))},
    ),
    Case(
        "a division by zero in a generated column",
        "22012",
        "data",
        ("ALTER TABLE things ADD ratio INT GENERATED ALWAYS AS (10 / small) STORED",),
        record={"small": 0},
    ),
    Case(
        "a trigger that raises an exception",
        "P0001",
        "data",
        on_insert("IF new.small = 2 THEN RAISE 'two is not allowed'; END IF"),
        record={"small": 2},
    ),
    Case(
        "a trigger that raises one with a code of its own",
        "U0001",
        "data",
        on_insert("IF new.small = 2 THEN RAISE 'no' USING ERRCODE = 'U0001'; END IF"),
        record={"small": 2},
    ),
    Case(
        "a missing table",
        "42P01",
        "configuration",
        ("ALTER TABLE things RENAME TO others",),
        ("ALTER TABLE others RENAME TO things",),
    ),
    Case(
        "a missing column",
        "42703",
        "configuration",
        ("ALTER TABLE things RENAME note TO remark",),
        ("ALTER TABLE things RENAME remark TO note",),
    ),
    Case("a permission that is missing", "42501", "configuration", arrange=not_permitted),
    Case("a wrong password", "", "configuration", arrange=wrong_password),
    Case("a missing database", "", "configuration", arrange=no_such_database),
    Case(
        "the numbers of a generated key have run out",
        "2200H",
        "configuration",
        ("ALTER SEQUENCE things_id_seq MAXVALUE 2",),
        ("ALTER SEQUENCE things_id_seq NO MAXVALUE",),
    ),
    Case(
        "a trigger that is broken",
        "42883",
        "configuration",
        on_insert("PERFORM absent()"),
        NO_TRIGGER,
    ),
)
"""In the order of the page."""
