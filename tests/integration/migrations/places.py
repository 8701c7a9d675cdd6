"""What the tests of migrations do with a database, whichever it is, and the projects they migrate."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pymysql
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from nomnom.migrate import Patience, bring_up
from nomnom.migrate.opening import connected, open_database
from nomnom.migrate.revisions import History, downgrade, new_revision, read_history, upgrade
from nomnom.migrate.turns import own_turn
from nomnom.model.entity import (
    Column,
    Entity,
    Field,
    ForeignKey,
    Persistence,
    PrimaryKey,
    Scalar,
    SourceType,
)
from nomnom.model.project import Project
from nomnom.model.types import FieldType, Kind, parse_type
from samples.databases import Place


def run_script(url: str, script: str) -> None:
    """Run a script as a DBA's client does, statement by statement, without nomnom or SQLAlchemy."""
    lines = (line for line in script.splitlines() if not line.startswith("--"))
    statements = [each.strip() for each in "\n".join(lines).split(";\n") if each.strip(" ;\n")]
    with closing(_driver(url)) as connection, closing(connection.cursor()) as cursor:
        for statement in statements:
            cursor.execute(statement.removesuffix(";"))


def _driver(url: str) -> Any:
    address = make_url(url)
    if url.startswith("sqlite"):
        return sqlite3.connect(str(address.database), isolation_level=None)
    if url.startswith("postgresql"):
        return psycopg.connect(url, autocommit=True)
    return pymysql.connect(
        host=address.host,
        port=address.port or 3306,
        user=address.username,
        password=address.password or "",
        database=address.database,
        autocommit=True,
    )


def create(url: str, project: Project) -> None:
    """Make a project's tables as a worker does."""
    bring_up(url, project)


def snapshot(url: str) -> dict[str, Any]:
    """All of a database's tables by name as its catalogue describes them, apart from the order of columns."""
    with connected(url) as (connection, _):
        inspector = sa.inspect(connection)
        names = set(inspector.get_table_names()) - {"nomnom_migrations"}
        return {name: _table(inspector, name, connection.dialect) for name in names}


def _table(inspector: sa.Inspector, name: str, dialect: sa.Dialect) -> dict[str, Any]:
    key = inspector.get_pk_constraint(name)
    return {
        "columns": {
            column["name"]: (
                column["type"].compile(dialect),
                # Because SQLite calls an INTEGER PRIMARY KEY nullable, which none ever is.
                column["nullable"] and column["name"] not in key["constrained_columns"],
                column["default"],
            )
            for column in inspector.get_columns(name)
        },
        "key": (key["name"], key["constrained_columns"]),
        "uniques": {u["name"]: u["column_names"] for u in inspector.get_unique_constraints(name)},
        "foreign keys": {
            k["name"]: (k["constrained_columns"], k["referred_table"], k["referred_columns"])
            for k in inspector.get_foreign_keys(name)
        },
        "indexes": {
            i["name"]: (i["column_names"], bool(i["unique"])) for i in inspector.get_indexes(name)
        },
        "checks": len(inspector.get_check_constraints(name)),
    }


@dataclass(frozen=True)
class Shop:
    """A project's folder, whose revisions are made on one kind of database."""

    folder: Path
    place: Place

    def new(self, project: Project, message: str = "change it") -> str | None:
        """The text of the next revision; None where there is nothing to do."""
        made = new_revision(
            self.folder,
            project,
            message,
            database=self.place.kind.database,
            server_url=self.place.server,
        )
        return made.revision.path.read_text() if made.revision else None

    def history(self) -> History:
        """The revisions as they stand."""
        return read_history(self.folder)


ID = PrimaryKey("id", FieldType(Kind.INTEGER))


