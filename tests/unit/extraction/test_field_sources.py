from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal

import pytest

from nomnom.errors import Problem
from nomnom.extraction import Rows
from nomnom.model.entity import Computation, Entity
from samples.entities import coalesced, constant, copied, derived, field, got, root

Extracting = Callable[..., Rows]
Refusing = Callable[..., tuple[Problem, ...]]

ORDER = root(
    "Order",
    field("order_key"),
    field("total", "Decimal"),
    field("items", "List[Object]"),
    stored=False,
)


def item(*fields: object) -> Entity:
    """A line item of ORDER with these fields."""
    return derived("Item", *fields, each=("Order", "items", "item"))  # type: ignore[arg-type]


COMPUTED: Mapping[str, tuple[object, str, Computation]] = {
    "copy_field": ("k", "String", copied("Order", "order_key")),
    "coalesce": (Decimal("1.50"), "Decimal", coalesced(("Order", "total"))),
    "constant_value": (dt.date(2024, 1, 31), "Date", constant("2024-01-31")),
    "json_get_string": ("x", "String", got("string", "item", "s")),
    "json_get_optional_string": (None, "String?", got("optional_string", "item", "gone")),
    "json_get_int": (7, "Integer", got("int", "item", "i")),
    "json_get_optional_int": (None, "BigInt?", got("optional_int", "item", "null")),
    "json_get_float": (Decimal("0.10"), "Decimal", got("float", "item", "f")),
    "json_get_optional_float": (Decimal("0.10"), "Float?", got("optional_float", "item", "f")),
}


@pytest.mark.parametrize("name", COMPUTED)
def test_a_transform_gives_its_value(rows: Extracting, name: str) -> None:
    """Each transform of the signatures, in a field of a line item."""
    expected, spelling, computation = COMPUTED[name]
    payload = (
        b'{"order_key": "k", "total": 1.50, "items": [{"s": "x", "i": 7, "f": 0.10, "null": null}]}'
    )

    assert name == computation.transform
    assert ([(expected,)],) == rows(payload, ORDER, item(field("a", spelling, computation)))


def test_a_field_of_its_own_name_comes_from_the_element(rows: Extracting) -> None:
    """Without a computation, a field of a line item is the element's member."""
    payload = b'{"order_key": "k", "total": 1, "items": [{"n": 1}, {"n": 2}]}'

    assert ([(1,), (2,)],) == rows(payload, ORDER, item(field("n", "Integer")))


@pytest.mark.parametrize(
    ("spelling", "kept", "own", "parents"),
    [
        ("String", '"own"', "own", "above"),
        ("Decimal", "0.10", Decimal("0.10"), Decimal("2.50")),
        (
            "DateTime",
            '"2024-01-31T12:00:00Z"',
            dt.datetime(2024, 1, 31, 12),
            dt.datetime(2023, 1, 1),
        ),
        ("Json", '{"a":  1}', '{"a":  1}', "[]"),
        ("Json?", "null", None, "[]"),
        ("Decimal?", "null", None, Decimal("2.50")),
    ],
)
def test_what_the_element_lacks_comes_from_the_parent(
    rows: Extracting, spelling: str, kept: str, own: object, parents: object
) -> None:
    """Only an absent member is looked up above: one that is null is there."""
    above = {
        "String": '"above"',
        "Decimal": "2.50",
        "DateTime": '"2023-01-01T00:00:00Z"',
        "Json": "[]",
    }
    bare = spelling.rstrip("?")
    order = root("Order", field("a", bare), field("items", "List[Object]"), stored=False)
    payload = f'{{"a": {above[bare]}, "items": [{{"a": {kept}}}, {{}}]}}'.encode()

    assert ([(own,), (parents,)],) == rows(payload, order, item(field("a", spelling)))


def test_a_parents_null_is_refused_where_a_value_has_to_be(problems: Refusing) -> None:
    """The child's own rules hold for what it takes from its parent."""
    order = root("Order", field("a", "String?"), field("items", "List[Object]"), stored=False)

    (problem,) = problems(b'{"items": [{}]}', order, item(field("a")))
    assert ("Item", "required") == (problem.entity, problem.rule)


def test_a_copy_is_held_to_the_rules_of_the_field_that_takes_it(
    rows: Extracting, problems: Refusing
) -> None:
    """Converted to its type, and refused with the place and value of what was copied."""
    order = root("Order", field("a"), field("b", "Decimal", copied("self", "a"), maximum=5))

    assert ([("4.50", Decimal("4.50"))],) == rows(b'{"a": "4.50"}', order)
    too_much, no_number = (problems(b'{"a": "%s"}' % text, order) for text in (b"5.01", b"x"))
    assert (Problem("Order", ("a",), "maximum", "b: expected a number <= 5", '"5.01"'),) == too_much
    assert (Problem("Order", ("a",), "format", "b: expected a number", '"x"'),) == no_number


