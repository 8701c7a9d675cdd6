"""Rows as statements that a person can read."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from nomnom.errors import DataError
from nomnom.explaining.sql import literal, statement
from nomnom.model.entity import Entity
from nomnom.store.target import targets
from samples.stored import EVENT, FIRST, ORDER, PROJECT, STRICT

LITERALS = {
    "NULL": None,
    "true": True,
    "-7": -7,
    "1.50": Decimal("1.50"),
    "'it''s'": "it's",
    r"E'it''s a \\ and a \u000a'": "it's a \\ and a \n",
    r"E'\u001b\U000e0001'": "\x1b\U000e0001",
    "'é🐜'": "é🐜",
    "'2024-01-31'": dt.date(2024, 1, 31),
    "'2024-01-31 12:00:00'": dt.datetime(2024, 1, 31, 12),
    "'2024-01-31 12:00:00+00:00'": dt.datetime(2024, 1, 31, 12, tzinfo=dt.UTC),
    "'00000000-0000-0000-0000-000000000001'": UUID(int=1),
}


@pytest.mark.parametrize("text", LITERALS)
def test_a_value_is_a_literal(text: str) -> None:
    """Text that a terminal would act on is escaped."""
    assert text == literal(LITERALS[text], "a")


@pytest.mark.parametrize("value", ["x\0", "\ud800"])
def test_text_that_postgresql_refuses_has_no_literal(value: str) -> None:
    """The error names the column."""
    with pytest.raises(DataError, match=r"^a: expected text without"):
        literal(value, "a")


ENDS: dict[str, tuple[Entity, str]] = {
    "update": (
        ORDER,
        "\nON CONFLICT (order_key) DO UPDATE SET\n    total = excluded.total, note = excluded.note",
    ),
    "ignore": (FIRST, "\nON CONFLICT (order_key) DO NOTHING"),
    "error": (STRICT, ""),
    "no key": (EVENT, ""),
}


@pytest.mark.parametrize("kind", ENDS)
def test_a_statement_says_what_becomes_of_a_row_of_the_same_key(kind: str) -> None:
    """As the entity declares it."""
    entity, end = ENDS[kind]
    target = next(each for each in targets(PROJECT, "postgresql") if each.entity == entity)
    row: tuple[Any, ...] = ("a", Decimal(1), None)

    begin = f"INSERT INTO {target.table} (order_key, total, note)\nVALUES ('a', 1, NULL)"
    assert begin + end == statement(target, row)
