from __future__ import annotations

from dataclasses import replace

from nomnom.model.entity import Column, Entity, ForeignKey, Persistence, PrimaryKey, SourceType
from nomnom.model.indexes import Columns, business_keys, table_indexes
from nomnom.model.project import Project
from nomnom.model.types import FieldType, Kind

ID = PrimaryKey("id", FieldType(Kind.INTEGER))


def table(
    *,
    unicity: Columns = (),
    indexes: tuple[Columns, ...] = (),
    foreign_keys: tuple[ForeignKey, ...] = (),
) -> Persistence:
    """A table with the columns a, b and c."""
    columns = tuple(Column(name, FieldType(Kind.INTEGER)) for name in "abc")
    return Persistence(
        "letters", ID, columns, unicity=unicity, indexes=indexes, foreign_keys=foreign_keys
    )


def test_an_index_that_the_unique_constraint_leads_with_is_left_out() -> None:
    """UNIQUE (a, b) serves a search by a, not one by b."""
    expected = (("b",),)
    letters = table(unicity=("a", "b"), indexes=(("a",), ("b",), ("a", "b")))

    assert expected == table_indexes(letters)


def test_an_index_that_another_leads_with_is_left_out() -> None:
    """An index on (a, b) makes one on (a) needless, and keeps one on (b, a)."""
    expected = (("a", "b"), ("b", "a"))
    letters = table(indexes=(("b", "a"), ("a",), ("a", "b")))

    assert expected == table_indexes(letters)


def test_the_primary_key_needs_no_index() -> None:
    """A declared index on the primary key alone is left out."""
    assert not table_indexes(table(indexes=(("id",),)))


def test_indexes_come_in_the_order_of_their_columns() -> None:
    """Whatever asks for an index, its place is that of its columns in the table."""
    expected = (("a",), ("b",), ("c",))
    letters = table(indexes=(("c",),), foreign_keys=(ForeignKey("b", "others", "id"),))

    assert expected == table_indexes(letters, references=frozenset({"a"}))


def test_an_index_asked_for_twice_is_there_once() -> None:
    """A declared index, a foreign key and a name by convention on one column make one index."""
    expected = (("b",),)
    letters = table(indexes=(("b",), ("b",)), foreign_keys=(ForeignKey("b", "others", "id"),))

    assert expected == table_indexes(letters, references=frozenset({"b"}))


def test_unicity_fields_are_indexed_one_by_one_on_demand() -> None:
    """`each_unicity_field` adds an index on each, although the constraint leads with the first."""
    expected = (("a",), ("b",))
    letters = table(unicity=("b", "a"))

    assert expected == table_indexes(letters, each_unicity_field=True)


def test_business_keys_are_the_single_unicity_fields_of_others() -> None:
    """An entity's own key, composite keys and those of templates refer to nothing."""

    def entity(name: str, *unicity: str, abstract: bool = False) -> Entity:
        return Entity(
            name=name,
            source_type=SourceType.REFERENCE,
            fields=(),
            abstract=abstract,
            persistence=table(unicity=unicity),
        )

    own = entity("Own", "a")
    others = (entity("Other", "b"), entity("Pair", "a", "c"), entity("Base", "c", abstract=True))

    assert frozenset({"b"}) == business_keys(Project("letters", (*others, own)), own)


def test_the_children_of_a_parent_are_found_by_an_index() -> None:
    """In the order in which they stand in the key, unless that begins with them."""
    owned = replace(table(unicity=("a", "c", "b")), reconciled_by=("b", "c"))
    assert (("c", "b"),) == table_indexes(owned)
    assert () == table_indexes(replace(owned, reconciled_by=("c", "a")))
