from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from nomnom.extraction import Document, RootPlan, compile_plan
from nomnom.extraction.facts import UNSENT
from nomnom.model.entity import Entity
from samples.entities import ORDERS, any_of, called, derived, field, plan_of, project, root
from samples.published import LINE, PURCHASE, purchase

PLAN = plan_of(PURCHASE, LINE)


def published(plan: RootPlan, payload: bytes, *, most_bytes: int = 1000) -> tuple[Document, ...]:
    """What is published of a payload."""
    extract = plan.extract(payload, UNSENT)
    return plan.publishable(payload, extract, UNSENT, most_bytes=most_bytes)[1]


@pytest.mark.parametrize(
    ("expected", "spelling", "value"),
    [
        (b'"text \xc3\xa9"', "String", rb'"text \u00e9"'),
        (b"9223372036854775807", "BigInt", b"9223372036854775807"),
        (b"1.50", "Decimal", b"1.50"),
        (b"0.12345678901234567890123", "Decimal", b"0.12345678901234567890123"),
        (b"true", "Boolean", b"true"),
        (b'"2024-01-31"', "Date", b'"2024-01-31"'),
        (b'"2024-01-31T09:30:00.250000Z"', "DateTime", b'"2024-01-31T10:30:00.25+01:00"'),
        (b'"2024-01-31T10:30:00Z"', "DateTime", b'"2024-01-31T10:30:00"'),
        (b'"2024-01-31T09:30:00Z"', "Timestamp", b'"2024-01-31T10:30:00+01:00"'),
        (
            b'"6ba7b811-9dad-11d1-80b4-00c04fd430c8"',
            "Uuid",
            b'"6ba7b811-9dad-11d1-80b4-00c04fd430c8"',
        ),
        (b'{"b": [1.10, null]}', "Json", b'{"b": [1.10, null]}'),
        (b"[1, 2]", "List[Integer]", b"[1, 2]"),
        (b"null", "Json?", b"null"),
        (b"null", "DateTime?", b"null"),
        (b"null", "String?", b"null"),
    ],
)
def test_a_value_is_published_as_json(expected: bytes, spelling: str, value: bytes) -> None:
    """Numbers with all digits, times in UTC, JSON as it was sent, null as null."""
    plan = plan_of(root("Reading", field("value", spelling), stored=False, publish=True))
    (document,) = published(plan, b'{"value": %s}' % value)

    assert b'{"value":%s}' % expected == document.text


def test_rows_of_one_record_follow_each_other_parents_first() -> None:
    """Each says which record of the message it is of, and which row of that; with a table or without."""
    payload = b"\n".join((purchase(1), purchase(2, lines=1)))
    expected = [
        ("Purchase", 0, 0),
        ("PurchaseLine", 0, 0),
        ("PurchaseLine", 0, 1),
        ("Purchase", 1, 0),
        ("PurchaseLine", 1, 0),
    ]

    assert expected == [(d.entity, d.record, d.place) for d in published(PLAN, payload)]


def test_records_are_counted_with_the_bad_ones() -> None:
    """A row's record is its place in the message, whatever became of its neighbours."""
    payload = b"\n".join((b"{}", purchase(1, lines=1), b"no json", purchase(2, lines=0)))

    assert [("Purchase", 1), ("PurchaseLine", 1), ("Purchase", 3)] == [
        (document.entity, document.record) for document in published(PLAN, payload)
    ]


def test_a_parent_without_a_table_comes_before_a_child_with_one() -> None:
    """The order is that of derivation, not that of tables before the rest."""
    event = root("Event", field("key"), field("parts", "List[Object]"), stored=False, publish=True)
    part = derived("Part", field("number", "Integer"), each=("Event", "parts", "p"), publish=True)
    payload = b'{"key": "a", "parts": [{"number": 1}]}'

    assert ["Event", "Part"] == [d.entity for d in published(plan_of(event, part), payload)]


def test_a_row_that_does_not_exist_is_not_published() -> None:
    """Rows are numbered among those that exist."""
    line = replace(LINE, minimal_existence=any_of("number"))
    line = replace(line, fields=(line.fields[0], field("number", "Integer?")))
    lines = b'{"purchase_key": "P", "total": 1, "lines": [{}, {"number": 2}, {}, {"number": 4}]}'
    found = published(plan_of(PURCHASE, line), lines)[1:]

    assert [(0, b"2"), (1, b"4")] == [(d.place, d.text[-2:-1]) for d in found]


def test_a_record_too_large_to_be_published_is_a_bad_one() -> None:
    """Its neighbours are published, it gives no rows of any entity, and the reason has the sizes."""
    payload = b"\n".join((purchase(1), purchase(2, lines=20), purchase(3)))
    extract = PLAN.extract(payload, UNSENT)
    fitting, found = PLAN.publishable(payload, extract, UNSENT, most_bytes=200)
    (bad,) = fitting.bad
    (problem,) = bad.problems

    assert (1, purchase(2, lines=20)) == (bad.index, bad.document)
    assert ("Purchase", "published") == (problem.entity, problem.rule)
    assert "expected at most 200 bytes of JSON, to be published; a row has " in problem.message
    assert {0, 2} == {document.record for document in found}
    assert ((0, 2), 3) == (fitting.indexes, fitting.total)
    assert ["P1", "P3"] == [row[0] for row in fitting.rows[0]]
    assert 4 == len(fitting.rows[1])


def half(value: str) -> str:
    """Text that no encoding knows."""
    return value + "\ud83d"


def test_a_text_that_is_no_unicode_is_a_bad_record() -> None:
    """A transform of one's own can give one; it costs its record only."""
    broken: Entity = root(
        "Broken",
        field("key"),
        field("text", "String?", called("half", ("record", "odd"))),
        stored=False,
        publish=True,
    )
    plan = compile_plan(project(broken, own=[half])).roots["Broken"]
    payload = b'{"key": "a", "odd": "x"} {"key": "b"}'
    fitting, found = plan.publishable(
        payload, plan.extract(payload, UNSENT), UNSENT, most_bytes=1000
    )

    assert [b'{"key":"b","text":null}'] == [document.text for document in found]
    assert ["published"] == [problem.rule for bad in fitting.bad for problem in bad.problems]


def test_a_project_that_publishes_nothing_notes_no_places() -> None:
    """Nothing is added to the code that makes its rows, nor to what it gives."""
    plan = compile_plan(ORDERS)
    order = plan.roots["Order"]

    assert not plan.publishes
    assert () == order.outlets
    assert "enumerate" not in order.source.text
    assert () == order.extract(b"{}").places


def test_rows_are_those_of_the_entities_only() -> None:
    """Places are for publishing; who asks for rows gets one list for each entity."""
    extract = PLAN.extract(purchase(1))
    rows: Any = PLAN.rows(extract.records)

    assert extract.rows == rows
    assert len(PLAN.given) == len(rows)
    assert ([0], [0, 0]) == extract.places
