from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing

import pytest

from nomnom.model.entity import (
    Column,
    Entity,
    Field,
    ForeignKey,
    Persistence,
    PrimaryKey,
    RepeatedFor,
    SourceType,
)
from nomnom.model.lineage import LINEAGE_COLUMNS
from nomnom.model.project import Project
from nomnom.model.types import FieldType, Kind, parse_type

ID = PrimaryKey("id", FieldType(Kind.INTEGER))


def columns(**spellings: str) -> tuple[Column, ...]:
    """Columns by name and type; a type that ends in `?` is nullable."""
    return tuple(
        Column(name, parse_type(spelling.rstrip("?")), nullable=spelling.endswith("?"))
        for name, spelling in spellings.items()
    )


def entity(
    name: str,
    persistence: Persistence | None,
    *,
    source_type: SourceType = SourceType.ROOT,
    abstract: bool = False,
    repeated_for: RepeatedFor | None = None,
) -> Entity:
    stored = persistence.columns if persistence else ()
    return Entity(
        name=name,
        source_type=source_type,
        fields=tuple(Field(c.name, c.type, nullable=c.nullable) for c in stored),
        abstract=abstract,
        repeated_for=repeated_for,
        persistence=persistence,
    )


def project(*entities: Entity, index_unicity_fields: bool = False) -> Project:
    ordered = tuple(sorted(entities, key=lambda e: e.name))
    return Project("shop", ordered, index_unicity_fields=index_unicity_fields)


def order() -> Entity:
    stored = columns(
        order_key="String",
        customer_key="String",
        order_status="String",
        total_price="Float",
        order_date="String",
        order_priority="String?",
        clerk="String?",
        ship_priority="Integer?",
        comment="String?",
    )
    return entity("Order", Persistence("orders", ID, stored, unicity=("order_key",)))


def order_line_item() -> Entity:
    stored = columns(
        order_key="String",
        line_number="Integer",
        part_key="String",
        supplier_key="String",
        quantity="Integer",
        extended_price="Float",
        discount="Float?",
        ship_date="Date?",
    )
    return entity(
        "OrderLineItem",
        Persistence(
            "order_line_items",
            ID,
            stored,
            unicity=("order_key", "line_number"),
            foreign_keys=(
                ForeignKey("order_key", "orders", "order_key"),
                ForeignKey("supplier_key", "suppliers", "supplier_key"),
            ),
            indexes=(("ship_date",), ("order_key",)),
        ),
        source_type=SourceType.DERIVED,
        repeated_for=RepeatedFor("Order", ("line_items",), "item"),
    )


def customer() -> Entity:
    stored = columns(customer_key="String", name="String")
    persistence = Persistence("customers", ID, stored, unicity=("customer_key",))
    return entity("Customer", persistence, source_type=SourceType.REFERENCE)


def product() -> Entity:
    stored = columns(part_key="String", name="String")
    persistence = Persistence("products", ID, stored, unicity=("part_key",))
    return entity("Product", persistence, source_type=SourceType.REFERENCE)


def single(table: Persistence) -> Project:
    return project(entity("Thing", table))


def natural_keys() -> Project:
    """A text and a number as natural keys, and a table that refers to the text."""
    product_key = PrimaryKey("sku", FieldType(Kind.STRING), autogenerate=False)
    region_key = PrimaryKey("number", FieldType(Kind.INTEGER), autogenerate=False)
    price = columns(amount="Decimal", sku="String")
    return project(
        entity("Item", Persistence("items", product_key, columns(title="String", sku="String"))),
        entity(
            "Price",
            Persistence("prices", ID, price, foreign_keys=(ForeignKey("sku", "items", "sku"),)),
        ),
        entity(
            "Region",
            Persistence("regions", region_key, columns(number="Integer"), unicity=("number",)),
        ),
    )


def every_type() -> Project:
    kinds = [kind for kind in Kind if kind is not Kind.LIST]
    stored = columns(**{f"a_{kind.value.lower()}": kind.value for kind in kinds})
    lists = columns(some_strings="List[String]?", some_objects="List[Object]?")
    return single(Persistence("every_type", ID, stored + lists))


