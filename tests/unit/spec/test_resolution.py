"""What the language means: YAML on one side, values of the model on the other."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from nomnom.model.entity import (
    Computation,
    Constraints,
    Entity,
    Existence,
    MinimalExistence,
    Parent,
    RepeatedFor,
    Source,
)
from nomnom.model.project import Project
from nomnom.model.types import FieldType, Kind

Read = Callable[..., Project]
ReadOne = Callable[[str], Entity]


@pytest.mark.parametrize(
    ("expected", "head"),
    [
        ((Parent("Order", "Order"),), "parent: Order"),
        ((Parent("order", "Order"),), "parents: [{name: order, type: Order}]"),
        ((Parent("Order", "Order"),), "parents: [{type: Order}]"),
        ((Parent("Order", "Order"),), "derivation: {source_entities: Order}"),
        ((Parent("order", "Order"),), "derivation: {source_entities: {order: Order}}"),
        (
            (Parent("o", "Order"),),
            "derivation: {source_entities: {o: {entity: Order, ancillary: false}}}",
        ),
        ((), "repeated_for: {entity: Order, field: line_items}"),
        ((), "repeated_for: {entity: Order, field: line_items}\n  parent: Order"),
        (
            (Parent("order", "Order"),),
            "repeated_for: {entity: Order, field: line_items}\n  parents: [{name: order, type: Order}]",
        ),
    ],
)
def test_parents(entity: ReadOne, expected: tuple[Parent, ...], head: str) -> None:
    """Each way to name a parent gives its alias and entity; the driver of a repetition isn't repeated,
    unless for the sake of another alias."""
    text = f"""
entity:
  name: Child
  source_type: derived
  {head}
  fields: [{{name: total, type: Decimal}}]
"""
    assert expected == entity(text).parents


def test_repetition(read: Read) -> None:
    """A dotted path is split into steps, and an element is known as item unless said otherwise."""
    order = "entity: {name: Order, type: root, fields: [{name: body, type: Json}]}"
    child = (
        "entity: {name: Child, type: derived, repeated_for: {entity: Order, field: body.lines},"
        " fields: [{name: a, type: String}]}"
    )
    assert (
        RepeatedFor("Order", ("body", "lines"), "item")
        == read(order, child).entities[0].repeated_for
    )


def test_computation(entity: ReadOne) -> None:
    """A bare source is the thing itself, a mapping one of its fields; `parent` says the same as `source`."""
    child = entity("""
entity:
  name: Child
  source_type: derived
  repeated_for: {entity: Order, field: line_items, each_known_as: line}
  fields:
    - name: a
      type: Integer
      computed_from: {transform: json_get_int, sources: [line], args: {field: "1"}}
    - name: b
      type: Decimal
      computed_from: {transform: coalesce, sources: [{source: Order, field: total}, {parent: self, field: c}]}
    - name: c
      type: Decimal
      computed_from: {transform: constant_value, args: {value: 0.10}}
""")
    a, b, c = (field.computed_from for field in child.fields)
    assert Computation("json_get_int", (Source("line"),), {"field": "1"}) == a
    assert Computation("coalesce", (Source("Order", "total"), Source("self", "c"))) == b
    assert c is not None
    assert "0.10" == str(c.args["value"])


@pytest.mark.parametrize(
    ("expected", "declared"),
    [
        (FieldType(Kind.STRING, length=20), "String, args: [20]"),
        (FieldType(Kind.STRING, length=20), "String, constraints: {max_length: 20}"),
        (FieldType(Kind.BIGINT), "i64"),
        (
            FieldType(Kind.DECIMAL, precision=12, scale=2),
            "Decimal, constraints: {precision: 12, scale: 2}",
        ),
        (FieldType(Kind.FLOAT, precision=12, scale=0), "f64, constraints: {precision: 12}"),
        (FieldType(Kind.LIST, items=FieldType(Kind.OBJECT)), '"List[Object]"'),
    ],
)
def test_types(entity: ReadOne, expected: FieldType, declared: str) -> None:
    """Length, precision and scale belong to the type, wherever they are written."""
    fields = f"[{{name: a, type: {declared}}}]"
    assert (
        expected
        == entity(f"entity:\n  name: Order\n  type: root\n  fields: {fields}").fields[0].type
    )


def test_constraints(entity: ReadOne) -> None:
    """Rules keep their exact numbers, and a length given as args is one of them."""
    order = entity("""
