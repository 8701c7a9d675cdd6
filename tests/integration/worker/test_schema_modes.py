"""What a worker does about the tables before it takes a message."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from structlog.testing import capture_logs

from nomnom.errors import ConfigurationError
from nomnom.model.entity import Entity
from nomnom.model.project import Project, SchemaMode
from nomnom.worker.schema import set_up

Rows = Callable[[str], list[tuple[Any, ...]]]
SetUp = Callable[[SchemaMode], list[str]]

COLUMNS = "SELECT column_name FROM information_schema.columns WHERE table_name = 'orders'"


@pytest.fixture
def start(database_url: str, project: Project) -> SetUp:
    """A function that does what a worker in production does at its start; the events it logs."""

    def do(mode: SchemaMode) -> list[str]:
        with capture_logs() as logs:
            set_up(mode, project, database_url=database_url, production=True)
        return [entry["event"] for entry in logs]

    return do


def test_auto_creates_tables_and_warns_in_production(start: SetUp, rows: Rows) -> None:
    """Every table is made and logged; in production the log says that migrations are preferred."""
    assert ["schema.auto_in_production", *["table.created"] * 4] == start("auto")
    assert ["schema.auto_in_production"] == start("auto")
    assert [(0,)] == rows("SELECT count(*) FROM order_line_items")


def test_auto_makes_safe_changes_and_keeps_rows(start: SetUp, rows: Rows) -> None:
    """A nullable column that is missing is added, and what is there stays."""
    start("auto")
    rows("ALTER TABLE orders DROP COLUMN clerk")
    rows("INSERT INTO orders VALUES (1, 'A', 'C', 'O', 1.10, '1996-01-02')")
    assert "schema.changed" in start("auto")
    assert [("A", None)] == rows("SELECT order_key, clerk FROM orders")


def test_auto_refuses_what_is_not_safe(start: SetUp, rows: Rows) -> None:
    """A type that is another isn't changed without being asked: the worker stops, with the plan."""
    start("auto")
    rows("ALTER TABLE orders ALTER total_price TYPE DOUBLE PRECISION")
    with pytest.raises(ConfigurationError, match=r"DOUBLE PRECISION and should be NUMERIC"):
        start("auto")


def with_former_table(project: Project, table: str, former: str) -> Project:
    """The same project, one of whose tables was called otherwise."""

    def renamed(entity: Entity) -> Entity:
        stored = entity.persistence
        if stored is None or stored.table != table:
            return entity
        return replace(entity, persistence=replace(stored, renamed_from=former))

    return replace(project, entities=tuple(map(renamed, project.entities)))


def test_auto_makes_no_table_beside_one_to_be_renamed(
    start: SetUp, rows: Rows, database_url: str, project: Project
) -> None:
    """Before a person has decided about a rename, the worker stops and the rows stay where they are."""
    start("auto")
    rows("ALTER TABLE orders RENAME TO purchases")
    renamed = with_former_table(project, "orders", "purchases")
    with pytest.raises(ConfigurationError, match="rename table orders"):
        set_up("auto", renamed, database_url=database_url, production=False)
    assert [("purchases",)] == rows(
        "SELECT tablename FROM pg_tables WHERE tablename IN ('orders', 'purchases')"
    )


def test_verify_refuses_a_missing_table_and_changes_nothing(start: SetUp, rows: Rows) -> None:
    """On an empty database it stops with the plan, and creates nothing."""
    with pytest.raises(ConfigurationError, match="create table orders"):
        start("verify")
    assert [] == rows("SELECT 1 FROM pg_tables WHERE schemaname = 'public'")


def test_verify_takes_tables_with_more_than_is_declared(start: SetUp, rows: Rows) -> None:
    """Extra columns, indexes and tables of somebody else are no hindrance."""
    start("auto")
    rows("ALTER TABLE orders ADD COLUMN theirs TEXT")
    rows("CREATE INDEX theirs ON orders (comment)")
    rows("CREATE TABLE strangers (id INTEGER)")
    assert ["schema.verified"] == start("verify")


def test_off_looks_at_nothing(start: SetUp, rows: Rows) -> None:
    """No table is made, none is compared."""
    assert [] == start("off")
    assert [] == rows("SELECT 1 FROM pg_tables WHERE schemaname = 'public'")
