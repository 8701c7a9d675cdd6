"""Money, which wants an exact number."""

from __future__ import annotations

from collections.abc import Iterator

from nomnom.model.project import Project
from nomnom.model.types import Kind
from nomnom.spec.advice.fields import fields_named
from nomnom.spec.catalogue import Catalogue
from nomnom.spec.places import Remark, remark

_MONEY = frozenset(
    {
        "amount",
        "balance",
        "cost",
        "costs",
        "discount",
        "fee",
        "fees",
        "price",
        "revenue",
        "salary",
        "subtotal",
        "tax",
        "total",
    }
)
"""What the name of an amount of money ends with: `price`, `account_balance`."""


def as_float(catalogue: Catalogue, _: Project) -> Iterator[Remark]:
    """NN406: money isn't called a Float."""
    for entity, field, place in fields_named(catalogue, _MONEY, Kind.FLOAT):
        name = field.name.value
        message = f'"{name}" seems to be money, but Float reads like a binary number, which it isn\'t here'
        cure = "declare it as Decimal: the column stays the same"
        yield remark(place, "NN406", message, cure, entity=entity.name.value, field=name)


def as_text(catalogue: Catalogue, _: Project) -> Iterator[Remark]:
    """NN407: money isn't text."""
    for entity, field, place in fields_named(catalogue, _MONEY, Kind.STRING):
        name = field.name.value
        message = f'"{name}" seems to be money, but a String can\'t be summed and sorts 9 after 10'
        cure = "declare it as Decimal"
        yield remark(place, "NN407", message, cure, entity=entity.name.value, field=name)


WARNINGS = (as_text,)
NOTES = (as_float,)
