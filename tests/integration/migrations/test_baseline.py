"""Adopting a database whose tables nomnom created by itself."""

from __future__ import annotations

import pytest

from integration.migrations.places import (
    Shop,
    create,
    everything,
    items,
    orders,
    project,
    snapshot,
    up,
)
from nomnom.errors import ConfigurationError
from nomnom.migrate.live import table_names
from nomnom.migrate.opening import connected
from nomnom.migrate.revisions import baseline, status
from samples.databases import run

ORDERS = project(orders(indexes=(("total",),)))


def test_equal_tables_are_adopted(shop: Shop) -> None:
    """The first revision is written and stamped; nothing in the tables changes, and nothing is to do."""
    url, built = shop.place.fresh(), shop.place.fresh()
    create(url, everything())
    before = snapshot(url)

    adopted = baseline(shop.folder, everything(), url)

    assert ("0001", True) == (adopted.revision.id, adopted.written)
    assert before == snapshot(url)
    assert ("0001", ()) == (
        status(url, shop.history()).current,
        status(url, shop.history()).pending,
    )
    assert shop.new(everything()) is None
    up(built, shop.history())
    assert before == snapshot(built)


def test_revisions_that_are_there_are_stamped(shop: Shop) -> None:
    """Where the project has revisions already, the database is stamped with the last one."""
    url = shop.place.fresh()
    shop.new(project(orders()))
    shop.new(ORDERS)
    create(url, ORDERS)

    adopted = baseline(shop.folder, ORDERS, url)

    assert ("0002", False) == (adopted.revision.id, adopted.written)
    assert "0002" == status(url, shop.history()).current


def test_what_nomnom_did_not_make_does_not_count(shop: Shop) -> None:
    """Other people's tables, and their indexes on ours, are no difference."""
    url = shop.place.fresh()
    create(url, ORDERS)
    run(url, "CREATE TABLE other (id INTEGER)", "CREATE INDEX by_order ON orders (order_key, id)")

    assert "0001" == baseline(shop.folder, ORDERS, url).revision.id


def test_differences_are_listed_and_refused(shop: Shop) -> None:
    """Every difference is a line; no file is written, no version table made."""
    url = shop.place.fresh()
    create(url, ORDERS)
    run(url, "ALTER TABLE orders ADD COLUMN extra INTEGER")
    run(
        url,
        f"DROP INDEX idx_orders_total{' ON orders' if shop.place.kind.database == 'mariadb' else ''}",
    )

    with pytest.raises(ConfigurationError) as caught:
        baseline(shop.folder, project(*ORDERS.entities, items()), url)

    assert [
        "the database: it isn't what the project declares; to be that, it needs",
        "  to create table items",
        "  to create index idx_orders_total on orders",
        "  to drop column orders.extra, with all its values; bring it there with"
        " `nomnom schema apply`, or adapt the entities",
    ] == str(caught.value).splitlines()
    assert not (shop.folder / "migrations").exists()
    assert "nomnom_migrations" not in names(url)


def names(url: str) -> frozenset[str]:
    """The tables of a database, the version table included."""
    with connected(url) as (connection, _):
        return table_names(connection)


def test_types_that_lose_digits_are_a_difference(postgres_shop: Shop) -> None:
    """VARCHAR(255) and DOUBLE PRECISION, and a key that nothing counts up, are found one by one."""
    url = postgres_shop.place.fresh()
    create(url, ORDERS)
    run(
        url,
        "ALTER TABLE orders ALTER COLUMN total TYPE DOUBLE PRECISION",
        "ALTER TABLE orders ALTER COLUMN note TYPE VARCHAR(255)",
        "ALTER TABLE orders ALTER COLUMN id DROP DEFAULT",
    )

    with pytest.raises(ConfigurationError) as caught:
        baseline(postgres_shop.folder, ORDERS, url)

    assert "to change column orders.total: DOUBLE PRECISION becomes NUMERIC" in str(caught.value)
    assert "to change column orders.note: VARCHAR(255) becomes TEXT" in str(caught.value)
    assert "orders: the database doesn't generate values of its primary key id" in str(caught.value)


def test_a_database_under_migrations_is_refused(shop: Shop) -> None:
    """A second baseline is a mistake, and says how to go on."""
    url = shop.place.fresh()
    create(url, ORDERS)
    baseline(shop.folder, ORDERS, url)

    with pytest.raises(ConfigurationError, match=r"already, at revision 0001.*migrations apply"):
        baseline(shop.folder, ORDERS, url)


def test_revisions_that_are_behind_are_refused(postgres_shop: Shop) -> None:
    """Where the revisions don't build what is declared, the next one has to be written first."""
    url = postgres_shop.place.fresh()
    postgres_shop.new(project(orders()))
    create(url, ORDERS)

    with pytest.raises(ConfigurationError, match="revisions don't build what the project declares"):
        baseline(postgres_shop.folder, ORDERS, url)
