from __future__ import annotations

from collections.abc import Mapping

import pytest
import sqlalchemy as sa

from nomnom.model.project import Project
from nomnom.tables import DATABASES, DEAD_LETTERS, MESSAGES, Database, entity_tables, system_tables


@pytest.mark.parametrize("database", DATABASES)
def test_stored_entities_have_tables_in_the_order_of_their_rows(
    tpch: Project, database: Database
) -> None:
    """Root and derived entities get a table, parents first; reference ones get none."""
    expected = {"orders": "Order", "order_line_items": "OrderLineItem"}
    tables = entity_tables(tpch, database).tables

    assert list(expected.items()) == [(name, t.info["entity"]) for name, t in tables.items()]


def test_the_primary_key_comes_first(cases: Mapping[str, Project]) -> None:
    """A natural key that is declared last is the table's first column all the same."""
    expected = [("sku", True), ("title", False)]
    items = entity_tables(cases["natural_keys"], "postgresql").tables["items"]

    assert expected == [(column.name, column.primary_key) for column in items.columns]


def test_columns_are_found_by_field_name_past_the_limit(cases: Mapping[str, Project]) -> None:
    """`table.c[field]` is the column of a field, also where its name had to be shortened."""
    field = "temperature_at_two_metres_above_ground_in_degrees_celsius_at_noon_mean"
    expected = "temperature_at_two_metres_above_ground_in_degrees_cels_6a00524f"
    table, _ = entity_tables(cases["long_names"], "postgresql").tables.values()

    assert expected == table.c[field].name


def test_foreign_keys_to_tables_of_others_are_indexes_only(tpch: Project) -> None:
    """Order line items refer to orders by a constraint, to the unknown table suppliers by none."""
    expected = ["orders.order_key"]
    line_items = entity_tables(tpch, "postgresql").tables["order_line_items"]

    assert expected == [key.target_fullname for key in line_items.foreign_keys]
    assert "idx_order_line_items_supplier_key" in {index.name for index in line_items.indexes}


def test_foreign_keys_are_typed_as_their_targets_on_mysql(cases: Mapping[str, Project]) -> None:
    """A referring text column has the same bounded type as the key it refers to."""
    tables = entity_tables(cases["natural_keys"], "mysql").tables

    assert repr(sa.VARCHAR(255)) == repr(tables["items"].c.sku.type)
    assert repr(sa.VARCHAR(255)) == repr(tables["prices"].c.sku.type)


@pytest.mark.parametrize("database", DATABASES)
def test_system_tables_are_the_ledger_and_the_dead_letters(database: Database) -> None:
    """nomnom's own tables are the same two, with the same columns, in every database."""
    sqlite = system_tables("sqlite").tables
    expected = [(name, sqlite[name].columns.keys()) for name in (MESSAGES, DEAD_LETTERS)]
    tables = system_tables(database).tables

    assert expected == [(name, t.columns.keys()) for name, t in tables.items()]
