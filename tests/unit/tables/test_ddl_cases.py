from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from pathlib import Path

import pytest

from nomnom.model.project import Project
from nomnom.tables import DATABASES, Database, ddl, entity_tables, render, system_tables

CASES = Path(__file__).parents[2] / "cases" / "ddl"
SYSTEM = "system"
SLUGS = sorted(path.name for path in CASES.iterdir() if path.is_dir() and path.name != SYSTEM)

MISSION_ORDERS = """
CREATE TABLE IF NOT EXISTS orders (
    id SERIAL PRIMARY KEY,                -- Auto-increment PK
    order_key TEXT NOT NULL,              -- Business key as regular field
    customer_key TEXT NOT NULL,
    order_status TEXT NOT NULL,
    total_price NUMERIC NOT NULL,         -- Precise decimal
    order_date TEXT NOT NULL,
    order_priority TEXT,
    clerk TEXT,
    ship_priority INTEGER,
    comment TEXT
    ,CONSTRAINT orders_order_key_unique UNIQUE (order_key)  -- Unicity
);

CREATE INDEX IF NOT EXISTS idx_orders_order_key ON orders(order_key);
CREATE INDEX IF NOT EXISTS idx_orders_customer_key ON orders(customer_key);
"""


def tokens(sql: str) -> list[str]:
    return re.findall(r"\w+|[^\w\s]", re.sub(r"--.*", "", sql))


def script(project: Project, database: Database) -> str:
    return render(ddl(entity_tables(project, database), database))


def test_every_case_has_a_folder_and_every_folder_a_case(cases: Mapping[str, Project]) -> None:
    """No golden file is left over, and none is missing."""
    expected = sorted(path.name for path in CASES.iterdir() if path.name != SYSTEM)

    assert expected == sorted(cases)


@pytest.mark.parametrize("database", DATABASES)
@pytest.mark.parametrize("slug", SLUGS)
def test_ddl_is_as_the_case_expects(
    cases: Mapping[str, Project], slug: str, database: Database
) -> None:
    """The script of a project is the golden one, to the letter."""
    expected = (CASES / slug / f"{database}.sql").read_text()

    assert expected == script(cases[slug], database)


@pytest.mark.parametrize("database", DATABASES)
def test_system_tables_are_as_the_case_expects(database: Database) -> None:
    """nomnom's own two tables are the golden ones, to the letter."""
    expected = (CASES / SYSTEM / f"{database}.sql").read_text()

    assert expected == render(ddl(system_tables(database), database))


@pytest.mark.parametrize("slug", [*SLUGS, SYSTEM])
def test_sqlite_runs_every_case_twice(slug: str, connection: sqlite3.Connection) -> None:
    """SQLite accepts each script, and once more when everything is there already."""
    text = (CASES / slug / "sqlite.sql").read_text()
    expected = set(re.findall(r'^CREATE \w+ IF NOT EXISTS "?(\w+)', text, re.MULTILINE))

    connection.executescript(text)
    connection.executescript(text)
    created = connection.execute("SELECT name FROM sqlite_schema WHERE sql IS NOT NULL")

    assert expected == {name for (name,) in created}


def test_orders_are_the_missions_orders(tpch_literal: Project) -> None:
    """With `index_unicity_fields` the SQL for orders is the mission's "After Fix", token by token."""
    statements = ddl(entity_tables(tpch_literal, "postgresql"), "postgresql")
    orders = render(each for each in statements if each.table == "orders")

    assert tokens(MISSION_ORDERS) == tokens(orders)


def test_orders_have_no_redundant_index_by_default(tpch: Project) -> None:
    """By default the SQL for orders is the mission's without the index that repeats the constraint."""
    redundant = "CREATE INDEX IF NOT EXISTS idx_orders_order_key ON orders(order_key);"
    expected = MISSION_ORDERS.replace(redundant, "")
    statements = ddl(entity_tables(tpch, "postgresql"), "postgresql")
    orders = render(each for each in statements if each.table == "orders")

    assert tokens(expected) == tokens(orders)
