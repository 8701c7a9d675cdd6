"""The table of conversions, held to what extraction does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from itertools import product
from typing import Any
from uuid import UUID

import pytest

from nomnom.extraction.values import REFUSED, conversion_for
from nomnom.model.conversions import BECOMES, can_become
from nomnom.model.entity import Field
from nomnom.model.types import FieldType, Kind

KEY = "123e4567-e89b-12d3-a456-426614174000"
TEXTS = ["x", "5", "true", "2024-01-31", "2024-01-31T12:00:00", "2024-01-31T12:00:00Z", KEY]
VALUES: Mapping[Kind, list[Any]] = {
    Kind.STRING: [*TEXTS, "{}", "[]"],
    Kind.INTEGER: [0, 1, 5],
    Kind.BIGINT: [0, 1, 2**40],
    Kind.FLOAT: [Decimal(1), Decimal("1.5")],
    Kind.DECIMAL: [Decimal(1), Decimal("1.5")],
    Kind.BOOLEAN: [True, False],
    Kind.DATE: [dt.date(2024, 1, 31)],
    Kind.DATETIME: [dt.datetime(2024, 1, 31), dt.datetime(2024, 1, 31, 12, 30)],
    Kind.TIMESTAMP: [dt.datetime(2024, 1, 31, tzinfo=dt.UTC)],
    Kind.UUID: [UUID(KEY)],
    Kind.JSON: ["5", "1.5", "true", "{}", "[]", *(f'"{text}"' for text in TEXTS)],
    Kind.OBJECT: ["{}", '{"a": 1}'],
    Kind.LIST: ["[]", "[1]"],
}
"""Values as extraction holds them once they are checked: JSON as its text."""


def a_type(kind: Kind) -> FieldType:
    return FieldType(kind, items=FieldType(Kind.JSON)) if kind is Kind.LIST else FieldType(kind)


def some_convert(given: Kind, wanted: Kind) -> bool:
    convert = conversion_for(Field("a", a_type(wanted)), a_type(given))
    for value in VALUES[given]:
        try:
            if convert is None or convert(value) is not None:
                return True
        except REFUSED:
            continue
    return False


@pytest.mark.parametrize(("given", "wanted"), list(product(Kind, Kind)), ids=str)
def test_the_table_is_what_extraction_does(given: Kind, wanted: Kind) -> None:
    """A type becomes another exactly where extraction converts some of its values."""
    assert some_convert(given, wanted) == can_become(given, wanted)


def test_every_type_becomes_itself_and_json() -> None:
    """No type is left out of the table, and JSON holds them all."""
    assert set(Kind) == set(BECOMES)
    assert all({kind, Kind.JSON} <= kinds for kind, kinds in BECOMES.items())
