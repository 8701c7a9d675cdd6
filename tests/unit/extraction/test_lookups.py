"""Fields that are looked up in the rows of reference entities."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from nomnom.extraction import References, RootPlan, compile_plan, reference_rows
from nomnom.model.entity import Computation, Entity, ForeignKey, ReferenceSource, Source, SourceType
from samples.entities import called, copied, derived, field, project, root
from samples.stored import persistence

PRODUCT_FIELDS = (field("key"), field("name", "String?"), field("price", "Decimal", minimum=0))
PRODUCT = Entity(
    name="Product",
    source_type=SourceType.REFERENCE,
    fields=PRODUCT_FIELDS,
    persistence=persistence("products", PRODUCT_FIELDS),
    reference=ReferenceSource(("key",), file="products.csv"),
)
RECORDS = (
    {"key": "tea", "name": "Tea", "price": "4.80"},
    {"key": "jam", "name": "", "price": "7"},
)


def looked_up(name: str, missing: str | None = "dead_letter") -> Computation:
    args = {"entity": "Product", "field": name, "missing": missing}
    return Computation("lookup_entity", (Source("self", "part"),), args)


def order(*, missing: str | None = "dead_letter") -> Entity:
    return root(
        "Order",
        field("part", "String?"),
        field("name", "String?", looked_up("name", missing)),
        field("price", "Decimal?", looked_up("price", missing)),
        field("twice", "Decimal?", called("add", ("self", "price"), ("self", "price"))),
    )


def plan(entity: Entity, references: References | None) -> RootPlan:
    return compile_plan(project(entity, PRODUCT), references=references).roots["Order"]


@pytest.fixture
def references() -> References:
    """The rows of RECORDS."""
    return References({"Product": reference_rows(PRODUCT, RECORDS)})


def test_a_row_is_found_by_its_key(references: References) -> None:
    """Its values are of the reference entity's types, and other fields can be computed of them."""
    extract = plan(order(), references).extract(b'{"part": "tea"} {"part": "jam"}')

    assert [
        ("tea", "Tea", Decimal("4.80"), Decimal("9.60")),
        ("jam", "", Decimal(7), Decimal(14)),
    ] == extract.rows[0]


def test_a_key_that_is_not_there_makes_a_dead_letter(references: References) -> None:
    """One problem, however many fields take it: at the place of the key, naming the entity and the key."""
    ((bad),) = plan(order(), references).extract(b'{"part": "tee"}').bad

    assert [("missing", ("part",), '"tee"')] == [
        (problem.rule, problem.path, problem.value) for problem in bad.problems
    ]
    expected = 'name: expected a key of Product, which has no row "tee"'
    assert expected == bad.problems[0].message


@pytest.mark.parametrize("missing", ["null", None])
def test_or_null_where_that_is_declared(references: References, missing: str | None) -> None:
    """`missing: null`, in quotes or not."""
    extract = plan(order(missing=missing), references).extract(b'{"part": "tee"}')

    assert [("tee", None, None, None)] == extract.rows[0]


def test_a_null_key_finds_nothing_and_is_no_problem(references: References) -> None:
    """As with every transform, a null source gives null."""
    assert [(None, None, None, None)] == plan(order(), references).extract(b"{}").rows[0]


def test_rows_that_are_replaced_are_found_from_then_on(references: References) -> None:
    """The plan is the same one."""
    compiled = plan(order(), references)
    assert compiled.extract(b'{"part": "oil"}').bad
    references.replace("Product", reference_rows(PRODUCT, [{**RECORDS[0], "key": "oil"}]))

    assert [("oil", "Tea")] == [row[:2] for row in compiled.extract(b'{"part": "oil"}').rows[0]]


def test_without_rows_at_hand_nothing_is_refused_for_them() -> None:
    """A message can be validated where the rows aren't; its own rules hold all the same."""
    strict = root(
        "Order",
        field("part"),
        field("name", "String", looked_up("name")),
        field("again", "String", copied("self", "name")),
        field("loud", "String", called("upper", ("self", "name"))),
    )
    compiled = plan(strict, None)

    assert () == compiled.extract(b'{"part": "tee"}').bad
    assert ["required"] == [p.rule for p in compiled.extract(b"{}").bad[0].problems]


