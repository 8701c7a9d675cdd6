"""Fields that are looked up in the rows of reference entities."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from nomnom.extraction import References, RootPlan, compile_plan, reference_rows
from nomnom.model.entity import Computation, Entity, ForeignKey, ReferenceSource, Source, SourceType
from samples.entities import called, copied, field, project, root
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


def test_what_must_exist_is_refused_where_it_does_not(references: References) -> None:
    """A foreign key to rows that aren't ours is checked before anything is written."""
    entity = root("Order", field("part", "String?"))
    assert entity.persistence is not None
    key = ForeignKey("part", "products", "key", must_exist=True)
    entity = replace(entity, persistence=replace(entity.persistence, foreign_keys=(key,)))
    compiled = plan(entity, references)

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
