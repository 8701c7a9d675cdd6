"""What is told of values, of records that aren't there, and of dead letters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from nomnom.errors import Problem
from nomnom.explaining import as_json, as_text, explain
from nomnom.explaining.explanation import (
    Document,
    Explanation,
    FieldValue,
    NoRecord,
    Origin,
    ReadFrom,
)
from nomnom.extraction import compile_plan
from nomnom.extraction.values import as_json as json_of
from nomnom.model.entity import (
    Computation,
    Entity,
    Field,
    Input,
    InputFormat,
    OnConflict,
    Persistence,
    Source,
)
from samples.entities import (
    ORDERS,
    all_of,
    any_of,
    called,
    constant,
    copied,
    derived,
    field,
    got,
    root,
)

Telling = Callable[..., Explanation]
Single = Callable[..., Document]

ORDER = root("Order", field("key"), field("note", "String?"), field("items", "List[Object]?"))


def item(*fields: Field, **rest: object) -> Entity:
    """A line item of ORDER with these fields."""
    return derived("Item", *fields, each=("Order", "items", "item"), **rest)  # type: ignore[arg-type]


def value_of(document: Document, declared: str) -> FieldValue:
    """The only value of a field, as `Entity.field`."""
    entity, _, name = declared.partition(".")
    records = next(each.records for each in document.entities if each.entity == entity)
    (found,) = (each for record in records for each in record.fields if each.name == name)
    return found


def present(*paths: str) -> tuple[ReadFrom, ...]:
    """Paths at which something stands."""
    return tuple(ReadFrom(path, present=True) for path in paths)


def told_as(value: object) -> str:
    """A value of a row as JSON text; lists are that already."""
    return value if isinstance(value, str) and value.startswith("[") else json_of(value)


COMPUTED = {
    "own name": (None, '"x"', Origin("", (), {}), present("$.items[0].a")),
    "copy": (
        copied("Order", "key"),
        '"k"',
        Origin("copy_field", ("Order.key",), {}),
        present("$.key"),
    ),
    "getter": (
        got("string", "item", "b"),
        '"y"',
        Origin("json_get_string", ("item",), {"field": "b"}),
        present("$.items[0].b"),
    ),
    "several sources": (
        called("concat", ("Order", "key"), ("self", "c"), separator="-"),
        '"k-z"',
        Origin("concat", ("Order.key", "self.c"), {"separator": "-"}),
        present("$.key", "$.items[0].c"),
    ),
    "constant": (constant("w"), '"w"', Origin("constant_value", (), {"value": "w"}), ()),
    "path": (
        Computation("copy_field", (Source("record", "o", ("p",)),)),
        '"q"',
        Origin("copy_field", ("o.p",), {}),
        present("$.items[0].o.p"),
    ),
    "place": (
        Computation("copy_field", (Source("item", index=1),)),
        "1",
        Origin("copy_field", ("item[index from 1]",), {}),
        present("$.items[0]"),
    ),
    "message": (
        Computation("copy_field", (Source("message", "message_id"),)),
        '"00000000-0000-0000-0000-000000000000"',
        Origin("copy_field", ("message.message_id",), {}),
        (ReadFrom("message.message_id", present=False),),
    ),
}


@pytest.mark.parametrize("kind", COMPUTED)
def test_a_value_has_its_origin_and_the_places_it_was_read_from(
    document: Single, kind: str
) -> None:
    """In the words of the YAML, and as paths in the record."""
    computed, value, origin, places = COMPUTED[kind]
    spelling = "BigInt" if kind == "place" else "String"
    payload = b'{"key": "k", "items": [{"a": "x", "b": "y", "c": "z", "o": {"p": "q"}}]}'
    told = document(payload, ORDER, item(field("c"), field("a", spelling, computed)))

    assert FieldValue("a", value, origin, places, column=True) == value_of(told, "Item.a")


def test_a_field_of_its_own_name_tells_whose_value_it_has(document: Single) -> None:
    """The element's where it has one, else the parent's field."""
    payload = b'{"key": "k", "note": "n", "items": [{"note": "own"}]}'
    told = document(payload, ORDER, item(field("key"), field("note", "String?")))

    assert ('"k"', ("Order.key",)) == (
        value_of(told, "Item.key").value,
        value_of(told, "Item.key").origin.sources,
    )
    assert present("$.key") == value_of(told, "Item.key").read_from
    assert ((), present("$.items[0].note")) == (
        value_of(told, "Item.note").origin.sources,
        value_of(told, "Item.note").read_from,
    )


def test_values_of_an_hl7_message_have_places_of_hl7(document: Single) -> None:
    """Those of segments that are counted are told with their numbers, and nothing is told to be nothing."""
    message = root(
        "Lab",
        field(
            "id", "String?", Computation("hl7_get", (Source("record"),), {"path": "PID-3[5=MR].1"})
        ),
        field("sex", "String?", Computation("hl7_get", (Source("record"),), {"path": "PID-8"})),
        input=Input(InputFormat.HL7V2),
    )
    copy = field("id", "String?", copied("Lab", "id"))
    order = derived("Order", copy, each=("Lab", "OBR", "obr"))
    value = Computation("hl7_get", (Source("obx"),), {"path": "OBX-5"})
    result = derived("Result", field("value", "String?", value), each=("Order", "OBX", "obx"))
    note = derived("Note", copy, each=("Result", "NTE", "nte"))
    payload = b"MSH|^~\\&|LAB\rPID|1||7^^^^MR\rOBR|1\rOBX|1||||x"
    told = document(payload, message, order, result, note)

    assert present("PID-3[5=MR].1") == value_of(told, "Lab.id").read_from
    assert (ReadFrom("PID-8", present=False),) == value_of(told, "Lab.sex").read_from
    assert present("OBX[1]-5 of OBR[1]") == value_of(told, "Result.value").read_from
    text = as_text(Explanation((told,)))
    for line in ("PID-8 (absent)", "OBX[1] of OBR[1]", "none at NTE of OBX[1] of OBR[1]"):
        assert line in text


def test_a_value_of_nothing_tells_that_nothing_is_there(document: Single) -> None:
    """Its place is named, and marked."""
    told = document(b'{"key": "k"}', ORDER)

    assert "null" == value_of(told, "Order.note").value
    assert (ReadFrom("$.note", present=False),) == value_of(told, "Order.note").read_from
    assert "$.note (absent)" in as_text(Explanation((told,)))


def test_the_values_are_those_of_the_plan() -> None:
    """Column by column, for records with everything and with little, of three levels."""
    payload = (
        b'{"order_key": "a", "total_price": 1.50, "order_date": "2024-01-31",'
        b' "placed_at": "2024-01-31T12:00:00+01:00", "line_items": [{"line_number": 1, "part_key": "p",'
        b' "extended_price": 1.10, "serials": [{"serial": "s"}, {"serial": "t", "tested": true}]},'
        b' {"line_number": 2, "part_key": "", "extended_price": 1}]}'
        b'\n{"order_key": "b", "total_price": 0, "order_date": "2024-01-31"}'
    )
    plan = compile_plan(ORDERS)
    rows = plan.roots["Order"].extract(payload).rows
    documents = explain(ORDERS, plan, payload).documents

    for place, entity in enumerate(plan.roots["Order"].stored):
        values = [
            [each.value for each in record.fields if each.column]
            for document in documents
            for record in document.entities[place].records
        ]
        assert entity.name == documents[0].entities[place].entity
        assert [[told_as(value) for value in row] for row in rows[place]] == values


@pytest.mark.parametrize(
    ("items", "reason"),
    [
        (b"", "no list is there"),
        (b', "items": null', "the list is null"),
        (b', "items": []', "the list is empty"),
    ],
)
def test_a_list_without_elements_is_why_there_are_no_records(
    document: Single, items: bytes, reason: str
) -> None:
    """Whether it is empty, null or not there."""
    told = document(b'{"key": "k"' + items + b"}", ORDER, item(field("a")))

    assert ((), (NoRecord("$.items", reason),)) == (
        told.entities[1].records,
        told.entities[1].none_at,
    )


def test_a_record_that_lacks_what_it_must_have_is_told_with_its_rule(document: Single) -> None:
    """So are those derived from it, while its neighbours have rows."""
    line = item(field("a", "String?"), field("b", "String?"), minimal_existence=any_of("a", "b"))
    copy = derived("Copy", field("a", "String?"), of="Item")
    told = document(b'{"key": "k", "items": [{}, {"b": "y"}]}', ORDER, line, copy)
    items, copies = (each for each in told.entities if each.entity != "Order")

    rule = "its minimal_existence needs any of a, b"
    assert (NoRecord("$.items[0]", rule),) == items.none_at
    assert (NoRecord("$.items[0]", f"there is no Item: {rule}"),) == copies.none_at
    assert ["$.items[1]"] == [each.path for each in items.records]


def test_reasons_that_hold_for_many_places_are_told_once(document: Single) -> None:
    """With the first three of them."""
    line = item(field("a", "String?"), minimal_existence=all_of("a"))
    told = document(b'{"key": "k", "items": [{}, {}, {}, {}, {}]}', ORDER, line)

    assert (
        "none at $.items[0], $.items[1], $.items[2] and 2 more: its minimal_existence needs a"
        in as_text(Explanation((told,)))
    )


def test_a_dead_letter_has_its_problems_and_what_can_be_computed(document: Single) -> None:
    """The value that can't be is named with its reason; nothing has a statement."""
    upper = field("a", "Integer", called("regex_extract", ("item", "a"), pattern="[0-9]+"))
    told = document(b'{"key": "k", "items": [{"a": "x"}]}', ORDER, item(upper))

    assert ("dead_letter", ()) == (told.verdict, told.sql)
    (problem,) = told.problems
    assert ("Item", "$.items[0].a") == (problem.entity, problem.json_path)
    failed = value_of(told, "Item.a")
    assert ("", present("$.items[0].a")) == (failed.value, failed.read_from)
    assert problem.message == f"a: {failed.problem}"
    assert '"k"' == value_of(told, "Order.key").value


