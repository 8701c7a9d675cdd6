"""Applying revisions: under a lock, again after a failure, and with clear errors."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from integration.migrations.places import Shop, create, entity, orders, project, snapshot, up
from nomnom.errors import ConfigurationError, DataError, LockedError, OutageError
from nomnom.migrate import Patience
from nomnom.migrate.revisions import apply_revisions, status
from nomnom.model.types import FieldType, Kind
from samples.databases import run

KEY = FieldType(Kind.STRING, length=40)
ORDERS = project(orders())
INDEXED = project(orders({"day": "Date?"}, indexes=(("day",),)))
ENTITY = """
entity:
  name: Order
  source_type: root
  fields:
    - {name: order_key, type: String}
  persistence:
    database: {conformant_table: orders, conformant_id_column: id, unicity_fields: [order_key]}
    primary_key: {name: id, type: Integer, autogenerate: true}
"""


def test_each_revision_is_told_and_stays_applied(shop: Shop) -> None:
    """Every revision is applied once, in order; the second time there is nothing to do."""
    url = shop.place.fresh()
    shop.new(ORDERS)
    shop.new(INDEXED)
    told: list[str] = []

    for _ in range(2):
        apply_revisions(url, shop.history(), on_applied=lambda each: told.append(each.id))

    assert ["0001", "0002"] == told
    assert () == status(url, shop.history()).pending


def test_status_says_what_is_pending(shop: Shop) -> None:
    """Between two revisions the first is current and the second pending."""
    url = shop.place.fresh()
    shop.new(ORDERS)
    shop.new(INDEXED)
    up(url, shop.history(), to="0001")

    found = status(url, shop.history())

    assert ("0001", "0002", ["0002"]) == (found.current, found.head, [r.id for r in found.pending])


def test_two_at_once_do_it_once(shop: Shop) -> None:
    """Of processes that start together one applies each revision; none of them fails."""
    url = shop.place.fresh()
    (shop.folder / "order.yaml").write_text(ENTITY)
    shop.new(ORDERS)
    shop.new(INDEXED)
    command = [sys.executable, "-m", "nomnom", "migrations", "apply", str(shop.folder)]
    environment = os.environ | {"DATABASE_URL": url}

    running = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    said = [process.communicate()[0] for process in running]

    assert [0, 0, 0] == [process.returncode for process in running]
    assert ["applied 0001 change it", "applied 0002 change it"] == sorted(
        line for each in said for line in each.splitlines() if line.startswith("applied")
    )


def test_an_interrupted_revision_is_run_again(postgres_shop: Shop) -> None:
    """What a failed CONCURRENTLY left behind, an INVALID index too, is made good by the next run."""
    url, whole = postgres_shop.place.fresh(), postgres_shop.place.fresh()
    keyed = entity("Part", "parts", {"code": "String", "day": "Date?"}, special={"code": KEY})
    unique = entity(
        "Part",
        "parts",
        {"code": "String", "day": "Date?", "more": "String?"},
        special={"code": KEY},
        unicity=("code",),
        indexes=(("more",),),
    )
    postgres_shop.new(project(keyed))
    postgres_shop.new(project(unique))
    up(url, postgres_shop.history(), to="0001")
    run(url, "INSERT INTO parts (code) VALUES ('A'), ('A')")

    with pytest.raises(DataError, match=r"^migrations/0002_change_it.py: .*\(code\)=\(A\)"):
        apply_revisions(url, postgres_shop.history())
    invalid = "SELECT count(*) FROM pg_index WHERE NOT indisvalid"
    assert [(1,)] == run(url, invalid)
    run(url, "DELETE FROM parts")
    apply_revisions(url, postgres_shop.history())

    create(whole, project(unique))
    assert snapshot(whole) == snapshot(url)
    assert [(0,)] == run(url, invalid)


@pytest.fixture
def locked_orders(postgres_shop: Shop) -> Iterator[tuple[str, psycopg.Connection]]:
    """A database at 0001 of 0002, and somebody who reads `orders` in a long transaction."""
    url = postgres_shop.place.fresh()
    postgres_shop.new(ORDERS)
    postgres_shop.new(project(orders({"priority": "String?"})))
    up(url, postgres_shop.history(), to="0001")
    with psycopg.connect(url) as reader:
        reader.execute("SELECT count(*) FROM orders")
        yield url, reader


def test_a_lock_that_is_taken_is_asked_for_again(
    postgres_shop: Shop, locked_orders: tuple[str, psycopg.Connection]
) -> None:
    """A table in use makes a revision step back and try again, until it gets the lock."""
    url, reader = locked_orders
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        reader.rollback()

    apply_revisions(url, postgres_shop.history(), patience=Patience(lock_timeout=0.2, sleep=pause))

    assert [0.5] == pauses
    assert "priority" in snapshot(url)["orders"]["columns"]


def test_a_lock_that_is_never_free_is_an_outage(
    postgres_shop: Shop, locked_orders: tuple[str, psycopg.Connection]
) -> None:
    """After its attempts the revision gives up, names its file, and has changed nothing."""
    url, _ = locked_orders
    hasty = Patience(lock_timeout=0.2, attempts=2, sleep=lambda _: None)

    with pytest.raises(LockedError, match=r"migrations/0002_change_it\.py.*lock timeout"):
        apply_revisions(url, postgres_shop.history(), patience=hasty)

    assert "0001" == status(url, postgres_shop.history()).current


def test_an_index_is_built_however_long_others_read(postgres_shop: Shop) -> None:
    """CONCURRENTLY waits for old transactions longer than other statements may, and isn't begun again."""
    url = postgres_shop.place.fresh()
    postgres_shop.new(ORDERS)
    postgres_shop.new(project(orders(indexes=(("total",),))))
    up(url, postgres_shop.history(), to="0001")
    overdue = """
        SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
        AND query LIKE 'CREATE INDEX CONCURRENTLY%' AND wait_event_type = 'Lock'
        AND clock_timestamp() - query_start > interval '0.4 seconds'
    """
    pauses: list[float] = []
    patience = Patience(lock_timeout=0.2, sleep=pauses.append)

    with psycopg.connect(url) as reader, ThreadPoolExecutor() as pool:
        reader.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        reader.execute("SELECT count(*) FROM orders")
        applying = pool.submit(apply_revisions, url, postgres_shop.history(), patience=patience)
        while not applying.done() and run(url, overdue) == [(0,)]:
            pass
        waited = not applying.done()
        reader.rollback()
        applying.result()

    assert waited
    assert [] == pauses
    assert "idx_orders_total" in snapshot(url)["orders"]["indexes"]


