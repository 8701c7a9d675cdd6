"""Revisions build what creation builds, and can be taken back, on every database."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from integration.migrations.places import (
    Shop,
    create,
    down,
    everything,
    items,
    orders,
    parts,
    project,
    run_script,
    snapshot,
    up,
)
from nomnom.errors import ConfigurationError
from nomnom.migrate.revisions import new_revision, scripts, status
from nomnom.model.entity import ForeignKey, PrimaryKey
from nomnom.model.project import Project
from nomnom.model.types import FieldType, Kind
from samples.databases import run

ORDERS = project(orders())
DEFAULT = "it's 100% :low"


@pytest.mark.parametrize("which", ["tpch", "everything"])
def test_from_zero_by_revisions_equals_by_creation(shop: Shop, tpch: Project, which: str) -> None:
    """One revision of a whole project makes the very tables that a worker makes, names and all."""
    declared = tpch if which == "tpch" else everything()
    migrated, created = shop.place.fresh(), shop.place.fresh()

    shop.new(declared)
    up(migrated, shop.history())
    create(created, declared)

    assert snapshot(created) == snapshot(migrated)


@pytest.mark.parametrize("which", ["tpch", "everything"])
def test_taking_all_back_leaves_nothing(shop: Shop, tpch: Project, which: str) -> None:
    """After the downgrade to zero the database is as empty as before, the version table included."""
    url = shop.place.fresh()
    shop.new(tpch if which == "tpch" else everything())

    up(url, shop.history())
    down(url, shop.history())

    assert {} == snapshot(url)
    with pytest.raises(Exception, match="nomnom_migrations"):
        run(url, "SELECT * FROM nomnom_migrations")


def test_nothing_to_do_writes_nothing(shop: Shop) -> None:
    """Where the revisions build what is declared, `new` finds nothing and leaves the folder alone."""
    shop.new(ORDERS)
    before = sorted(shop.folder.rglob("*"))

    assert shop.new(ORDERS) is None
    assert before == sorted(shop.folder.rglob("*"))


def narrow(length: int) -> Project:
    special = {"note": FieldType(Kind.STRING, length=length)}
    return project(orders(special=special), items())


CHANGES: dict[str, tuple[Project, Project]] = {
    "field": (ORDERS, project(orders({"priority": "String?"}))),
    "required field": (ORDERS, project(orders({"priority": "String", "weight": "Decimal"}))),
    "field with a default": (
        ORDERS,
        project(orders({"priority": "String"}, defaults={"priority": DEFAULT})),
    ),
    "field gone": (project(orders({"weight": "Json?", "day": "Date?"})), ORDERS),
    "index": (ORDERS, project(orders(indexes=(("total",), ("total", "order_key"))))),
    "index gone": (project(orders(indexes=(("total",),))), ORDERS),
    "entity": (ORDERS, project(orders(), items())),
    "entity gone": (project(orders(), items()), ORDERS),
    "indexed field": (ORDERS, project(orders({"day": "Date?"}, indexes=(("day",),)))),
    "wider text": (narrow(10), narrow(20)),
    "integer to bigint": (
        project(orders({"pieces": "Integer?"})),
        project(orders({"pieces": "BigInt?"})),
    ),
    "wider key": (ORDERS, project(orders(primary_key=PrimaryKey("id", FieldType(Kind.BIGINT))))),
    "time zone": (project(orders({"at": "DateTime?"})), project(orders({"at": "Timestamp?"}))),
    "nullable": (project(orders({"day": "Date"})), project(orders({"day": "Date?"}))),
    "required": (project(orders({"day": "Date?"})), project(orders({"day": "Date"}))),
    "unicity": (
        project(parts(unicity=("code",))),
        project(parts(unicity=("code", "region"))),
    ),
    "foreign key": (
        project(orders(), parts()),
        project(orders(), parts(foreign_keys=(ForeignKey("code", "orders", "order_key"),))),
    ),
    "foreign key to a new table": (
        project(parts()),
        project(orders(), parts(foreign_keys=(ForeignKey("code", "orders", "order_key"),))),
    ),
    "all at once": (
        project(orders({"old": "String?"}, indexes=(("total",),)), parts(unicity=("code",))),
        project(orders({"day": "Date?"}, indexes=(("day",),)), items()),
    ),
}


NO_CHANGE = {
    "postgresql": set[str](),
    "mariadb": {"time zone"},
    "sqlite": {"wider text", "integer to bigint", "wider key", "time zone"},
}
"""Changes that a database's types don't show."""


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_goes_forth_and_back(shop: Shop, change: str) -> None:
    """After a change `new` writes a revision that builds it, takes it back, and leaves nothing to do."""
    before, after = CHANGES[change]
    migrated, created = shop.place.fresh(), shop.place.fresh()
    shop.new(before, "before")
    if change in NO_CHANGE[shop.place.kind.database]:
        assert shop.new(after, "after") is None
        return
    assert shop.new(after, "after") is not None
    assert shop.new(after, "once more") is None

    create(created, after)
    up(migrated, shop.history(), to="0001")
    earlier = snapshot(migrated)
    up(migrated, shop.history())
    assert snapshot(created) == snapshot(migrated)

    down(migrated, shop.history(), to="0001")
    assert earlier == snapshot(migrated)

    up(migrated, shop.history())
    assert snapshot(created) == snapshot(migrated)


def test_a_field_with_a_default_fills_the_rows_that_are_there(shop: Shop) -> None:
    """A required field with a default comes to a table with rows: they get it, the table doesn't keep it."""
    url = shop.place.fresh()
    shop.new(ORDERS)
    shop.new(CHANGES["field with a default"][1])
    up(url, shop.history(), to="0001")
    run(url, "INSERT INTO orders (order_key, total) VALUES ('A-1', '2.50')")

    up(url, shop.history())

    assert [("A-1", DEFAULT)] == run(url, "SELECT order_key, priority FROM orders")
    assert snapshot(url)["orders"]["columns"]["priority"][2] is None


