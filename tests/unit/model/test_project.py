from __future__ import annotations

from dataclasses import replace

from nomnom.model.entity import Entity, ForeignKey, PrimaryKey, SourceType
from nomnom.model.types import parse_type
from samples.entities import (
    LINE_ITEM,
    ORDER,
    ORDERS,
    SERIAL_NUMBER,
    copied,
    derived,
    field,
    project,
    root,
)
from samples.stored import persistence


def keyed(name: str, *references: str) -> Entity:
    """A root whose table has foreign keys to others."""
    fields = (field("key"), *(field(f"{other}_key") for other in references))
    keys = tuple(ForeignKey(f"{other}_key", other, "key") for other in references)
    return replace(
        root(name, *fields), persistence=persistence(name.lower(), fields, foreign_keys=keys)
    )


def test_entities_come_after_those_they_are_derived_from() -> None:
    """Whatever their names, so that rows written in this order find their parents."""
    assert (ORDER, LINE_ITEM, SERIAL_NUMBER) == ORDERS.extracted
    assert (ORDER,) == ORDERS.roots


def test_entities_come_after_those_their_foreign_keys_refer_to() -> None:
    """Roots refer to each other by table; a key to its own table or to a foreign one orders nothing."""
    entities = (keyed("Apple", "tree"), keyed("Tree", "tree", "elsewhere"), keyed("Bee", "apple"))

    assert ["Tree", "Apple", "Bee"] == [entity.name for entity in project(*entities).stored]


def test_only_persistent_entities_of_messages_have_tables() -> None:
    """Transient, abstract and reference ones don't; the latter two aren't even extracted."""
    transient = root("Transient", field("a"), stored=False)
    abstract = replace(root("Abstract", field("a")), abstract=True)
    reference = replace(root("Reference", field("a")), source_type=SourceType.REFERENCE)
    whole = project(transient, abstract, reference, root("Stored", field("a")))

    assert ["Stored"] == [entity.name for entity in whole.stored]
    assert ["Stored", "Transient"] == [entity.name for entity in whole.extracted]
    assert reference == whole.entity("Reference")
    assert whole.entity("Nobody") is None


def test_origins_are_the_entities_it_is_derived_from_each_once() -> None:
    """The one whose list is repeated first, then the parents in declared order."""
    entity = derived(
        "A",
        field("a", "String", copied("x", "a")),
        each=("Order", "items", "x"),
        of=("b:B", "Order", "c:C"),
    )

    assert ("Order", "B", "C") == entity.origins
    assert () == ORDER.origins


def test_a_row_is_known_by_its_unicity_fields_or_else_its_natural_key() -> None:
    """A generated key says nothing about the row of a message."""
    fields = (field("a"), field("b"))
    natural = PrimaryKey("a", parse_type("String"), autogenerate=False)

    assert ("b", "a") == persistence("t", fields, unicity=("b", "a"), primary_key=natural).key
    assert ("a",) == persistence("t", fields, primary_key=natural).key
    assert () == persistence("t", fields).key


def test_a_field_is_found_by_its_name() -> None:
    """Another name finds nothing."""
    assert ORDER.fields[0] == ORDER.field("order_key")
    assert ORDER.field("nothing") is None
