"""What `renamed_from` becomes in a revision: names change, rows stay, and all of it goes back."""

from __future__ import annotations

from typing import Any

import pytest

from integration.migrations.places import (
    Shop,
    create,
    down,
    entity,
    project,
    run_script,
    snapshot,
    up,
)
from nomnom.errors import DataError
from nomnom.migrate.revisions import apply_revisions, scripts
from nomnom.model.entity import ForeignKey
from nomnom.model.project import Project
from samples.databases import run


def purchases() -> Project:
    """Purchases with an index on their clerk, and items that refer to them."""
    types = {"number": "String", "total": "Decimal", "clrk": "String?"}
    return project(
        entity("Order", "purchases", types, unicity=("number",), indexes=(("clrk",),)),
        entity(
            "Item",
            "items",
            {"purchase": "String", "line": "Integer"},
            unicity=("purchase", "line"),
            foreign_keys=(ForeignKey("purchase", "purchases", "number"),),
        ),
    )


def sales(*, more: dict[str, str] | None = None, indexes: tuple[str, ...] = ()) -> Project:
    """The same under new names, with more columns and indexes."""
    types = {"order": "String", "total": "Decimal", "clerk": "String?", **(more or {})}
    return project(
        entity(
            "Order",
            "sales",
            types,
            renamed={"order": "number", "clerk": "clrk"},
            unicity=("order",),
            indexes=(("clerk",), *((each,) for each in indexes)),
            renamed_from="purchases",
        ),
        entity(
            "Item",
            "items",
            {"order_key": "String", "line": "Integer"},
            renamed={"order_key": "purchase"},
            unicity=("order_key", "line"),
            foreign_keys=(ForeignKey("order_key", "sales", "order"),),
        ),
    )


CHANGES = {"names only": sales(), "and more": sales(more={"note": "String?"}, indexes=("total",))}


def schema(url: str) -> dict[str, Any]:
    """A database's tables, apart from the name of the sequence that numbers a table's rows."""
    found = snapshot(url)
    for table in found.values():
        table["columns"] = {
            name: (type_, nullable, "numbered" if "nextval" in str(default) else default)
            for name, (type_, nullable, default) in table["columns"].items()
        }
    return found


def fill(url: str) -> None:
    run(
        url,
        "INSERT INTO purchases (number, total, clrk) VALUES ('A-1', '2.50', 'Ann')",
        "INSERT INTO items (purchase, line) VALUES ('A-1', 1)",
    )


def stored(url: str, orders: str, items: str) -> list[tuple[str, ...]]:
    """What `fill` wrote, of the columns of two tables."""
    found = [*run(url, f"SELECT {orders}"), *run(url, f"SELECT {items}")]
    return [tuple(map(str, row)) for row in found]


OLD = ("number, clrk FROM purchases", "purchase, line FROM items")
NEW = ("{}, clerk FROM sales", "order_key, line FROM items")
ROWS = [("A-1", "Ann"), ("A-1", "1")]


def new_names(shop: Shop) -> tuple[str, str]:
    quote = "`" if shop.place.kind.database == "mariadb" else '"'
    return NEW[0].format(f"{quote}order{quote}"), NEW[1]


@pytest.mark.parametrize("change", CHANGES)
def test_a_rename_goes_forth_and_back_and_keeps_rows(shop: Shop, change: str) -> None:
    """Table, columns, indexes and constraints bear their new names, then their old ones again."""
    migrated, created = shop.place.fresh(), shop.place.fresh()
    shop.new(purchases(), "before")
    assert shop.new(CHANGES[change], "after") is not None
    assert shop.new(CHANGES[change], "once more") is None

    create(created, CHANGES[change])
    up(migrated, shop.history(), to="0001")
    earlier = schema(migrated)
    fill(migrated)

    up(migrated, shop.history())
    assert schema(created) == schema(migrated)
    assert ROWS == stored(migrated, *new_names(shop))

    down(migrated, shop.history(), to="0001")
    assert earlier == schema(migrated)
    assert ROWS == stored(migrated, *OLD)

    up(migrated, shop.history())
    assert ROWS == stored(migrated, *new_names(shop))


def test_the_sql_of_a_rename_does_the_same(shop: Shop) -> None:
    """A DBA who runs the scripts has the same tables with the same rows, and gets back."""
    by_hand, applied = shop.place.fresh(), shop.place.fresh()
    shop.new(purchases(), "before")
    shop.new(CHANGES["and more"], "after")
    history = shop.history()
    up(applied, history)
    first, second = scripts(history)

    run_script(by_hand, first.text)
    fill(by_hand)
    run_script(by_hand, second.text)
    assert schema(applied) == schema(by_hand)
    assert ROWS == stored(by_hand, *new_names(shop))

    run_script(by_hand, scripts(history, down=True)[0].text)
    assert ROWS == stored(by_hand, *OLD)


def test_a_former_name_that_never_was_renames_nothing(shop: Shop) -> None:
    """Where the revisions never built the old names, the first one has the new ones, and that is all."""
    text = shop.new(sales())

    assert text is not None
    assert "purchases" not in text
    assert shop.new(sales()) is None


def test_a_rename_is_alembic_s_where_it_has_one(postgres_shop: Shop) -> None:
    """The revision reads as a person would write it, and `new` says what it does."""
    postgres_shop.new(purchases())
    text = postgres_shop.new(sales()) or ""

    assert 'op.rename_table("purchases", "sales")' in text
    assert 'op.alter_column("sales", "clrk", new_column_name="clerk")' in text
    assert 'op.rename_table("sales", "purchases")' in text
    assert 'op.alter_column("sales", "clerk", new_column_name="clrk")' in text


def test_an_interrupted_rename_is_run_again(postgres_shop: Shop) -> None:
    """Renames that were committed before a later statement failed are found done by the next run."""
    url, whole = postgres_shop.place.fresh(), postgres_shop.place.fresh()
    required = sales(more={"clerk": "String"})
    postgres_shop.new(purchases())
    postgres_shop.new(required)
    up(url, postgres_shop.history(), to="0001")
    run(url, "INSERT INTO purchases (number, total) VALUES ('A-1', 1)")

    with pytest.raises(DataError, match="sales"):
        apply_revisions(url, postgres_shop.history())
    run(url, "UPDATE sales SET clerk = 'Ann'")
    apply_revisions(url, postgres_shop.history())

    create(whole, required)
    assert schema(whole) == schema(url)