@pytest.mark.parametrize(
    ("expected", "spelling", "text"),
    [
        ('"x"', "String", '"x"'),
        ("0.10", "Decimal", "0.10"),
        ("true", "Boolean", "true"),
        ('"2024-01-31"', "Date", '"2024-01-31"'),
        ('{"b":  1}', "Object", '{"b":  1}'),
    ],
)
def test_any_value_can_be_copied_into_a_json_column(
    rows: Extracting, expected: str, spelling: str, text: str
) -> None:
    """It becomes JSON text there, with its digits."""
    order = root("Order", field("a", spelling), field("b", "Json", copied("self", "a")))

    assert expected == rows(f'{{"a": {text}}}'.encode(), order)[0][0][1]


def test_own_fields_are_computed_in_any_order_of_declaration(rows: Extracting) -> None:
    """`self` refers to a field above or below, also through several steps."""
    order = root(
        "Order",
        field("third", "String", copied("self", "second")),
        field("second", "String", coalesced(("self", "none"), ("self", "first"))),
        field("none", "String?"),
        field("first"),
    )

    assert ([("x", "x", None, "x")],) == rows(b'{"first": "x"}', order)


def test_coalesce_takes_the_first_value_that_is_not_null(rows: Extracting) -> None:
    """An empty string is a value; where all are null the field is null, or has its default."""
    both = (("self", "a"), ("self", "b"))
    order = root(
        "Order",
        field("a", "String?"),
        field("b", "String?"),
        field("c", "String?", coalesced(*both)),
        field("d", "String", coalesced(*both), default="none"),
    )
    payload = b'{"a": "x", "b": "y"} {"b": "y"} {"a": "", "b": "y"} {}'

    assert [("x", "x"), ("y", "y"), ("", ""), (None, "none")] == [
        row[2:] for row in rows(payload, order)[0]
    ]


def test_coalesce_without_any_value_is_refused_where_one_has_to_be(problems: Refusing) -> None:
    """The first source is the place that is blamed."""
    order = root("Order", field("a", "String?"), field("b", "String", coalesced(("self", "a"))))

    (problem,) = problems(b"{}", order)
    assert (("a",), "required") == (problem.path, problem.rule)


@pytest.mark.parametrize(
    ("expected", "spelling", "constant_"),
    [
        ("x", "String", "x"),
        (Decimal(5), "Decimal", 5),
        (None, "Integer?", None),
        ('"x"', "Json", "x"),
        ("5", "Json", 5),
    ],
)
def test_a_constant_is_a_value_of_the_fields_type(
    rows: Extracting, expected: object, spelling: str, constant_: str | int | None
) -> None:
    """The scalar of the YAML is converted once."""
    order = root("Order", field("a", spelling, constant(constant_)))

    assert ([(expected,)],) == rows(b"{}", order)


def test_two_fields_read_one_member_each_as_its_own_type(rows: Extracting) -> None:
    """The text is kept, and each reads it with its own type and rules."""
    number = got("float", "item", "n")
    fields = (field("exact", "Decimal", number), field("small", "Integer", got("int", "item", "n")))
    payload = b'{"order_key": "k", "total": 1, "items": [{"n": 12}]}'

    assert ([(Decimal(12), 12, "12")],) == rows(payload, ORDER, item(*fields, field("n", "Json")))


def test_each_reading_of_a_member_has_its_own_problem(problems: Refusing) -> None:
    """What one field takes another may refuse."""
    fields = (
        field("exact", "Decimal", got("float", "item", "n")),
        field("small", "Integer", got("int", "item", "n")),
        field("text", "String", got("string", "item", "n")),
    )
    found = problems(b'{"order_key": "k", "total": 1, "items": [{"n": 1.5}]}', ORDER, item(*fields))

    assert [
        "Item $.items[0].n: expected an integer between -2147483648 and 2147483647 (got 1.5)",
        "Item $.items[0].n: expected a string (got 1.5)",
    ] == [str(problem) for problem in found]


@pytest.mark.parametrize(
    "broken",
    [
        field("b", "Integer", copied("self", "a")),
        field("b", "Integer?", coalesced(("self", "a"))),
        field("b", "Integer", got("int", "self", "x", name="o")),
    ],
)
def test_a_record_is_bad_whatever_is_stored_of_it(problems: Refusing, broken: object) -> None:
    """The rules of fields that no table stores are kept as well."""
    order = root("Order", field("a"), field("o", "Object"), broken, stored=False)  # type: ignore[arg-type]
    text = derived("Text", field("x", "String", got("string", "Order", "x", name="o")), of="Order")

    (problem,) = problems(b'{"a": "x", "o": {"x": "y"}}', order, text)
    assert "Order" == problem.entity