def templates() -> Project:
    """An abstract and a reference entity with persistence of their own, and one that extends."""
    base = Persistence("bases", ID, columns(happened_at="Timestamp"))
    event = Persistence("events", ID, columns(happened_at="Timestamp", name="String"))
    return project(
        customer(), entity("Base", base, abstract=True), entity("Event", event), entity("Raw", None)
    )


def long_names() -> Project:
    table = "measurements_of_the_seventh_northern_observation_station_of_the_valley"
    wide = "temperature_at_two_metres_above_ground_in_degrees_celsius_at_noon_mean"
    wide_max = "temperature_at_two_metres_above_ground_in_degrees_celsius_at_noon_maximum"
    stored = columns(station_code="String", **{wide: "Decimal", wide_max: "Decimal"})
    child = columns(measurement="Decimal")
    return project(
        entity("Measurement", Persistence(table, ID, stored, unicity=("station_code", wide))),
        entity(
            "Reading",
            Persistence(
                "readings_of_the_seventh_northern_observation_station",
                ID,
                columns(id_of_the_measurement_it_belongs_to="Integer") + child,
                foreign_keys=(ForeignKey("id_of_the_measurement_it_belongs_to", table, "id"),),
            ),
        ),
    )


def reserved_words() -> Project:
    key = PrimaryKey("key", FieldType(Kind.INTEGER))
    stored = columns(order="String", user="String", select="Integer", comment="String?")
    stored += columns(clerk="String?")
    missed = columns(collation="String", manual="String", portion="Integer", nothing="String?")
    table = Persistence(
        "order", key, stored, unicity=("order", "select"), indexes=(("user", "comment"),)
    )
    child = columns(group="Integer")
    references = (ForeignKey("group", "order", "key"),)
    return project(
        entity("Order", table),
        entity("Table", Persistence("table", ID, child + missed, foreign_keys=references)),
    )


def lengths_and_precision() -> Project:
    stored = (
        Column("code", FieldType(Kind.STRING, length=12)),
        Column("essay", FieldType(Kind.STRING, length=50_000)),
        Column("price", FieldType(Kind.DECIMAL, precision=12, scale=2)),
        Column("pieces", FieldType(Kind.DECIMAL, precision=20)),
        Column("ratio", FieldType(Kind.FLOAT, scale=4)),
    )
    return single(Persistence("measures", ID, stored, unicity=("code",)))


def no_unicity() -> Project:
    stored = columns(host="String", path="String", status="Integer")
    return single(Persistence("page_views", ID, stored, indexes=(("host", "path"), ("host",))))


def text_keys() -> Project:
    stored = columns(region="String", code="String", label="String")
    return single(Persistence("codes", ID, stored, unicity=("region", "code")))


def lineage() -> Project:
    stored = columns(code="String") + LINEAGE_COLUMNS
    return single(Persistence("codes", ID, stored, unicity=("code",)))


def bigint_key() -> Project:
    key = PrimaryKey("event_id", FieldType(Kind.BIGINT))
    return single(Persistence("events", key, columns(name="String", size="BigInt")))


@pytest.fixture(scope="session")
def tpch() -> Project:
    """The mission's four entities: two with tables, two read from elsewhere."""
    return project(order(), order_line_item(), customer(), product())


@pytest.fixture(scope="session")
def tpch_literal() -> Project:
    """The same with an extra index on each unicity field."""
    entities = (order(), order_line_item(), customer(), product())
    return project(*entities, index_unicity_fields=True)


@pytest.fixture(scope="session")
def cases(tpch: Project, tpch_literal: Project) -> Mapping[str, Project]:
    """The project of each golden case, by the name of its folder in tests/cases/ddl."""
    return {
        "bigint_key": bigint_key(),
        "every_type": every_type(),
        "index_unicity_fields": tpch_literal,
        "lengths_and_precision": lengths_and_precision(),
        "lineage": lineage(),
        "long_names": long_names(),
        "natural_keys": natural_keys(),
        "no_unicity": no_unicity(),
        "order_line_items": tpch,
        "orders": project(order(), customer()),
        "reserved_words": reserved_words(),
        "templates": templates(),
        "text_keys": text_keys(),
    }


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    """An empty SQLite database in memory."""
    with closing(sqlite3.connect(":memory:")) as opened:
        yield opened
