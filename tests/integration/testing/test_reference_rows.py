"""Tests look values up: in the files of reference entities, and in rows that they give themselves."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from nomnom.errors import ConfigurationError
from nomnom.extraction import References, compile_plan
from nomnom.loading import load_project
from nomnom.testing import Result, empty_stores, junit, read_files, report, run
from nomnom.testing.reading import read_suites

SHOP = Path(__file__).parents[2] / "cases" / "testing" / "shop"
STEPS = "steps: [send: {entity: Sale, records: [{sale_key: S, article: tea, country: DE}]}]"
TEA = 'references: {Article: [{article: tea, price: "2.50", since: "2024-01-31"}]}'
SOLD = "{price: 2.50, since: 2024-01-31, rate: 0.19}"
UNKNOWN_TEA = """reason: 'expected a key of Article, which has no row "tea"'"""


def results(text: str, shop: Path = SHOP) -> list[Result]:
    """What becomes of the tests in a text."""
    project, references = load_project(shop), References()
    plan = compile_plan(project, references=references)
    suites = read_suites({"t.yaml": text}, project, plan, lambda path: (shop / path).read_bytes())
    read_files(suites, project, references)
    with empty_stores("sqlite", project) as empty_store:
        (suite,) = suites
        return list(run(suite, plan, empty_store, references))


def outcome(text: str, shop: Path = SHOP) -> str:
    """The report on the tests in a text, without the summary; nothing where they pass."""
    return "\n".join(report(results(text, shop), 0).splitlines()[:-1])


def test_values_are_looked_up_in_the_rows_of_a_test_and_of_files() -> None:
    """Whatever the source of the entity is."""
    assert "" == outcome(
        f"tests: [{{name: t, {TEA}, {STEPS}, expect: {{sales: {{rows: [{SOLD}], exact: true}}}}}}]"
    )


def test_rows_of_a_test_stand_in_for_those_of_its_file_and_those_for_the_entitys() -> None:
    """Entity by entity, and for the test alone."""
    assert "" == outcome(f"""
references: {{Tax: [{{country: DE, rate: 0.07}}], Article: [{{article: tea, price: 1}}]}}
tests:
  - {{name: of the file, {STEPS}, expect: {{sales: {{rows: [{{price: 1, since: null, rate: 0.07}}]}}}}}}
  - {{name: its own, {TEA}, {STEPS}, expect: {{sales: {{rows: [{{price: 2.50, rate: 0.07}}]}}}}}}
  - {{name: none, references: {{Tax: []}}, {STEPS}, expect: {{sales: {{rows: [{{price: 1, rate: null}}]}}}}}}
  - {{name: of the file again, {STEPS}, expect: {{sales: {{rows: [{{price: 1, rate: 0.07}}]}}}}}}
""")


def test_without_rows_a_key_is_not_there() -> None:
    """So the dead letter that the entity declares for that is what comes of it, and may be expected."""
    letter = f"{{path: $.article, rule: missing, {UNKNOWN_TEA}}}"
    expect = f"{{sales: {{count: 0}}, dead_letters: [{letter}]}}"
    assert "" == outcome(f"tests: [{{name: t, {STEPS}, expect: {expect}}}]")


def test_a_test_that_fails_without_rows_says_where_they_are_given() -> None:
    """Of an entity whose rows are in a database; none of one that has a file, or rows of the test."""
    failing = f"tests:\n  - {{name: t, {STEPS}, expect: {{}}}}"
    found = outcome(failing)
    assert [
        "FAILED t.yaml:2 t",
        "  t.yaml:2: dead_letters has 1 row that isn't expected",
        "  note: Article has no rows here, for no database is read; "
        "give some under `references` of the test or its file",
    ] == [line for line in found.splitlines() if line and "+" not in line]
    assert "note: Article has no rows here" in junit(results(failing), "shop")
    assert "note" not in outcome(
        f"tests:\n  - {{name: t, {TEA}, {STEPS}, expect: {{sales: {{count: 0}}}}}}"
    )


def test_a_file_is_read_only_for_those_who_look_there(tmp_path: Path) -> None:
    """A test that gives the rows itself runs without it; to another the file's error is told."""
    shutil.copytree(SHOP, tmp_path / "shop")
    (tmp_path / "shop" / "taxes.csv").write_text("country,rate\nDE,high\n", encoding="utf-8")
    own = 'references: {Article: [{article: tea, price: 1}], Tax: [{country: DE, rate: "0.07"}]}'
    expect = "expect: {sales: {rows: [{rate: 0.07}]}}"
    assert "" == outcome(f"tests: [{{name: t, {own}, {STEPS}, {expect}}}]", tmp_path / "shop")
    with pytest.raises(
        ConfigurationError, match=r"^taxes.csv: a row can.t be one of Tax: record 1"
    ):
        outcome(f"tests: [{{name: t, {TEA}, {STEPS}, {expect}}}]", tmp_path / "shop")
