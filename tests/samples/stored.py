"""A project whose tables show every way of writing, and rows for nomnom's own tables."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from nomnom.model.entity import (
    Column,
    Entity,
    Field,
    ForeignKey,
    OnConflict,
    Persistence,
    PrimaryKey,
    RepeatedFor,
    SourceType,
)
from nomnom.model.project import Project
from nomnom.model.types import FieldType, Kind, parse_type
from nomnom.store import DeadLetter, LedgerEntry

NOON = dt.datetime(2026, 1, 2, 12, 0, tzinfo=dt.UTC)


def fields(**types: str) -> tuple[Field, ...]:
    """Fields by name and type; a `?` behind the type makes it nullable."""
    return tuple(
        Field(name, parse_type(spelling.rstrip("?")), nullable=spelling.endswith("?"))
        for name, spelling in types.items()
    )


def persistence(
    table: str,
    declared: tuple[Field, ...],
    *,
    unicity: tuple[str, ...] = (),
    primary_key: PrimaryKey | None = None,
    on_conflict: OnConflict = OnConflict.UPDATE,
    foreign_keys: tuple[ForeignKey, ...] = (),
) -> Persistence:
    """Every field a column of `table`, with a generated key unless one is given."""
    return Persistence(
        table=table,
        primary_key=primary_key or PrimaryKey("id", parse_type("Integer")),
        columns=tuple(Column(f.name, f.type, f.nullable) for f in declared),
        unicity=unicity,
        on_conflict=on_conflict,
        foreign_keys=foreign_keys,
    )


ORDER_FIELDS = fields(order_key="String", total="Decimal", note="String?")
ITEM_FIELDS = fields(order_key="String", line="Integer", price="Decimal")
TYPED_FIELDS = fields(
    key="Integer",
    text="String?",
    big="BigInt?",
    number="Decimal?",
    flag="Boolean?",
    day="Date?",
    time="DateTime?",
    instant="Timestamp?",
    uuid="Uuid?",
    document="Json?",
)


def root(name: str, declared: tuple[Field, ...], stored: Persistence) -> Entity:
    """A root entity."""
    return Entity(name=name, source_type=SourceType.ROOT, fields=declared, persistence=stored)


ORDER = root("Order", ORDER_FIELDS, persistence("orders", ORDER_FIELDS, unicity=("order_key",)))
ITEM = Entity(
    name="Item",
    source_type=SourceType.DERIVED,
    fields=ITEM_FIELDS,
    repeated_for=RepeatedFor("Order", ("items",), "item"),
    persistence=persistence(
        "items",
        ITEM_FIELDS,
        unicity=("order_key", "line"),
        foreign_keys=(ForeignKey("order_key", "orders", "order_key"),),
    ),
)
EVENT = root("Event", ORDER_FIELDS, persistence("events", ORDER_FIELDS))
FIRST = root(
    "First",
    ORDER_FIELDS,
    persistence("firsts", ORDER_FIELDS, unicity=("order_key",), on_conflict=OnConflict.IGNORE),
)
STRICT = root(
    "Strict",
    ORDER_FIELDS,
    persistence("stricts", ORDER_FIELDS, unicity=("order_key",), on_conflict=OnConflict.ERROR),
)
NATURAL = root(
    "Natural",
    ORDER_FIELDS,
    persistence(
        "naturals",
        ORDER_FIELDS,
        primary_key=PrimaryKey("order_key", parse_type("String"), autogenerate=False),
    ),
)
OPTIONAL_FIELDS = fields(order_key="String?", total="Decimal")
OPTIONAL = root(
    "Optional",
    OPTIONAL_FIELDS,
    persistence("optionals", OPTIONAL_FIELDS, unicity=("order_key",)),
)
TYPED = root("Typed", TYPED_FIELDS, persistence("typed", TYPED_FIELDS, unicity=("key",)))

PRICED_FIELDS = (
    Field("order_key", parse_type("String")),
    Field("price", FieldType(Kind.DECIMAL, precision=10, scale=2)),
)
PRICED = root("Priced", PRICED_FIELDS, persistence("priced", PRICED_FIELDS, unicity=("order_key",)))
RENUMBERED_FIELDS = fields(number="Integer", name="String")
RENUMBERED = root(
    "Renumbered",
    RENUMBERED_FIELDS,
    persistence(
        "renumbered",
        RENUMBERED_FIELDS,
        unicity=("name",),
        primary_key=PrimaryKey("number", parse_type("Integer"), autogenerate=False),
    ),
)

PROJECT = Project(
    name="conformance",
    entities=tuple(
        sorted((ORDER, ITEM, EVENT, FIRST, STRICT, NATURAL, OPTIONAL, TYPED), key=lambda e: e.name)
    ),
)
EVERY_TABLE = Project(
    name="conformance",
    entities=tuple(sorted((*PROJECT.entities, PRICED, RENUMBERED), key=lambda e: e.name)),
)
"""PROJECT and what only stores care about."""


def entry(message_id: str, *, fingerprint: int = 1, records: int = 1, dead: int = 0) -> LedgerEntry:
    """A ledger entry."""
    return LedgerEntry(
        message_id=message_id,
        entity="Order",
        stream_sequence=7,
        fingerprint=fingerprint,
        records=records,
        stored=records - dead,
        dead=dead,
        received_at=NOON,
        processed_at=NOON + dt.timedelta(seconds=1),
    )


def letter(message_id: str, record: int = 0, **changes: Any) -> DeadLetter:
    """A dead letter; `changes` replace members."""
    made = DeadLetter(
        message_id=message_id,
        record=record,
        entity="Order",
        at_entity="Item",
        path="$.items[0].price",
        rule="type",
        reason="expected a number",
        value='"x"',
        sqlstate=None,
        attempts=1,
        stream_sequence=7,
        received_at=NOON,
        dead_at=NOON,
        payload=b'{"order_key": "\xff\x00"}',
    )
    return replace(made, **changes)


def value_read(kind: Kind | None, value: Any) -> Any:
    """A value as it went in, from what a database's own driver gives for a column of that kind.

    SQLite has text for most kinds; MySQL's drivers know neither time zones nor UUIDs.
    """
    if kind is None or value is None:
        return value
    if kind.is_number:
        return Decimal(value)
    if kind.is_json:
        return json.loads(value) if isinstance(value, str) else value
    match kind:
        case Kind.DATE:
            return dt.date.fromisoformat(str(value))
        case Kind.DATETIME | Kind.TIMESTAMP:
            time = dt.datetime.fromisoformat(str(value))
            return time.replace(tzinfo=dt.UTC) if kind is Kind.TIMESTAMP else time
        case Kind.UUID:
            return UUID(str(value))
        case _:
            return value