def test_what_cannot_be_decoded_has_problems_only(document: Single) -> None:
    """All of them at once."""
    told = document(b'{"key": 1, "note": 2}', ORDER)

    assert (("$.key", "$.note"), ()) == (
        tuple(each.json_path for each in told.problems),
        told.entities,
    )


def test_text_that_the_database_refuses_is_a_dead_letter(document: Single) -> None:
    """A transform may make what no message can hold."""
    nul = field("a", "String", constant("x\0"))
    told = document(b'{"key": "k"}', ORDER, derived("Copy", nul, of="Order"))

    assert (
        Problem(
            "Order", (), "database", "text: expected text without NUL, got x\N{SYMBOL FOR NULL}"
        ),
    ) == told.problems
    assert () == told.sql


@pytest.mark.parametrize(
    ("on_conflict", "superseded"),
    [(OnConflict.UPDATE, [True, False]), (OnConflict.IGNORE, [False, True])],
)
def test_of_rows_of_one_key_only_one_is_written(
    document: Single, on_conflict: OnConflict, superseded: list[bool]
) -> None:
    """The last, or the first where rows that are there stay."""
    line = item(field("a"), field("n", "Integer"))
    assert isinstance(line.persistence, Persistence)
    kept = replace(line.persistence, unicity=("a",), on_conflict=on_conflict)
    payload = b'{"key": "k", "items": [{"a": "x", "n": 1}, {"a": "x", "n": 2}]}'
    told = document(payload, ORDER, replace(line, persistence=kept))

    assert superseded == [each.superseded for each in told.entities[1].records]
    assert 2 == len(told.sql)
    assert "Item: 1 row of item" in as_text(Explanation((told,)))