def test_an_unknown_revision_in_the_database_is_refused(shop: Shop) -> None:
    """A database that is further than the project is left alone, and its revision named."""
    url = shop.place.fresh()
    shop.new(ORDERS)
    shop.new(INDEXED)
    up(url, shop.history())
    (shop.folder / "migrations" / "0002_change_it.py").unlink()

    for look in (lambda: apply_revisions(url, shop.history()), lambda: status(url, shop.history())):
        with pytest.raises(ConfigurationError, match="at revision 0002, which isn't in"):
            look()


def test_a_database_of_another_kind_is_refused(postgres_shop: Shop, tmp_path: Path) -> None:
    """PostgreSQL's revisions don't run on SQLite."""
    postgres_shop.new(ORDERS)

    with pytest.raises(ConfigurationError, match="for postgresql, but this is sqlite"):
        apply_revisions(f"sqlite:///{tmp_path / 'other.db'}", postgres_shop.history())


@pytest.mark.parametrize(
    "url", ["postgresql://nobody@127.0.0.1:1/none", "mysql://nobody@127.0.0.1:1/none"]
)
def test_a_database_that_is_away_is_an_outage(postgres_shop: Shop, url: str) -> None:
    """No answer is an outage, whichever the database."""
    with pytest.raises(OutageError, match="check that it runs"):
        apply_revisions(url, postgres_shop.history())


def test_a_revision_that_fails_is_named(shop: Shop) -> None:
    """The error of a revision's own code has its file as the place, and the database stays behind it."""
    url = shop.place.fresh()
    shop.new(ORDERS)
    shop.new(INDEXED)
    path = shop.folder / "migrations" / "0002_change_it.py"
    text = path.read_text()
    path.write_text(
        text.replace('as the message says."""', 'as the message says."""\n    missing()', 1)
    )

    with pytest.raises(ConfigurationError, match=r"^migrations/0002_change_it.py: .*'missing'"):
        apply_revisions(url, shop.history())
    path.write_text(text.replace('as the message says."""', 'x"""\n    op.execute("SELEKT")', 1))
    with pytest.raises(ConfigurationError, match=r"^migrations/0002_change_it.py: .*SELEKT"):
        apply_revisions(url, shop.history())
    path.write_text(text)
    apply_revisions(url, shop.history())

    assert () == status(url, shop.history()).pending
