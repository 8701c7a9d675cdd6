from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from nomnom.errors import Problem
from nomnom.extraction import Rows
from nomnom.model.entity import Entity
from samples.entities import constant, copied, derived, field, got, root

Extracting = Callable[..., Rows]
Refusing = Callable[..., tuple[Problem, ...]]

DETAILS = root("Order", field("details", "Object?"), stored=False)


def city(spelling: str, what: str, **rules: Any) -> Entity:
    """An entity with one field, read from the object in a nullable field of its parent."""
    source = got(what, "Order", "city", name="details")
    return derived("City", field("city", spelling, source, **rules), of="Order")


def test_a_nullable_field_may_be_absent_or_null(rows: Extracting) -> None:
    """Both become NULL, whatever the type."""
    spellings = ("String?", "Decimal?", "DateTime?", "Json?", "Boolean?", "Integer?")
    order = root("Order", *(field(f"f{n}", each) for n, each in enumerate(spellings)))
    nulls = ", ".join(f'"f{n}": null' for n in range(len(spellings)))

    assert ([(None,) * 6, (None,) * 6],) == rows(b"{} {%s}" % nulls.encode(), order)


def test_a_field_that_must_be_there_is_required(problems: Refusing) -> None:
    """The problem leads to the place where it should have been, and has no value."""
    (problem,) = problems(b"{}", root("Order", field("order_key")))

    expected = Problem("Order", ("order_key",), "required", "expected a string, nothing is there")
    assert expected == problem
    assert "/order_key" == problem.pointer


@pytest.mark.parametrize(
    ("expected", "spelling", "default"),
    [
        ("x", "String", "x"),
        (Decimal(5), "Decimal", 5),
        (Decimal("0.10"), "Decimal?", Decimal("0.10")),
        (dt.date(2024, 1, 31), "Date", "2024-01-31"),
        (dt.datetime(2024, 1, 31, 11, 0), "DateTime", "2024-01-31T12:00:00+01:00"),
        (False, "Boolean", False),
        ('"x"', "Json", "x"),
        ("0.10", "Json?", Decimal("0.10")),
    ],
)
def test_a_default_stands_in_as_a_value_of_the_type(
    rows: Extracting, expected: object, spelling: str, default: Any
) -> None:
    """It goes through the same conversion as a value of the message."""
    assert ([(expected,)],) == rows(b"{}", root("Order", field("a", spelling, default=default)))


def test_a_default_does_not_hide_an_explicit_null(rows: Extracting, problems: Refusing) -> None:
    """Null is a value: NULL in a nullable field, refused in another."""
    assert ([(None,)],) == rows(b'{"a": null}', root("Order", field("a", "String?", default="x")))
    assert "type" == problems(b'{"a": null}', root("Order", field("a", default="x")))[0].rule


def test_a_default_stands_in_where_a_computed_value_is_null(rows: Extracting) -> None:
    """The field that takes a nullable one has a default for it."""
    order = root(
        "Order", field("a", "Integer?"), field("b", "Integer", copied("self", "a"), default=3)
    )

    assert ([(None, 3), (4, 4)],) == rows(b'{"a": null}{"a": 4}', order)


@pytest.mark.parametrize("payload", [b"{}", b'{"details": null}'])
@pytest.mark.parametrize(("spelling", "what"), [("String", "string"), ("Decimal", "float")])
def test_nothing_can_be_required_of_an_object_that_is_null(
    problems: Refusing, payload: bytes, spelling: str, what: str
) -> None:
    """A value that has to be there isn't, even where the object around it may be missing."""
    (problem,) = problems(payload, DETAILS, city(spelling, what))

    assert ("City", ("details", "city"), "required") == (problem.entity, problem.path, problem.rule)


@pytest.mark.parametrize("payload", [b"{}", b'{"details": null}', b'{"details": {}}'])
def test_an_object_that_is_null_has_null_members(rows: Extracting, payload: bytes) -> None:
    """What may be null is null there, and a default stands in."""
    assert ([(None,)],) == rows(payload, DETAILS, city("String?", "optional_string"))
    assert ([(Decimal(5),)],) == rows(payload, DETAILS, city("Decimal", "float", default=5))


def test_a_member_that_two_fields_read_keeps_each_ones_default(rows: Extracting) -> None:
    """Of two readings of one absent member, one has a default and one is null."""
    order = root("Order", field("o", "Object"), stored=False)
    part = derived(
        "Part",
        field("day", "Date", got("string", "Order", "c", name="o"), default="2024-01-31"),
        field("text", "String?", got("optional_string", "Order", "c", name="o")),
        field("amount", "Decimal", got("float", "Order", "c", name="o"), default=5),
        of="Order",
    )

    assert ([(dt.date(2024, 1, 31), None, Decimal(5))],) == rows(b'{"o": {}}', order, part)


def test_a_record_may_consist_of_constants(rows: Extracting) -> None:
    """A root that reads nothing takes any object."""
    order = root("Order", field("kind", "String", constant("order")))

    assert ([("order",), ("order",)],) == rows(b'{}{"x": 1}', order)
