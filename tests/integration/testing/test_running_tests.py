"""A project's tests run through the worker's code into real stores."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from nomnom.extraction import References, compile_plan
from nomnom.loading import load_project
from nomnom.testing import Result, empty_stores, run
from nomnom.testing.reading import read_suites
from nomnom.testing.text import explained

CASES = Path(__file__).parents[2] / "cases" / "testing"
SHOP = load_project(CASES / "shop")
PLAN = compile_plan(SHOP)

ORDER = '{order_key: A, total: 1, placed_at: "2026-01-02T10:00:00Z", lines: []}'
OTHER = '{order_key: B, total: 2, placed_at: "2026-01-02T10:00:00Z", lines: []}'
CHANGED = '{order_key: A, total: 3, placed_at: "2026-01-02T10:00:00Z", lines: []}'


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
def where(request: pytest.FixtureRequest) -> str:
    """Where tests run: SQLite in memory, or a server."""
    fixtures = {"postgresql": "postgres_url", "mariadb": "mariadb_url"}
    name = fixtures.get(request.param)
    return str(request.getfixturevalue(name)) if name else request.param


def results(text: str, where: str = "sqlite") -> Iterator[Result]:
    """What becomes of the tests in a text."""
    (suite,) = read_suites({"t.yaml": text}, SHOP, PLAN, lambda path: (CASES / path).read_bytes())
    with empty_stores(where, SHOP) as empty_store:
        yield from run(suite, PLAN, empty_store, References())


def outcome(steps: str, expect: str) -> list[str]:
    """The lines that explain why a test of these steps fails; none where it passes."""
    text = f"tests:\n- {{name: t, steps: [{steps}], expect: {expect}}}"
    (result,) = results(text)
    return [line for mismatch in result.mismatches for line in explained(mismatch)]


def test_outcomes_are_the_same_on_every_database(where: str) -> None:
    """The same tests pass and fail, row by row, wherever they run; each begins with empty tables."""
    text = (CASES / "failing" / "fails.yaml").read_text("utf-8")
    found = list(results(text, where))
    assert [True, *[False] * 8, True, True] == [result.passed for result in found]
    assert [0, 5, 2, 1] == [len(result.mismatches) for result in found[:4]]


def test_a_redelivered_message_changes_nothing() -> None:
    """The ledger knows its id, so an update that came between stays, and nothing is published again."""
    steps = (
        f"send: {{entity: Order, as: first, records: [{ORDER}]}}",
        f"send: {{entity: Order, records: [{CHANGED}]}}",
    )
    expect = "{orders: {rows: [{total: 3}], exact: true}, Notice: {count: 2}}"
    for again in ("redeliver: first", "redeliver: all", "redeliver: ", "redeliver: [first]"):
        assert [] == outcome(", ".join(f"{{{s}}}" for s in (*steps, again)), expect)
    assert [] == outcome(f"{', '.join(f'{{{s}}}' for s in steps)}, redeliver", expect)


def test_a_duplicate_is_a_message_of_its_own() -> None:
    """The same content under a new id is written, and published, once more."""
    steps = f"""send: {{entity: Order, as: first, records: [{ORDER}]}}}},
        {{send: {{entity: Order, records: [{CHANGED}]}}}}, {{duplicate: first"""
    expect = "{orders: {rows: [{total: 1}], exact: true}, Notice: {count: 3}}"
    assert [] == outcome(f"{{{steps}}}", expect)


@pytest.mark.parametrize(
    ("expected", "reorder"), [(1, "reversed"), (1, "[second, first]"), (3, "[first, second]")]
)
def test_held_messages_come_in_the_order_asked_for(expected: int, reorder: str) -> None:
    """The last to be delivered wins where nothing else is declared."""
    steps = f"""{{send: {{entity: Order, as: first, hold: true, records: [{ORDER}]}}}},
        {{send: {{entity: Order, as: second, hold: true, records: [{CHANGED}]}}}},
        {{send: {{entity: Order, records: [{OTHER}]}}}}, {{reorder: {reorder}}}"""
    expect = f"{{orders: {{rows: [{{order_key: A, total: {expected}}}], count: 2}}}}"
    assert [] == outcome(steps, expect)


def test_a_refused_record_is_not_published() -> None:
    """What ends as a dead letter, whoever refused it, publishes nothing; its neighbours do."""
    records = f"[{ORDER}, {{order_key: B}}]"
    steps = f"{{send: {{entity: Order, records: {records}}}}}"
    letters = "dead_letters: [{path: $.total, rule: required}]"
    assert [] == outcome(steps, f"{{Notice: {{rows: [{{order_key: A}}], exact: true}}, {letters}}}")


def test_a_payload_that_is_no_record_is_a_dead_letter() -> None:
    """Whatever is sent as text arrives as it is."""
    steps = '{send: {entity: Order, text: "nonsense"}}'
    assert [] == outcome(steps, "{dead_letters: [{rule: json}], orders: {exact: true}}")


def test_a_dead_letter_has_to_be_mentioned() -> None:
    """A test that says nothing of dead letters fails where there is one, and names its reason."""
    found = outcome('{send: {entity: Order, text: "[]"}}', "{}")
    assert "  t.yaml:2: dead_letters has 1 row that isn't expected" == found[0]
    assert "expected an object" in found[1]
    missing = outcome(
        f"{{send: {{entity: Order, records: [{ORDER}]}}}}", "{dead_letters: [{rule: x}]}"
    )
    assert [
        "  t.yaml:2: dead_letters has no such row, nor one like it",
        '    - rule: "x"',
    ] == missing


TRANSFORMS = """
from nomnom.transforms import transform

@transform
def doubled(number: int) -> int:
    return number * 2 if number < 100 else number // 0

@transform(batch=True)
def ranked(numbers: list[int | None]) -> list[int]:
    return [sorted(numbers).index(number) for number in numbers]
"""

CALLS = """
transforms:
  - {transform: doubled, sources: [7], gives: 14}
  - {transform: doubled, sources: [null], gives: null}
  - {transform: doubled, sources: [100], error: "doubled(100): ZeroDivisionError"}
  - {transform: doubled, sources: [7.5], error: Expected}
  - {transform: ranked, sources: [[5, 7, 3]], gives: [1, 2, 0]}
  - {transform: coalesce, sources: [null, "2024-01-31"], gives: "2024-01-31"}
  - {transform: parse_datetime, sources: ["2024-01-31 10:00"], args: {format: "%Y-%m-%d %H:%M"},
     gives: "2024-01-31T10:00:00"}
"""


def test_a_projects_own_transforms_are_called(tmp_path: Path) -> None:
    """Those of transforms.py are called as plans call them: their sources are decoded, their errors words."""
    (tmp_path / "entities").symlink_to(CASES / "shop" / "entities")
    (tmp_path / "transforms.py").write_text(TRANSFORMS, encoding="utf-8")
    project = load_project(tmp_path)
    (suite,) = read_suites({"t.yaml": CALLS}, project, PLAN, lambda path: Path(path).read_bytes())
    with empty_stores("sqlite", project) as empty_store:
        found = list(run(suite, PLAN, empty_store, References()))
    assert [] == [line for r in found for each in r.mismatches for line in explained(each)]
    assert 7 == len(found)
