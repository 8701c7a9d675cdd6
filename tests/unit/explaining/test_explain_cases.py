"""What is told of orders of the shipped example, word for word."""

from __future__ import annotations

from pathlib import Path

import pytest

from nomnom.explaining import as_json, as_text, explain
from nomnom.extraction import compile_plan
from nomnom.loading import load_project

CASES = sorted((Path(__file__).parents[2] / "cases" / "explain").iterdir())
TPCH = load_project(Path("examples/tpch"))
PLAN = compile_plan(TPCH)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_an_order_is_explained(case: Path) -> None:
    """As a tree of at most 100 columns, and as JSON."""
    told = explain(TPCH, PLAN, (case / "message.json").read_bytes())

    assert (case / "explained.txt").read_text(encoding="utf-8") == as_text(told)
    assert (case / "explained.json").read_text(encoding="utf-8") == as_json(told) + "\n"
    assert 100 >= max(len(line) for line in as_text(told).splitlines())
