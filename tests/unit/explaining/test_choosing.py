"""Which root a document is a record of, and why."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nomnom.errors import NomnomError
from nomnom.explaining import Explanation
from nomnom.explaining.explanation import Candidate, Choice, Document
from nomnom.model.entity import Entity, Input, InputFormat
from samples.entities import derived, field, root

Telling = Callable[..., Explanation]
Single = Callable[..., Document]

ORDER = root("Order", field("key"), field("total", "Decimal"), field("items", "List[Object]?"))
ITEM = derived("Item", field("key"), field("part"), each=("Order", "items", "item"))
VISIT = root("Visit", field("key"), field("page"))


def test_the_only_root_is_taken(document: Single) -> None:
    """Also for a document that isn't a record of it."""
    assert Choice("Order", "only") == document(b"{}", ORDER).choice


def test_a_named_root_is_taken(document: Single) -> None:
    """Whatever fits better."""
    told = document(b'{"key": "a", "page": "/"}', ORDER, VISIT, entity="Order")

    assert Choice("Order", "named") == told.choice
    assert "dead_letter" == told.verdict


def test_a_derived_entity_stands_for_its_root(document: Single) -> None:
    """And only its records and statements are told."""
    payload = b'{"key": "a", "total": 1, "items": [{"part": "p"}]}'
    told = document(payload, ORDER, ITEM, VISIT, entity="Item")

    assert Choice("Order", "named") == told.choice
    assert ["Item"] == [each.entity for each in told.entities]
    (statement,) = told.sql
    assert "INSERT INTO item " == statement[:17]


def test_each_document_is_identified_by_its_members(told: Telling) -> None:
    """With what the other roots would need."""
    documents = told(b'{"key": "a", "total": 1}\n{"key": "a", "page": "/"}', ORDER, VISIT).documents

    assert (
        Choice("Order", "identified", (Candidate("Order", ()), Candidate("Visit", ("page",)))),
        Choice("Visit", "identified", (Candidate("Order", ("total",)), Candidate("Visit", ()))),
    ) == tuple(each.choice for each in documents)


def test_a_document_that_fits_none_is_told_what_it_lacks(document: Single) -> None:
    """Nothing else can be told of it."""
    told = document(b'{"key": "a"}', ORDER, VISIT)

    assert "unidentified" == told.verdict
    assert (Candidate("Order", ("total",)), Candidate("Visit", ("page",))) == told.choice.candidates
    assert "none fits" == told.choice.reason


def test_a_document_that_fits_several_is_no_record_of_either(document: Single) -> None:
    """Whoever sends it has to say which."""
    told = document(b'{"key": "a", "total": 1, "page": "/"}', ORDER, VISIT)

    assert 'it fits "Order", "Visit" alike' == told.choice.reason


@pytest.mark.parametrize("payload", [b"[]", b"{", b"\xff", b"", b"[" * 5000])
def test_what_is_no_object_is_no_record(document: Single, payload: bytes) -> None:
    """Where its members have to tell."""
    told = document(payload, ORDER, VISIT)

    assert "unidentified" == told.verdict
    assert told.choice.reason.startswith("expected a JSON object: ")


def test_lines_of_text_are_explained_where_their_root_is_known(told: Telling) -> None:
    """Their values are read from the document that the input makes of a line."""
    lines = root("Line", field("a"), field("n", "Integer"), input=Input(InputFormat.CSV_LINE, ";"))
    good, bad = told(b"x;1\ny;z", lines).documents

    assert ["$.a", "$.n"] == [
        each.read_from[0].place for each in good.entities[0].records[0].fields
    ]
    assert ("$.n", "type") == (bad.problems[0].json_path, bad.problems[0].rule)


TEXT_ROOTS = (
    root("Adt", input=Input(InputFormat.HL7V2)),
    root("Line", field("a"), input=Input(InputFormat.CSV_LINE)),
)


@pytest.mark.parametrize("roots", [TEXT_ROOTS, (*TEXT_ROOTS, ORDER)], ids=["text", "both"])
@pytest.mark.parametrize("payload", [b"MSH|^~\\&|LAB\rPID|1\rPV1|1", b"MSH|\nPID|1\n", b"7,8\n"])
def test_records_that_arent_json_need_their_root(
    told: Telling, payload: bytes, roots: tuple[Entity, ...]
) -> None:
    """One error names those there are, however many lines there are."""
    with pytest.raises(NomnomError) as raised:
        told(payload, *roots)
    text = str(raised.value)
    assert text.startswith("expected a JSON object: ")
    assert text.endswith(
        '; if the records aren\'t JSON, name their root with --entity: "Adt", "Line"'
    )


def test_a_broken_line_among_others_is_told_by_itself(told: Telling) -> None:
    """It is one of JSON, whatever else the project takes."""
    documents = told(b'{"key": "a", "total": 1}\n{"key"\n', *TEXT_ROOTS, ORDER).documents

    assert ["rows", "unidentified"] == [each.verdict for each in documents]


def test_an_unknown_entity_is_an_error(told: Telling) -> None:
    """With the nearest one."""
    with pytest.raises(NomnomError) as raised:
        told(b"{}", ORDER, ITEM, entity="Itm")
    assert 'no message gives records of an entity "Itm"; did you mean "Item"?' == str(raised.value)
