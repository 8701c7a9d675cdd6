"""`nomnom test`, from outside."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from xml.etree import ElementTree

import pytest

Nomnom = Callable[..., CompletedProcess[str]]

TESTS = """
tests:
  - name: an order arrives
    steps: [send: {entity: Order, file: order.json}]
    expect: {orders: {rows: [{order_key: A}], exact: true}}
  - name: an order does not arrive
    steps: [send: {entity: Order, file: order.json}]
    expect: {orders: {rows: [{order_key: B}]}}
"""


@pytest.fixture
def tested(shop: Path) -> Path:
    """A project with a test that passes and one that fails."""
    (shop / "tests").mkdir()
    (shop / "tests" / "orders.yaml").write_text(TESTS, encoding="utf-8")
    (shop / "order.json").write_text('{"order_key": "A", "line_items": []}', encoding="utf-8")
    return shop


def test_a_failing_test_is_shown_and_exits_with_one(nomnom: Nomnom, tested: Path) -> None:
    """There is a line for each file, each failure with its place and difference, and a summary."""
    ended = nomnom("test", tested)
    assert (1, "") == (ended.returncode, ended.stderr)
    assert (
        "tests/orders.yaml .F\n\n"
        "FAILED tests/orders.yaml:6 an order does not arrive\n"
        "  tests/orders.yaml:8: orders has no such row, nor one like it\n"
        '    - order_key: "B"\n\n'
        "1 failed, 1 passed in X s\n"
    ) == re.sub(r"\d+\.\d\d s", "X s", ended.stdout)


def test_tests_are_chosen_by_name(nomnom: Nomnom, tested: Path) -> None:
    """With -k only tests of that name run; the exit code is 0 where they pass."""
    ended = nomnom("test", tested, "-k", "order arrives")
    assert (0, "") == (ended.returncode, ended.stderr)
    assert "tests/orders.yaml .\n" in ended.stdout
    none = nomnom("test", tested, "-k", "nothing")
    assert 1 == none.returncode
    assert none.stderr.startswith('error: no test has "nothing" in its name; ')


def test_results_are_written_for_ci(nomnom: Nomnom, tested: Path, tmp_path: Path) -> None:
    """With --junit the same results stand in an XML file."""
    assert 1 == nomnom("test", tested, "--junit", tmp_path / "results.xml").returncode
    root = ElementTree.parse(tmp_path / "results.xml").getroot()
    assert ("2", "1") == (root.get("tests"), root.get("failures"))


@pytest.mark.parametrize("file", ["tests/orders.yaml", "order.yaml"])
def test_wrong_files_exit_with_two(nomnom: Nomnom, tested: Path, file: str) -> None:
    """A mistake in tests or entities is a diagnostic, and nothing runs."""
    (tested / file).write_text("nonsense: 1\n", encoding="utf-8")
    ended = nomnom("test", tested)
    assert (2, "") == (ended.returncode, ended.stdout)
    assert ended.stderr.startswith(f'{file}:1:1: error[NN003]: unknown key "nonsense"')


def test_a_project_without_tests_is_told_so(nomnom: Nomnom, shop: Path) -> None:
    """Nothing to run is no success."""
    ended = nomnom("test", shop)
    assert (2, "") == (ended.returncode, ended.stdout)
    assert ended.stderr.startswith("tests:1:1: error[NT001]: there is no test file")


COUNTRY = """
entity:
  name: Country
  source_type: reference
  source: {file: countries.csv, key: code}
  fields: [{name: code, type: String}, {name: title, type: String}]
"""
VISIT = """
entity:
  name: Visit
  source_type: root
  fields:
    - {name: country, type: String}
    - name: title
      type: String
      computed_from: {transform: lookup_entity, sources: [self.country], args: {entity: Country, field: title}}
  persistence: {database: {conformant_table: visits}}
"""
VISITS = """
tests:
  - name: a visit arrives
    steps: [send: {entity: Visit, records: [{country: DE}]}]
    expect: {visits: {rows: [{title: Germany}], exact: true}}
"""


def test_values_are_looked_up_in_files(nomnom: Nomnom, shop: Path) -> None:
    """As a worker does; what is wrong with such a file is told before anything runs."""
    (shop / "country.yaml").write_text(COUNTRY, encoding="utf-8")
    (shop / "visit.yaml").write_text(VISIT, encoding="utf-8")
    (shop / "tests").mkdir()
    (shop / "tests" / "visits.yaml").write_text(VISITS, encoding="utf-8")
    (shop / "countries.csv").write_text("code,title\nDE,Germany\n", encoding="utf-8")
    ended = nomnom("test", shop)
    assert (0, "") == (ended.returncode, ended.stderr), ended.stdout

    (shop / "countries.csv").unlink()
    without = nomnom("test", shop)
    assert (2, "") == (without.returncode, without.stdout)
    assert f"error: {shop / 'countries.csv'}: can't be read: No such file" in without.stderr


def test_postgresql_needs_no_server(nomnom: Nomnom, tested: Path) -> None:
    """With --database postgresql an embedded server runs for the tests only."""
    ended = nomnom("test", tested, "--database", "postgresql", "-k", "order arrives")
    assert (0, "") == (ended.returncode, ended.stderr)
    assert "1 passed" in ended.stdout


def test_an_unknown_database_is_refused(nomnom: Nomnom, tested: Path) -> None:
    """What is no database says which there are."""
    ended = nomnom("test", tested, "--database", "oracle")
    assert 1 == ended.returncode
    assert "error: database_url: " in ended.stderr
