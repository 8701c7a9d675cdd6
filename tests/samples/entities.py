"""Builders of entities, and orders whose line items have serial numbers: lists inside lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from nomnom.extraction import RootPlan, compile_plan
from nomnom.model.entity import (
    Computation,
    Constraints,
    Entity,
    Existence,
    Field,
    MinimalExistence,
    Parent,
    RepeatedFor,
    Scalar,
    Source,
    SourceType,
)
from nomnom.model.project import Project
from nomnom.model.types import parse_type
from nomnom.transforms import Transform, signature_of
from samples.stored import persistence


def field(
    name: str,
    spelling: str = "String",
    computed_from: Computation | None = None,
    *,
    default: Scalar = None,
    digits: tuple[int, int] | None = None,
    **rules: Any,
) -> Field:
    """A field; a `?` behind the type makes it nullable, `digits` are precision and scale."""
    declared = parse_type(spelling.rstrip("?"))
    if digits is not None:
        declared = replace(declared, precision=digits[0], scale=digits[1])
    for bound in rules.keys() & {"minimum", "maximum"}:
        rules[bound] = Decimal(str(rules[bound]))
    return Field(
        name=name,
        type=declared,
        nullable=spelling.endswith("?"),
        computed_from=computed_from,
        constraints=Constraints(**rules),
        default=default,
    )


def copied(source: str, name: str | None = None) -> Computation:
    """`copy_field` from a field, or from an element itself."""
    return Computation("copy_field", (Source(source, name),))


def got(what: str, source: str, member: str, *, name: str | None = None) -> Computation:
    """`json_get_<what>` of a member of an element, or of the object in a field of a source."""
    return Computation(f"json_get_{what}", (Source(source, name),), {"field": member})


def constant(value: Scalar) -> Computation:
    """`constant_value`."""
    return Computation("constant_value", args={"value": value})


def coalesced(*sources: tuple[str, str]) -> Computation:
    """`coalesce` of fields, each as (source, field)."""
    return Computation("coalesce", tuple(Source(*source) for source in sources))


def called(transform: str, *sources: tuple[str, str], **args: Any) -> Computation:
    """A transform of fields, each as (source, field)."""
    return Computation(transform, tuple(Source(*source) for source in sources), args)


def root(name: str, *fields: Field, stored: bool = True, **rest: Any) -> Entity:
    """A root entity; every field is a column where it is stored."""
    return _entity(name, SourceType.ROOT, fields, stored=stored, **rest)


def derived(
    name: str,
    *fields: Field,
    of: str | tuple[str, ...] = (),
    each: tuple[str, str, str] | None = None,
    stored: bool = True,
    **rest: Any,
) -> Entity:
    """A derived entity: of parents (`Entity` or `alias:Entity`, ancillary with a `?`), or of `each`.

    `each` is the entity, the path and what an element is known as.
    """
    parents = (of,) if isinstance(of, str) else of
    if each is not None:
        rest["repeated_for"] = RepeatedFor(each[0], tuple(each[1].split(".")), each[2])
    return _entity(
        name,
        SourceType.DERIVED,
        fields,
        stored=stored,
        parents=tuple(map(_parent, parents)),
        **rest,
    )


def _parent(text: str) -> Parent:
    alias, _, entity = text.partition(":")
    name, is_optional = (entity or alias).removesuffix("?"), text.endswith("?")
    return Parent(alias.removesuffix("?"), name, is_optional)


def _entity(
    name: str, source_type: SourceType, fields: tuple[Field, ...], *, stored: bool, **rest: Any
) -> Entity:
    return Entity(
        name=name,
        source_type=source_type,
        fields=fields,
        persistence=persistence(name.lower(), fields) if stored else None,
        **rest,
    )


def any_of(*names: str) -> MinimalExistence:
    """At least one of the fields is filled."""
    return MinimalExistence(names, Existence.ANY)


def all_of(*names: str) -> MinimalExistence:
    """All of the fields are filled."""
    return MinimalExistence(names, Existence.ALL)


def project(*entities: Entity, own: Iterable[Callable[..., Any]] = ()) -> Project:
    """A project of these entities, with transforms of its own."""
    ordered = tuple(sorted(entities, key=lambda entity: entity.name))
    transforms = {each.__name__: Transform(each.__name__, signature_of(each), each) for each in own}
    return Project("sample", ordered, transforms=transforms)


def plan_of(*entities: Entity) -> RootPlan:
    """The plan of the first of the entities, a root; the others may be derived from it."""
    return compile_plan(project(*entities)).roots[entities[0].name]


ORDER = root(
    "Order",
    field("order_key"),
    field("customer_key", "String?"),
    field("total_price", "Decimal", minimum=0, digits=(12, 2)),
    field("order_date", "Date"),
    field("placed_at", "Timestamp?"),
    field("line_items", "List[Object]?"),
)
LINE_ITEM = derived(
    "OrderLineItem",
    field("order_key", "String", copied("Order", "order_key")),
    field("line_number", "Integer", got("int", "item", "line_number"), minimum=1),
    field("part_key", "String?"),
    field("extended_price", "Decimal"),
    field("serials", "List[Object]?"),
    each=("Order", "line_items", "item"),
    minimal_existence=any_of("part_key"),
)
SERIAL_NUMBER = derived(
    "SerialNumber",
    field("order_key", "String", copied("OrderLineItem", "order_key")),
    field("line_number", "Integer", copied("OrderLineItem", "line_number")),
    field("serial", "String", max_length=20),
    field("tested", "Boolean", default=False),
    each=("OrderLineItem", "serials", "unit"),
)
ORDERS = project(ORDER, LINE_ITEM, SERIAL_NUMBER)
