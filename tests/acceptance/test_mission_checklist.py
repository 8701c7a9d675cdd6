"""The testing checklist of the mission document, item by item, on every database."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

import nomnom
from nomnom.errors import ConfigurationError
from nomnom.loading import load_project
from nomnom.migrate import as_text, bring_up, plan
from nomnom.model.project import Project
from nomnom.store import Store, open_store
from nomnom.tables import DATABASES, Database, ddl, entity_tables
from samples.databases import Place, order_totals
from samples.up import Up, command, environment

StartUp = Callable[..., AbstractContextManager[Up]]

CASES = Path(__file__).parents[1] / "cases"
MISSION = CASES / "validate" / "valid-mission"
BY_HAND = CASES / "changes" / "mission-by-hand"
TPCH = Path("examples/tpch")
TABLES = {"orders", "order_line_items", "nomnom_messages", "nomnom_dead_letters"}
IMPORT_ALL = """
import importlib, pkgutil, nomnom
for module in pkgutil.walk_packages(nomnom.__path__, "nomnom."):
    if module.name != "nomnom.__main__":
        importlib.import_module(module.name)
"""
LINE_ITEMS: dict[Database, str] = {
    "postgresql": """
        CREATE TABLE IF NOT EXISTS order_line_items (
            id SERIAL PRIMARY KEY,
            order_key TEXT NOT NULL,
            line_number INTEGER NOT NULL,
            quantity NUMERIC NOT NULL,""",
    "mysql": """
        CREATE TABLE IF NOT EXISTS order_line_items (
            id INT AUTO_INCREMENT PRIMARY KEY,
            order_key VARCHAR(255) NOT NULL,
            line_number INT NOT NULL,
            quantity DECIMAL(38,9) NOT NULL,""",
    "mariadb": """
        CREATE TABLE IF NOT EXISTS order_line_items (
            id INT AUTO_INCREMENT PRIMARY KEY,
            order_key VARCHAR(255) NOT NULL,
            line_number INT NOT NULL,
            quantity DECIMAL(38,9) NOT NULL,""",
    "sqlite": """
        CREATE TABLE IF NOT EXISTS order_line_items (
            id INTEGER PRIMARY KEY,
            order_key TEXT NOT NULL,
            line_number INTEGER NOT NULL,
            quantity TEXT NOT NULL,""",
}
KEYS = """
            CONSTRAINT order_line_items_order_key_line_number_unique UNIQUE (order_key, line_number),
            CONSTRAINT order_line_items_order_key_fkey FOREIGN KEY (order_key) REFERENCES orders(order_key)
        )"""
ENDS: dict[Database, str] = {
    "mysql": " ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin",
    "mariadb": " ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin",
}


@pytest.fixture
def mission() -> Project:
    """The mission document's Order and OrderLineItem."""
    return load_project(MISSION)


@pytest.fixture
def store(place: Place, mission: Project) -> Iterator[Store]:
    """A store on the empty database."""
    opened = open_store(place.url, mission)
    yield opened
    opened.close()


def statements(project: Project, database: Database, table: str) -> str:
    """What creates one table of a project, its indexes included."""
    every = ddl(entity_tables(project, database), database)
    return "".join(f"{each.sql};\n" for each in every if each.table == table)


@contextmanager
def worker(place: Place, nats_url: str, ready: Path) -> Iterator[list[str]]:
    """A worker process that has said it is ready, with the lines it printed so far; then ended by SIGTERM."""
    servers = {"DATABASE_URL": place.url, "NATS_URL": nats_url}
    process = subprocess.Popen(
        command("worker", str(TPCH), "--ready-file", str(ready)),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment() | servers,
    )
    assert process.stdout is not None
    try:
        printed = []
        for line in process.stdout:
            printed.append(line)
            if "worker.started" in line:
                break
        else:
            raise AssertionError("".join(printed))
        while not ready.exists():
            assert process.poll() is None
        yield printed
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
    assert 0 == process.returncode


def execute(place: Place, *texts: str) -> None:
    with place.engine() as engine, engine.begin() as connection:
        for text in texts:
            connection.exec_driver_sql(text)


def test_code_compiles_without_warnings(tmp_path: Path) -> None:
    """Every module byte-compiles and can be imported with warnings as errors."""
    (package,) = nomnom.__path__
    compiled = environment() | {"PYTHONPYCACHEPREFIX": str(tmp_path)}
    for arguments in (("-m", "compileall", "-q", package), ("-c", IMPORT_ALL)):
        done = subprocess.run(
            [sys.executable, "-W", "error", *arguments],
            capture_output=True,
            text=True,
            env=compiled,
            check=False,
        )
        assert (0, "", "") == (done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("database", DATABASES)
def test_worker_generates_correct_sql_for_order(database: Database, mission: Project) -> None:
    """Order's table has `id` that numbers itself, exact types, one UNIQUE and its index."""
    expected = (CASES / "ddl" / "orders" / f"{database}.sql").read_text()

    assert expected == statements(mission, database, "orders")


@pytest.mark.parametrize("database", DATABASES)
def test_worker_generates_correct_sql_for_order_line_item(
    database: Database, mission: Project
) -> None:
    """A derived entity has a table like any other; its business key of two fields is one constraint."""
    expected = f"{LINE_ITEMS[database]}{KEYS}{ENDS.get(database, '')};\n"

    assert expected.replace("\n        ", "\n").lstrip() == statements(
        mission, database, "order_line_items"
    )


def test_generated_tables_match_manual_migration_schema(place: Place) -> None:
    """A table made by hand from the manual migration's columns compares as equal: nothing is planned."""
    product = "mariadb" if place.kind.database == "mysql" else place.kind.database
    manual = (BY_HAND / f"{product}.before.sql").read_text().split(";\n")
    execute(place, *(text for text in manual if text.strip()))
    project = load_project(BY_HAND / "after")
    found = plan(place.url, project)

    assert [] == [step.name for step in found.steps if step.change.table == "orders"], as_text(
        found
    )


def test_worker_binary_starts_successfully(
    place: Place, fresh_nats_url: str, tmp_path: Path
) -> None:
    """`nomnom worker` starts, says that it is ready, for a probe too, and ends cleanly when told to."""
    ready = tmp_path / "ready"
    with worker(place, fresh_nats_url, ready) as printed:
        assert "worker.started" in printed[-1]
    assert not ready.exists()


def test_tables_are_created_on_worker_startup(
    place: Place, fresh_nats_url: str, tmp_path: Path
) -> None:
    """On an empty database the worker creates each table and says so; a second start finds them there."""
    with worker(place, fresh_nats_url, tmp_path / "ready") as printed:
        created = [line for line in printed if "table.created" in line]
        assert len(TABLES) == len(created)
        with place.engine() as engine:
            assert set(sa.inspect(engine).get_table_names()) >= TABLES
    with worker(place, fresh_nats_url, tmp_path / "ready") as printed:
        assert [] == [line for line in printed if "table.created" in line]


def test_dashboard_backend_can_query_tables(store: Store, place: Place, mission: Project) -> None:
    """What a dashboard polls can be read: counts of rows, the ledger and dead letters.

    The dashboard reads through the store. Where a table isn't there, it is told so, and which.
    """
    order, items = (mission.entity(name) for name in ("Order", "OrderLineItem"))
    assert order is not None
    assert items is not None
    asked: dict[str, Callable[[], object]] = {
        "orders": lambda: store.count(order),
        "order_line_items": lambda: store.count(items),
        "nomnom_messages": lambda: store.ledger(["m-1"]),
        "nomnom_dead_letters": lambda: store.dead_letters("m-1"),
    }
    for table, ask in asked.items():
        with pytest.raises(ConfigurationError, match=rf"\b{table}\b"):
            ask()
    bring_up(place.url, mission)

    assert [0, 0, {}, ()] == [ask() for ask in asked.values()]


def test_message_ingestion_works_end_to_end(
    start_up: StartUp, place: Place, tmp_path: Path
) -> None:
    """An order posted over HTTP goes through the queue and the worker into rows of both tables, exactly."""
    order = json.loads((TPCH / "order.json").read_text(), parse_float=Decimal)
    items = order["line_items"]
    file = tmp_path / "order.ndjson"
    file.write_text(json.dumps(json.loads((TPCH / "order.json").read_text())) + "\n")
    with start_up(tmp_path / "data", TPCH, "--database-url", place.url) as up:
        done = up.load(file)
        assert "accepted 1, stored 1, dead 0" in done.stdout, done.stderr
    prices = sum((Decimal(item["extended_price"]) for item in items), Decimal(0))

    assert (1, order["total_price"], len(items), prices, 0) == order_totals(
        place, "nomnom_dead_letters"
    )


def test_unique_constraints_prevent_duplicates(place: Place, mission: Project) -> None:
    """A second row with the business key of the first is refused by the database itself."""
    bring_up(place.url, mission)
    row = (
        "INSERT INTO orders (order_key, customer_key, order_status, total_price, order_date)"
        " VALUES ('O-1', 'C-1', 'O', 1, '1996-01-02')"
    )
    execute(place, row)
    with pytest.raises(sa.exc.IntegrityError):
        execute(place, row)


@pytest.mark.parametrize("literal", [False, True], ids=["by-default", "index_unicity_fields"])
def test_indices_are_created_correctly(place: Place, mission: Project, *, literal: bool) -> None:
    """`customer_key` is indexed, and `order_key` by its constraint; the mission's extra index is a setting."""
    bring_up(place.url, replace(mission, index_unicity_fields=literal))
    with place.engine() as engine:
        found = sa.inspect(engine).get_indexes("orders")
        (unique,) = sa.inspect(engine).get_unique_constraints("orders")
    indexes = {str(each["name"]): each["column_names"] for each in found if not each["unique"]}
    extra = {"idx_orders_order_key": ["order_key"]} if literal else {}

    assert {"idx_orders_customer_key": ["customer_key"], **extra} == indexes
    assert ("orders_order_key_unique", ["order_key"]) == (unique["name"], unique["column_names"])
