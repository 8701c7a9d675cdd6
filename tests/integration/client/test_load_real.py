"""Loading files into the real API, with a real worker behind it."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from nomnom.client import LineProblem, Progress, load_file
from nomnom.demo import Generated, generate

FirstRow = Callable[[str], object]


@pytest.fixture(scope="session")
def orders(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    """1,500 TPC-H orders."""
    return generate(0.001, tmp_path_factory.mktemp("tpch"))


def test_a_loaded_file_is_rows_when_the_load_ends(
    api_url: str, orders: Generated, first_row: FirstRow
) -> None:
    """Counts and sums in the tables are exactly those of the file, and progress ends complete."""
    told: list[Progress] = []
    summary = load_file(orders.ndjson, "Order", url=api_url, on_progress=told.append)
    assert (orders.orders, orders.orders, 0, 0, ()) == (
        summary.accepted,
        summary.stored,
        summary.dead,
        summary.rejected,
        summary.problems,
    )
    assert (orders.orders, orders.total_price) == first_row(
        "SELECT count(*), sum(total_price) FROM orders"
    )
    assert (orders.line_items, orders.extended_price) == first_row(
        "SELECT count(*), sum(extended_price) FROM order_line_items"
    )
    size = orders.ndjson.stat().st_size
    assert Progress(size, size, orders.orders, 0, orders.orders, 0) == told[-1]


def test_a_bad_line_is_reported_and_its_neighbours_are_stored(
    api_url: str, orders: Generated, first_row: FirstRow, tmp_path: Path
) -> None:
    """The summary names the line of the file, where in it, why, and the value."""
    lines = orders.ndjson.read_bytes().splitlines(keepends=True)
    lines[499] = lines[499].replace(b'"total_price":', b'"total_price":true,"was":')
    lines[9:9] = [b"\n", b"no JSON\n"]
    file = tmp_path / "orders.ndjson.gz"
    file.write_bytes(gzip.compress(b"".join(lines)))
    summary = load_file(file, "Order", url=api_url)
    assert (1499, 1499, 2) == (summary.accepted, summary.stored, summary.rejected)
    assert [11, 502] == [problem.line for problem in summary.problems]
    wrong = summary.problems[1]
    assert LineProblem(502, wrong.message, "/total_price", "type", "true") == wrong
    assert (1499,) == first_row("SELECT count(*) FROM orders")


def test_nothing_but_bad_lines_is_a_summary_too(api_url: str, tmp_path: Path) -> None:
    """The load ends well: each line is counted as rejected, the reasons stand beside."""
    file = tmp_path / "orders.ndjson"
    file.write_bytes(b"{}\n[]\n")
    summary = load_file(file, "Order", url=api_url)
    assert (0, 0, 2) == (summary.accepted, summary.stored, summary.rejected)
    assert {1, 2} == {problem.line for problem in summary.problems}