@pytest.mark.parametrize("which", ["tpch", "everything"])
def test_the_sql_does_what_apply_does(shop: Shop, tpch: Project, which: str) -> None:
    """A DBA who runs the scripts has the same tables and the same revision, and gets back to nothing."""
    by_hand, applied = shop.place.fresh(), shop.place.fresh()
    shop.new(ORDERS if which == "tpch" else project(orders(), parts(unicity=("code",))))
    shop.new(
        tpch if which == "tpch" else project(orders(), parts(), items(), *everything().entities)
    )
    history = shop.history()

    up(applied, history)
    for script in scripts(history):
        run_script(by_hand, script.text)

    assert snapshot(applied) == snapshot(by_hand)
    assert (history.head, ()) == (
        status(by_hand, history).current,
        status(by_hand, history).pending,
    )
    for script in scripts(history, down=True):
        run_script(by_hand, script.text)
    assert {} == snapshot(by_hand)
    assert status(by_hand, history).current is None


def test_a_change_of_the_primary_key_is_left_to_a_person(postgres_shop: Shop) -> None:
    """`new` refuses to write a revision that would lack a part of the change, and says which."""
    postgres_shop.new(ORDERS)
    key = PrimaryKey("order_key", FieldType(Kind.STRING), autogenerate=False)

    with pytest.raises(ConfigurationError, match=r"primary key is \(id\).*\(order_key\)"):
        postgres_shop.new(project(orders(primary_key=key)))

    assert ["0001"] == [each.id for each in postgres_shop.history().revisions]


def test_a_project_keeps_one_kind_of_database(postgres_shop: Shop) -> None:
    """The second revision can't be for another database than the first."""
    postgres_shop.new(ORDERS)

    with pytest.raises(ConfigurationError, match="for postgresql, not for sqlite"):
        new_revision(postgres_shop.folder, ORDERS, "other", database="sqlite")


def test_without_a_server_an_embedded_one_is_used(tmp_path: Path) -> None:
    """On PostgreSQL `new` needs no server: it runs its own for the moment."""
    made = new_revision(tmp_path, ORDERS, "Create: the Örders!", today=dt.date(2026, 1, 2))

    assert made.revision is not None
    assert tmp_path / "migrations" / "0001_create_the_orders.py" == made.revision.path
    assert "made on 2026-01-02" in made.revision.path.read_text()
    assert [made.revision.path] == list((tmp_path / "migrations").iterdir())


def test_the_same_change_gives_the_same_file(postgres_shop: Shop) -> None:
    """A revision's text depends on nothing but the project, the message and the day."""
    first = postgres_shop.new(everything(), "all")
    (path,) = (postgres_shop.folder / "migrations").glob("*.py")
    path.unlink()

    assert first == postgres_shop.new(everything(), "all")


def test_throw_away_databases_are_gone(postgres_shop: Shop) -> None:
    """`new` leaves no database behind on the server that it was given, whether it succeeds or fails."""
    assert postgres_shop.place.server is not None
    postgres_shop.new(ORDERS)
    path = next((postgres_shop.folder / "migrations").glob("*.py"))
    path.write_text(path.read_text().replace("op.create_table", "op.no_such_thing"))

    with pytest.raises(ConfigurationError, match="no_such_thing"):
        postgres_shop.new(ORDERS)

    names = {name for (name,) in run(postgres_shop.place.server, "SELECT datname FROM pg_database")}
    assert set() == {name for name in names if name.startswith("nomnom_scratch")}
