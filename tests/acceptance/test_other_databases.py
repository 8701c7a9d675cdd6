"""`nomnom up --database-url …`: the same way into SQLite and MariaDB."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from nomnom.demo import Generated
from samples.databases import KINDS, MARIADB_VARIABLE, NO_MARIADB, Place, mariadb_database
from samples.up import Up

StartUp = Callable[..., AbstractContextManager[Up]]


@pytest.fixture(params=["sqlite", "mariadb"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """An empty database of each kind."""
    if request.param == "sqlite":
        yield Place(KINDS["sqlite"], f"sqlite:///{tmp_path / 'x.db'}")
        return
    server = os.environ.get(MARIADB_VARIABLE)
    if not server:
        pytest.skip(NO_MARIADB)
    with mariadb_database(server) as url:
        yield Place(KINDS["mariadb"], url)


def totals(place: Place) -> tuple[int, Decimal, int, Decimal, int]:
    """Counts and decimal sums of both tables, added up here, and the dead letters."""
    with place.engine() as engine, engine.connect() as connection:

        def numbers(query: str) -> list[Decimal]:
            return [Decimal(value) for value in connection.execute(sa.text(query)).scalars()]

        prices = numbers("SELECT total_price FROM orders")
        items = numbers("SELECT extended_price FROM order_line_items")
        (dead,) = numbers("SELECT count(*) FROM nomnom_dead_letters")
    return len(prices), sum(prices, Decimal(0)), len(items), sum(items, Decimal(0)), int(dead)


def test_the_whole_way_into_another_database(
    start_up: StartUp, orders: Generated, place: Place, tmp_path: Path
) -> None:
    """Counts and sums equal the file's to the last digit, also after the same file was sent again."""
    expected = (
        orders.orders,
        orders.total_price,
        orders.line_items,
        orders.extended_price,
        0,
    )
    options = ("--database-url", place.url)
    with start_up(tmp_path / "data", Path("examples/tpch"), *options) as up:
        for _ in range(2):
            done = up.load(orders.ndjson)
            assert 0 == done.returncode, done.stderr
            assert "accepted 15,000, stored 15,000, dead 0" in done.stdout
            assert expected == totals(place)
