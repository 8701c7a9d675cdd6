from __future__ import annotations

import sqlite3
from collections.abc import Mapping

import pytest
import sqlalchemy as sa

from nomnom.model.project import Project
from nomnom.tables import DATABASES, Database, Statement, ddl, entity_tables, render

DESCRIPTIONS = (
    "SELECT name, type, pk FROM pragma_table_info(?) ORDER BY cid",
    'SELECT name, "unique", origin FROM pragma_index_list(?) ORDER BY name',
    'SELECT "from", "table", "to" FROM pragma_foreign_key_list(?) ORDER BY id',
)


def test_statements_name_what_they_create(tpch: Project) -> None:
    """Each statement says its table, its kind and its own name; tables come before their indexes."""
    expected = [
        ("orders", "table", "orders"),
        ("orders", "index", "idx_orders_customer_key"),
        ("order_line_items", "table", "order_line_items"),
        ("order_line_items", "index", "idx_order_line_items_part_key"),
        ("order_line_items", "index", "idx_order_line_items_supplier_key"),
        ("order_line_items", "index", "idx_order_line_items_ship_date"),
    ]

    statements = ddl(entity_tables(tpch, "postgresql"), "postgresql")

    assert expected == [(each.table, each.kind, each.name) for each in statements]


@pytest.mark.parametrize("database", ["mysql", "mariadb"])
def test_mysql_indexes_stand_inside_the_table(tpch: Project, database: Database) -> None:
    """MySQL and MariaDB get one statement per table and none per index."""
    expected = [("orders", "table"), ("order_line_items", "table")]
    statements = ddl(entity_tables(tpch, database), database)

    assert expected == [(each.table, each.kind) for each in statements]


@pytest.mark.parametrize("database", DATABASES)
def test_equal_projects_give_equal_statements(
    cases: Mapping[str, Project], database: Database
) -> None:
    """Making the tables anew gives the same statements in the same order."""
    for project in cases.values():
        first = ddl(entity_tables(project, database), database)

        assert first == ddl(entity_tables(project, database), database)


def test_render_ends_statements_and_parts_tables() -> None:
    """A script has a semicolon after each statement and a blank line between tables only."""
    expected = "CREATE a;\nCREATE i;\n\nCREATE b;\n"
    statements = (
        Statement("a", "table", "a", "CREATE a"),
        Statement("a", "index", "i", "CREATE i"),
        Statement("b", "table", "b", "CREATE b"),
    )

    assert expected == render(statements)


def test_nothing_renders_as_nothing() -> None:
    """A project without tables gives an empty script."""
    empty = entity_tables(Project("empty", ()), "postgresql")

    assert not render(ddl(empty, "postgresql"))


@pytest.mark.parametrize("slug", ["orders", "order_line_items", "natural_keys", "reserved_words"])
def test_sqlalchemy_creates_the_same_tables_as_the_text(
    cases: Mapping[str, Project], slug: str, connection: sqlite3.Connection
) -> None:
    """`metadata.create_all` and the DDL text lead to the same columns and indexes in SQLite."""
    metadata = entity_tables(cases[slug], "sqlite")
    connection.executescript(render(ddl(metadata, "sqlite")))
    engine = sa.create_engine("sqlite://")

    with engine.connect() as other:
        metadata.create_all(other)
        for query in DESCRIPTIONS:
            for table in metadata.tables:
                expected = connection.execute(query, (table,)).fetchall()

                assert expected == [tuple(row) for row in other.exec_driver_sql(query, (table,))]
    engine.dispose()


def test_sqlite_keeps_decimals_as_they_were_written(
    cases: Mapping[str, Project], connection: sqlite3.Connection
) -> None:
    """A decimal comes back from SQLite with every digit, trailing zeros included."""
    expected = "12345678901234567890.10"
    connection.executescript(render(ddl(entity_tables(cases["natural_keys"], "sqlite"), "sqlite")))

    connection.execute("INSERT INTO prices (amount, sku) VALUES (?, 'lamp')", (expected,))

    assert [(expected,)] == connection.execute("SELECT amount FROM prices").fetchall()


def test_a_natural_key_is_never_null_in_sqlite(
    cases: Mapping[str, Project], connection: sqlite3.Connection
) -> None:
    """SQLite refuses a row without its natural key, as the other databases do."""
    connection.executescript(render(ddl(entity_tables(cases["natural_keys"], "sqlite"), "sqlite")))

    with pytest.raises(sqlite3.IntegrityError, match=r"items\.sku"):
        connection.execute("INSERT INTO items (sku, title) VALUES (NULL, 'Lamp')")


def test_a_generated_key_counts_in_sqlite(
    cases: Mapping[str, Project], connection: sqlite3.Connection
) -> None:
    """SQLite numbers rows by itself, as the other databases do."""
    expected = [(1,), (2,)]
    connection.executescript(render(ddl(entity_tables(cases["bigint_key"], "sqlite"), "sqlite")))

    connection.execute("INSERT INTO events (name, size) VALUES ('a', 1), ('b', 2)")

    assert expected == connection.execute("SELECT event_id FROM events").fetchall()
