from __future__ import annotations

from collections.abc import Callable

import pytest

from nomnom.extraction import Rows, split_documents
from samples.entities import field, plan_of, root

PLAN = plan_of(root("Order", field("a", "Integer")))


@pytest.mark.parametrize(
    "payload",
    [
        b'{"a": 1}\n{"a": 2}',
        b'{"a": 1}\r\n\r\n{"a": 2}\r\n',
        b'{"a": 1}{"a": 2}',
        b'\n {"a": 1} {"a": 2}\t',
        b'{\n  "a": 1\n}\n{\n  "a": 2\n}\n',
    ],
)
def test_documents_follow_each_other_in_any_layout(payload: bytes) -> None:
    """On lines, pretty-printed or without anything between them."""
    extract = PLAN.extract(payload)

    assert (2, [0, 1], ([(1,), (2,)],)) == (extract.total, list(extract.indexes), extract.rows)
    assert 2 == len(split_documents(payload))


@pytest.mark.parametrize("broken", [b'{"a": 1', b'{"a": 3}}', b"nonsense", b"\xff", b'{"a": \x00}'])
def test_a_malformed_line_leaves_its_neighbours_alone(broken: bytes) -> None:
    """It is one bad record at its index; the others keep theirs."""
    extract = PLAN.extract(b'{"a": 1}\n' + broken + b'\n\n{"a": 2}\n')

    assert (3, [0, 2], ([(1,), (2,)],)) == (extract.total, list(extract.indexes), extract.rows)
    assert [(1, broken)] == [(bad.index, bad.document) for bad in extract.bad]


def test_an_invalid_record_leaves_its_neighbours_alone() -> None:
    """Also where the documents aren't on lines of their own."""
    extract = PLAN.extract(b'{"a":\n1}{"a":\n"x"}{}{"a": 2}')

    assert (4, [0, 3], ([(1,), (2,)],)) == (extract.total, list(extract.indexes), extract.rows)
    assert [(1, b'{"a":\n"x"}'), (2, b"{}")] == [(bad.index, bad.document) for bad in extract.bad]


def test_documents_can_be_given_apart() -> None:
    """Each is exactly one record then, whatever it holds."""
    documents = (b'{"a": 1}', b"", b'{"a": 2}{"a": 3}', b'{"a": 4}\n')
    extract = PLAN.extract_documents(documents)

    assert (4, [0, 3], ([(1,), (4,)],)) == (extract.total, list(extract.indexes), extract.rows)
    assert [(1, "json"), (2, "json")] == [(bad.index, bad.problems[0].rule) for bad in extract.bad]


def test_no_documents_are_no_records() -> None:
    """Nothing given is nothing good and nothing bad."""
    extract = PLAN.extract_documents(())

    assert (0, (), ([],), ()) == (extract.total, extract.records, extract.rows, extract.bad)


@pytest.mark.parametrize("payload", [b"", b" \n\n "])
def test_an_empty_payload_is_one_empty_document(payload: bytes) -> None:
    """A message without content doesn't vanish: it becomes one bad record."""
    assert (b"",) == split_documents(payload)
    assert (1, 1) == (PLAN.extract(payload).total, len(PLAN.extract(payload).bad))


@pytest.mark.parametrize(
    "name",
    [
        "class",
        "None",
        "__init__",
        "member_0",
        "member_1",
        "1st",
        "a b",
        "a.b",
        "é",
        "\ufb01",
        "r",
        "e1",
        "",
        "😀",
    ],
)
def test_members_may_have_any_name(rows: Callable[..., Rows], name: str) -> None:
    """Keywords, words of Python's own and names that are no identifiers are read like any other."""
    order = root("Order", field("odd 0"), field(name), field("member_2"), field("records"))
    payload = f'{{"odd 0": "0", "{name}": "x", "member_2": "2", "records": "3"}}'.encode()

    assert ([("0", "x", "2", "3")],) == rows(payload, order)