def test_of_rows_that_are_not_read_nothing_is_refused_either() -> None:
    """Those of others are looked up all the same; the plan says which it looks at, and which aren't read."""
    shelf_fields = (field("key"), field("place"))
    shelf = replace(
        PRODUCT,
        name="Shelf",
        fields=shelf_fields,
        persistence=persistence("shelves", shelf_fields),
        reference=ReferenceSource(("key",), table="shelves"),
    )
    where = Computation(
        "lookup_entity", (Source("self", "part"),), {"entity": "Shelf", "field": "place"}
    )
    entity = must_exist(
        root(
            "Order",
            field("part"),
            field("name", "String", looked_up("name")),
            field("place", "String", where),
        ),
        "shelves",
    )
    references = References({"Product": reference_rows(PRODUCT, RECORDS)}, frozenset({"Shelf"}))
    compiled = compile_plan(project(entity, PRODUCT, shelf), references=references).roots["Order"]

    assert [("tea", "Tea", None)] == compiled.extract(b'{"part": "tea"}').rows[0]
    assert [("missing", ("part",))] == [
        (p.rule, p.path) for p in compiled.extract(b'{"part": "tee"}').bad[0].problems
    ]
    assert (("Product", "Shelf"), ("Shelf",)) == (compiled.references, compiled.unread)


def test_a_plan_without_rows_has_read_none() -> None:
    """Entities that look nothing up look at none."""
    assert (("Product",), ("Product",)) == (
        plan(order(), None).references,
        plan(order(), None).unread,
    )
    assert () == plan(root("Order", field("part")), None).references


def test_what_is_derived_is_looked_up_too(references: References) -> None:
    """The references of a root are those of all that it gives rise to, each once."""
    name = field("name", "String?", looked_up("name"))
    copies = (derived(each, field("part"), name, of="Order") for each in ("Copy", "Other"))
    entities = (root("Order", field("part")), *copies, PRODUCT)
    compiled = compile_plan(project(*entities), references=references).roots["Order"]

    assert (("Product",), ()) == (compiled.references, compiled.unread)


def test_rows_can_stand_in_for_a_while(references: References) -> None:
    """Those of other entities stay, and afterwards everything is as before."""
    compiled = plan(order(), references)
    oil = reference_rows(PRODUCT, [{**RECORDS[0], "key": "oil"}])
    with references.standing_in({"Product": oil}):
        assert compiled.extract(b'{"part": "tea"}').bad
        assert () == compiled.extract(b'{"part": "oil"}').bad
    with references.standing_in({"Other": {}}):
        assert () == compiled.extract(b'{"part": "tea"}').bad

    assert compiled.extract(b'{"part": "oil"}').bad
    assert ["Product"] == list(references.rows)


def must_exist(entity: Entity, table: str) -> Entity:
    """The entity, whose `part` has to be a key of a table."""
    assert entity.persistence is not None
    key = ForeignKey("part", table, "key", must_exist=True)
    return replace(entity, persistence=replace(entity.persistence, foreign_keys=(key,)))


def test_what_must_exist_is_refused_where_it_does_not(references: References) -> None:
    """A foreign key to rows that aren't ours is checked before anything is written."""
    compiled = plan(must_exist(root("Order", field("part", "String?")), "products"), references)
    assert ("Product",) == compiled.references

    assert [("tea",), (None,)] == compiled.extract(b'{"part": "tea"} {}').rows[0]
    ((bad),) = compiled.extract(b'{"part": "tee"}').bad
    assert [("missing", ("part",))] == [(p.rule, p.path) for p in bad.problems]


@pytest.mark.parametrize(
    ("record", "problem"),
    [
        ({"key": "tea", "price": "-1"}, 'record 2, price = "-1": expected a number >= 0'),
        ({"key": "tea"}, "record 2, price = null: expected a value, nothing is there"),
        ({"price": "1"}, "record 2, key = null: expected a value, nothing is there"),
    ],
)
def test_a_row_keeps_the_rules_of_its_fields(record: dict[str, str], problem: str) -> None:
    """What doesn't is told by its number, field and value."""
    with pytest.raises(ValueError, match="record 2") as caught:
        reference_rows(PRODUCT, [RECORDS[0], record])
    assert problem == str(caught.value)


def test_documents_of_rows_keep_their_digits() -> None:
    """A field of a JSON type has the text of what a record has there; text it is already stays."""
    fields = (field("key"), field("extra", "Json"))
    entity = replace(PRODUCT, fields=fields)
    records = ({"key": "a", "extra": {"weight": Decimal("1.50")}}, {"key": "b", "extra": "[1.50]"})

    assert ['{"weight":1.50}', "[1.50]"] == [
        row["extra"] for row in reference_rows(entity, records).values()
    ]
