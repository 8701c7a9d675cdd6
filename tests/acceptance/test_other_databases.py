"""`nomnom up --database-url …`: the same way into SQLite and MariaDB."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from nomnom.demo import Generated
from samples.databases import Place, order_totals
from samples.up import Up

StartUp = Callable[..., AbstractContextManager[Up]]


@pytest.fixture(params=["sqlite", "mariadb"])
def place(request: pytest.FixtureRequest) -> Place:
    """An empty database of each kind."""
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Place)
    return found


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
            assert expected == order_totals(place, "nomnom_dead_letters")
