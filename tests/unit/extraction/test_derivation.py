"""Where a derived entity's values come from: objects, several parents, other entities' computed fields."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from nomnom.errors import Problem
from nomnom.extraction import Rows, compile_plan
from nomnom.model.entity import Computation, Source
from samples.entities import all_of, any_of, called, copied, derived, field, project, root

Extracting = Callable[..., Rows]
Refusing = Callable[..., tuple[Problem, ...]]

ORDER = root(
    "Order",
    field("key"),
    field("customer", "Object?"),
    field("items", "List[Object]?"),
    stored=False,
)
CUSTOMER = derived(
    "Customer",
    field("key"),
    field("name", "String", Computation("copy_field", (Source("Order", "customer", ("name",)),))),
    field(
        "city",
        "String?",
        Computation("copy_field", (Source("Order", "customer", ("address", "city")),)),
    ),
    of="Order",
    minimal_existence=all_of("name"),
)

UNSTORED = replace(CUSTOMER, persistence=None)


def test_a_single_record_comes_from_a_nested_object(rows: Extracting) -> None:
    """Its members are reached by dotted paths, over any number of steps."""
    payload = b'{"key": "a", "customer": {"name": "Ada", "address": {"city": "Bath"}}}'

    assert ([("a", "Ada", "Bath")],) == rows(payload, ORDER, CUSTOMER)


def test_there_is_no_record_of_an_object_that_is_not_there(rows: Extracting) -> None:
    """minimal_existence is looked at first, so what its record would need isn't missed."""
    for customer in (b"null", b"{}", b'{"address": null}'):
        payload = b'{"key": "a", "customer": %s}' % customer
        assert ([],) == rows(payload, ORDER, CUSTOMER)
    assert ([],) == rows(b'{"key": "a"}', ORDER, CUSTOMER)


def test_a_path_may_lead_into_the_record_without_a_field(rows: Extracting) -> None:
    """`record` is the document, and of a repeated entity its element."""
    order = root(
        "Order",
        field("city", "String", Computation("copy_field", (Source("record", "to", ("city",)),))),
        field("items", "List[Object]?"),
        stored=False,
    )
    item = derived(
        "Item",
        field("city"),
        field("part", "String", Computation("copy_field", (Source("record", "part", ("key",)),))),
        each=("Order", "items", "item"),
    )
    payload = b'{"to": {"city": "Bath"}, "items": [{"part": {"key": "p"}}]}'

    assert ([("Bath", "p")],) == rows(payload, order, item)


def test_what_lies_on_the_way_is_required_where_the_value_is(
    rows: Extracting, problems: Refusing
) -> None:
    """One problem names the whole path; a nullable value is null instead."""
    path = Computation("copy_field", (Source("record", "to", ("address", "city")),))
    strict, lenient = (root("Order", field("city", t, path)) for t in ("String", "String?"))

    (problem,) = problems(b'{"to": {"address": null}}', strict)
    assert ("type", ("to", "address")) == (problem.rule, problem.path)
    assert ([(None,)],) == rows(b'{"to": {"address": null}}', lenient)
    assert ([(None,)],) == rows(b"{}", lenient)


def test_an_ancillary_source_that_is_not_there_gives_nulls(rows: Extracting) -> None:
    """Without the mark there would be no record either."""
    invoice = derived(
        "Invoice",
        field("key", "String", copied("order", "key")),
        field("to", "String?", copied("customer", "name")),
        field("greeting", "String?", called("upper", ("customer", "name"))),
        of=("order:Order", "customer:Customer"),
    )
    optional = derived(
        "Invoice",
        *invoice.fields,
        of=("order:Order", "customer:Customer?"),
    )
    there = b'{"key": "a", "customer": {"name": "Ada"}}'

    assert ([("a", "Ada", "ADA")],) == rows(there, ORDER, UNSTORED, optional)
    assert ([("a", None, None)],) == rows(b'{"key": "a"}', ORDER, UNSTORED, optional)
    assert ([],) == rows(b'{"key": "a"}', ORDER, UNSTORED, invoice)


def test_records_of_a_record_that_does_not_exist_do_not_exist(rows: Extracting) -> None:
    """What is below an element that is dropped is dropped with it."""
    item = derived(
        "Item",
        field("part", "String?"),
        field("parts", "List[Object]?"),
        each=("Order", "items", "item"),
        minimal_existence=any_of("part"),
        stored=False,
    )
    piece = derived("Piece", field("n", "Integer"), each=("Item", "parts", "piece"))
    payload = b'{"key": "a", "items": [{"parts": [{"n": 1}]}, {"part": "p", "parts": [{"n": 2}]}]}'

    assert ([(2,)],) == rows(payload, ORDER, item, piece)


def test_an_element_knows_its_place(rows: Extracting) -> None:
    """Counted from the number asked for, at every level."""
    item = derived(
        "Item",
        field("line", "Integer", placed("item", 1)),
        field("parts", "List[Object]?"),
        each=("Order", "items", "item"),
        stored=False,
    )
    piece = derived(
        "Piece",
        field("line", "Integer"),
        field("of_line", "Integer", placed("item", 0)),
        field("place", "BigInt", placed("piece", 10)),
        each=("Item", "parts", "piece"),
    )
    payload = b'{"key": "a", "items": [{}, {"parts": [{"line": 7}, {}]}]}'

    assert ([(7, 1, 10), (2, 1, 11)],) == rows(payload, ORDER, item, piece)


def test_a_computed_value_is_computed_once_for_all_who_take_it() -> None:
    """However many children and fields there are."""
    calls = []

    def counting(number: Decimal) -> Decimal:
        calls.append(number)
        return number * 2

    order = root(
        "Order",
        field("total", "Decimal"),
        field("twice", "Decimal", called("counting", ("self", "total"))),
        field("again", "Decimal", copied("self", "twice")),
        field("items", "List[Object]"),
        stored=False,
    )
    item = derived("Item", field("twice", "Decimal"), each=("Order", "items", "element"))
    plan = compile_plan(project(order, item, own=[counting])).roots["Order"]

    rows = plan.extract(b'{"total": 1.5, "items": [{}, {}, {}]}').rows
    assert ([(Decimal("3.0"),)] * 3,) == rows
    assert [Decimal("1.5")] == calls


def placed(name: str, start: int) -> Computation:
    """The place of an element in its list."""
    return Computation("copy_field", (Source(name, index=start),))
