"""A small shop, and tests of it that fail in every way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from nomnom.extraction import References, compile_plan
from nomnom.loading import load_project
from nomnom.testing import Result, empty_stores, run
from nomnom.testing.reading import read_suites

CASES = Path(__file__).parents[2] / "cases" / "testing"


@pytest.fixture(scope="session")
def results() -> list[Result]:
    """What becomes of the tests in `failing`, as if no time had passed."""
    shop = load_project(CASES / "shop")
    plan = compile_plan(shop)
    texts = {"tests/fails.yaml": (CASES / "failing" / "fails.yaml").read_text("utf-8")}
    (suite,) = read_suites(texts, shop, plan, lambda path: Path(path).read_bytes())
    with empty_stores("sqlite", shop) as empty_store:
        return [
            replace(result, seconds=0) for result in run(suite, plan, empty_store, References())
        ]