entity:
  name: Order
  type: root
  fields:
    - {name: a, type: Decimal, constraints: {minimum: 0.10, maximum: 1e3, default: 1}}
    - {name: b, type: String, args: [5], constraints: {min_length: 1, pattern: '^x', enum: [x, x1]}}
""")
    a, b = order.fields
    assert Constraints(minimum=Decimal("0.10"), maximum=Decimal(1000)) == a.constraints
    assert 1 == a.default
    assert Constraints(min_length=1, max_length=5, pattern="^x", enum=("x", "x1")) == b.constraints


def test_minimal_existence(entity: ReadOne) -> None:
    """`require_any` and `require_all` name the fields and how many of them must be filled."""
    text = """
entity:
  name: Order
  type: root
  minimal_existence: {%s: [a]}
  fields: [{name: a, type: Json}]
"""
    assert MinimalExistence(("a",), Existence.ANY) == entity(text % "require_any").minimal_existence
    assert MinimalExistence(("a",), Existence.ALL) == entity(text % "require_all").minimal_existence


def test_inheritance(read: Read) -> None:
    """Fields come base first over all levels, and one that is declared anew keeps its place."""
    base = "entity: {name: Base, abstract: true, fields: [{name: a, type: String}, {name: b, type: String}]}"
    middle = (
        "entity: {name: Middle, abstract: true, extends: Base, fields: [{name: c, type: String}]}"
    )
    order = (
        "entity: {name: Order, type: root, extends: Middle,"
        " fields: [{name: d, type: String}, {name: a, type: Integer}]}"
    )
    found = read(base, middle, order).entity("Order")
    assert found is not None
    assert [("a", "Integer"), ("b", "String"), ("c", "String"), ("d", "String")] == [
        (field.name, str(field.type)) for field in found.fields
    ]
    assert "Middle" == found.extends


def test_inherited_persistence(read: Read) -> None:
    """An heir's keys of persistence win one by one; an abstract base has no persistence of its own."""
    base = """
entity:
  name: Base
  abstract: true
  fields: [{name: a, type: String}]
  persistence: {database: {conformant_table: bases, unicity_fields: [a]}, on_conflict: ignore}
"""
    order = """
entity:
  name: Order
  type: root
  extends: Base
  persistence: {database: {conformant_table: orders}}
"""
    project = read(base, order)
    stored = project.entities[1].persistence
    assert stored is not None
    assert ("orders", ("a",), "ignore") == (stored.table, stored.unicity, stored.on_conflict)
    assert project.entities[0].persistence is None


def test_former_names(read: Read) -> None:
    """A field's former name is inherited with the field, one declared anew has its own; a table's isn't."""
    base = """
entity:
  name: Order
  type: root
  renamed_from: purchases
  fields:
    - {name: order_key, type: String, renamed_from: number}
    - {name: note, type: String, renamed_from: comment}
  persistence: {database: {conformant_table: orders}}
"""
    heir = """
entity:
  name: LateOrder
  type: root
  extends: Order
  fields: [{name: note, type: String}]
  persistence: {database: {conformant_table: late_orders}}
"""
    late, order = (entity.persistence for entity in read(base, heir).entities)
    assert order is not None
    assert late is not None
    assert ("purchases", None) == (order.renamed_from, late.renamed_from)
    assert ["number", "comment"] == [column.renamed_from for column in order.columns]
    assert ["number", None] == [column.renamed_from for column in late.columns]