def test_entities_without_a_table_are_published_or_feed_others(document: Single) -> None:
    """Neither has a statement."""
    order = root("Order", field("key"), stored=False)
    event = derived("Event", field("key"), of="Order", stored=False, publish=True)
    told = document(b'{"key": "k"}', order, event)

    assert [("", False), ("", True)] == [(each.table, each.published) for each in told.entities]
    assert () == told.sql
    text = as_text(Explanation((told,)))
    assert "Order: only feeds others" in text
    assert "Event: 1 record published" in text


def test_numbers_keep_their_digits_and_documents_their_form() -> None:
    """In JSON too."""
    order = root("Order", field("n", "Decimal"), field("d", "Json"))
    declared = replace(ORDERS, entities=(order,))
    text = as_json(
        explain(
            declared, compile_plan(declared), b'{"n": 12345678901234567890.10, "d": {"a": 1.0}}'
        )
    )

    assert '"value": 12345678901234567890.10' in text
    assert '"a": 1.0' in text


def test_a_terminal_is_shown_nothing_that_it_would_act_on(document: Single) -> None:
    """Whatever a message holds: in values, member names, problems and statements."""
    good = Explanation((document(b'{"key": "\\u001b[2J\\u009b\\u202e"}', ORDER),))
    bad = Explanation((document('{"key": ["\x7f\u202e"]}'.encode(), ORDER),))

    for text in (as_text(good), as_text(bad)):
        assert [] == [c for c in text if not c.isprintable() and c != "\n"]