def entity(
    name: str,
    table: str,
    types: dict[str, str],
    *,
    defaults: dict[str, Scalar] | None = None,
    renamed: dict[str, str] | None = None,
    special: dict[str, FieldType] | None = None,
    primary_key: PrimaryKey = ID,
    **rest: Any,
) -> Entity:
    """A root entity, every field a column; a type that ends in `?` is nullable, `special` ones replace it.

    `renamed` has the former names of fields.
    """
    fields = tuple(
        Field(
            each,
            (special or {}).get(each) or parse_type(spelling.rstrip("?")),
            nullable=spelling.endswith("?"),
            default=(defaults or {}).get(each),
        )
        for each, spelling in types.items()
    )
    former = renamed or {}
    columns = tuple(
        Column(f.name, f.type, f.nullable, renamed_from=former.get(f.name)) for f in fields
    )
    stored = Persistence(table, primary_key, columns, **rest)
    return Entity(name=name, source_type=SourceType.ROOT, fields=fields, persistence=stored)


def project(*entities: Entity) -> Project:
    """A project of these entities."""
    return Project("shop", tuple(sorted(entities, key=lambda each: each.name)))


ORDER_TYPES = {"order_key": "String", "total": "Decimal", "note": "String?"}
"""The fields of an order that later ones add to."""


def orders(types: dict[str, str] | None = None, **rest: Any) -> Entity:
    """An order with its key; more fields and whatever else is given."""
    more = {**ORDER_TYPES, **(types or {})}
    return entity("Order", "orders", more, unicity=("order_key",), **rest)


def items(**rest: Any) -> Entity:
    """Items that refer to their order."""
    key = ForeignKey("order_key", "orders", "order_key")
    types = {"order_key": "String", "line": "Integer", "price": "Decimal"}
    unicity = ("order_key", "line")
    return entity("Item", "items", types, unicity=unicity, foreign_keys=(key,), **rest)


KEY = FieldType(Kind.STRING, length=40)


def parts(**rest: Any) -> Entity:
    """Parts whose texts may be in a key on every database."""
    types = {"code": "String", "region": "String"}
    return entity("Part", "parts", types, special={"code": KEY, "region": KEY}, **rest)


def everything() -> Project:
    """Every type, natural and wide keys, reserved and long names, foreign keys and indexes."""
    kinds = {f"a_{k.value.lower()}": k.value for k in Kind if k is not Kind.LIST}
    lengths = {
        "code": FieldType(Kind.STRING, length=12),
        "price": FieldType(Kind.DECIMAL, precision=12, scale=2),
        "pieces": FieldType(Kind.DECIMAL, precision=20),
    }
    sku = PrimaryKey("sku", FieldType(Kind.STRING), autogenerate=False)
    number = PrimaryKey("number", FieldType(Kind.INTEGER), autogenerate=False)
    reserved = {"order": "String", "user": "String", "collation": "String?", "portion": "Integer?"}
    long = "temperature_at_two_metres_above_ground_in_degrees_celsius_at_noon_mean"
    return project(
        entity("Every", "every_type", {**kinds, "some": "List[String]?", "more": "Json?"}),
        entity(
            "Measure",
            "measures",
            dict.fromkeys(lengths, "String"),
            special=lengths,
            unicity=("code",),
            primary_key=PrimaryKey("measure_id", FieldType(Kind.BIGINT)),
        ),
        entity("Product", "products", {"sku": "String", "title": "String"}, primary_key=sku),
        entity("Region", "regions", {"number": "Integer", "name": "String"}, primary_key=number),
        entity(
            "Word",
            "table",
            {**reserved, "sku": "String", long: "Decimal"},
            unicity=("order", "user"),
            foreign_keys=(ForeignKey("sku", "products", "sku"),),
            indexes=(("user", "collation"), (long,)),
        ),
    )


def up(url: str, history: History, to: str = "head") -> None:
    """Bring a database to a revision."""
    with open_database(url).connect() as connection, own_turn(connection, Patience()):
        upgrade(connection, history, to=to)


def down(url: str, history: History, to: str = "base") -> None:
    """Take a database back to a revision."""
    with open_database(url).connect() as connection, own_turn(connection, Patience()):
        downgrade(connection, history, to=to)
