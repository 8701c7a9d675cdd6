from __future__ import annotations

from collections.abc import Callable

import pytest

from nomnom.errors import ConfigurationError
from nomnom.migrate import EVERYTHING, apply, bring_up, check, plan
from nomnom.model.project import Project
from samples.databases import run

Orders = Callable[..., Project]


def test_extra_columns_and_tables_are_no_hindrance(url: str, orders: Orders) -> None:
    """What nomnom didn't make is listed and neither stopped at nor touched."""
    apply(url, orders())
    run(url, "ALTER TABLE orders ADD COLUMN note VARCHAR(20)", "CREATE TABLE audit (id INTEGER)")
    found = check(url, orders())

    assert ["column orders.note", "table audit"] == [str(each) for each in found.foreign]
    assert () == bring_up(url, orders())


def test_a_missing_index_is_no_hindrance(url: str, orders: Orders) -> None:
    """A worker may start without an index; the plan has it nevertheless."""
    apply(url, orders(status="Integer"))
    found = check(url, orders(status="Integer", indexes=("status",)))

    assert ["add index orders.idx_orders_status"] == [step.name for step in found.steps]


def test_a_missing_table_stops(url: str, orders: Orders) -> None:
    """Verifying an empty database fails with the plan in the error, and creates nothing."""
    with pytest.raises(ConfigurationError, match="create table orders"):
        check(url, orders())

    assert 3 == len(plan(url, orders()).steps)


def test_a_missing_column_stops_verify_and_is_added_by_auto(url: str, orders: Orders) -> None:
    """A new nullable column is refused by one mode and made by the other."""
    apply(url, orders())
    with pytest.raises(ConfigurationError, match=r"add column orders\.clerk"):
        check(url, orders(clerk="String?"))

    assert ["add column orders.clerk"] == [
        step.name for step in bring_up(url, orders(clerk="String?"))
    ]
    assert () == check(url, orders(clerk="String?")).steps


def test_an_incompatible_type_stops_both(database_url: str, orders: Orders) -> None:
    """What isn't safe is left to a person: both modes refuse, and say which command mends it."""
    apply(database_url, orders(amount="Integer"))
    for mode in (check, bring_up):
        with pytest.raises(ConfigurationError, match=r"alter type orders\.amount") as caught:
            mode(database_url, orders(amount="Decimal"))
        assert "nomnom schema apply" in str(caught.value)


def test_a_column_nobody_fills_stops(url: str, orders: Orders) -> None:
    """An extra column that is NOT NULL without a default would make every insert fail."""
    apply(url, orders(clerk="String"))
    with pytest.raises(ConfigurationError, match=r"every insert fails|SQLite can't change"):
        check(url, orders())


RENAMED = {"sales": "orders", "clerk": "clrk"}


def test_renames(url: str, orders: Orders) -> None:
    """A table and a column keep what is in them; once renamed, the old names may stay declared."""
    apply(url, orders(clrk="String?"))
    run(url, "INSERT INTO orders (order_key, clrk) VALUES ('a', 'Ann')")
    renamed = orders(table="sales", clerk="String?", renamed=RENAMED)
    apply(url, renamed, EVERYTHING)

    assert [("a", "Ann")] == run(url, "SELECT order_key, clerk FROM sales")
    assert ((), ()) == (plan(url, renamed).steps, plan(url, renamed).foreign)


def test_a_rename_on_an_empty_database_is_none(url: str, orders: Orders) -> None:
    """Where the old names never were, the tables are made with the new ones."""
    renamed = orders(table="sales", clerk="String?", renamed=RENAMED)

    assert "create table sales" in [step.name for step in bring_up(url, renamed)]
    assert [] == run(url, "SELECT clerk FROM sales")


def test_a_rename_stops_both(url: str, orders: Orders) -> None:
    """Who uses the old name would fail, so a person decides; meanwhile nothing is made beside it."""
    apply(url, orders(clrk="String?"))
    renamed = orders(table="sales", clerk="String?", renamed=RENAMED)
    for mode in (check, bring_up):
        with pytest.raises(ConfigurationError, match="rename table sales"):
            mode(url, renamed)

    assert [] == run(url, "SELECT clrk FROM orders")
    assert "rename table sales" == plan(url, renamed).steps[0].name


def test_indexes_on_expressions_and_parts_are_foreign(database_url: str, orders: Orders) -> None:
    """An index that serves some rows, or another expression, doesn't stand in for a wanted one."""
    apply(database_url, orders(status="String"))
    run(
        database_url,
        "CREATE INDEX by_part ON orders (status) WHERE order_key > 'm'",
        "CREATE INDEX by_lower ON orders (lower(status))",
        "CREATE INDEX by_hash ON orders USING hash (status)",
    )
    found = plan(database_url, orders(status="String", indexes=("status",)))

    assert ["add index orders.idx_orders_status"] == [step.name for step in found.steps]
    assert {"index orders.by_part", "index orders.by_hash"} <= {str(each) for each in found.foreign}


def test_an_index_that_leads_with_the_columns_serves(database_url: str, orders: Orders) -> None:
    """An index made by hand that begins with the wanted columns is as good."""
    apply(database_url, orders(status="String"))
    run(database_url, "CREATE INDEX by_status ON orders (status, order_key)")

    assert () == plan(database_url, orders(status="String", indexes=("status",))).steps
