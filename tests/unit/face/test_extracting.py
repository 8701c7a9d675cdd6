"""Rows for a program that imports nomnom."""

from __future__ import annotations

import datetime as dt
import sqlite3
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest

import nomnom
from nomnom.tables import ddl, entity_tables, render

DOCUMENT = {
    "order_key": "O-1",
    "total": Decimal("12.30"),
    "class": "a",
    "extra": {"n": 1.50},
    "items": [{"article": "tea"}, {"article": "it's"}],
}
TEXT = (
    '{"order_key": "O-1", "total": 12.30, "class": "a", "extra": {"n": 1.50},'
    ' "items": [{"article": "tea"}, {"article": "it\'s"}]}'
)


def test_a_project_tells_what_it_has(shop: nomnom.Project) -> None:
    """Its name, its roots, and the entities whose rows it gives."""
    assert ("shop", ("Order", "Scan")) == (shop.name, shop.roots)
    assert ("Order", "Item", "Notice", "Scan") == shop.entities
    assert 'Project("shop": Order, Item, Notice, Scan)' == repr(shop)


@pytest.mark.parametrize("data", [TEXT, TEXT.encode(), bytearray(TEXT, "utf-8"), DOCUMENT])
def test_rows_come_of_text_and_of_documents(shop: nomnom.Project, data: Any) -> None:
    """A payload and the document that it holds give the same rows, with exact numbers."""
    rows = shop.extract("Order", data)
    assert ["Order", "Item", "Notice"] == list(rows)
    (order,) = rows["Order"]
    assert ("O-1", "12.30", "a") == (order.order_key, str(order.total), order.class_)
    assert ["tea", "it's"] == [item.article for item in rows["Item"]]
    assert "Rows(Order: 1, Item: 2, Notice: 1)" == repr(rows)


def test_a_row_is_a_dict_too(shop: nomnom.Project) -> None:
    """By the names of its fields, JSON decoded with exact numbers."""
    (order,) = shop.extract("Order", TEXT)["Order"]
    assert {
        "order_key": "O-1",
        "total": Decimal("12.30"),
        "placed_at": None,
        "class": "a",
        "extra": {"n": Decimal("1.50")},
    } == order.as_dict()
    assert isinstance(order, nomnom.Row)


def test_several_records_at_once(shop: nomnom.Project) -> None:
    """As lines of a payload, or as any iterable of documents."""
    documents = [{"order_key": f"O-{n}", "total": n} for n in range(3)]
    payload = "\n".join(msgspec.json.encode(each).decode() for each in documents)
    expected = ["O-0", "O-1", "O-2"]
    for data in (payload, documents, iter(documents)):
        assert expected == [row.order_key for row in shop.extract("Order", data)["Order"]]
    assert [] == shop.extract("Order", [])["Order"]


def test_lines_are_read_as_their_root_says(shop: nomnom.Project) -> None:
    """A root with an input of its own takes its text; decoded documents make no sense there."""
    (scan,) = shop.extract("Scan", "C-1,1.50")["Scan"]
    assert {"code": "C-1", "weight": Decimal("1.50")} == scan.as_dict()
    with pytest.raises(TypeError, match="Scan arrives as csv_line: expected its text, got dict"):
        shop.extract("Scan", {"code": "C-1", "weight": 1})


def test_times_and_dates_of_documents(shop: nomnom.Project) -> None:
    """Are written as JSON has them, and come back as they were."""
    placed = dt.datetime(2026, 1, 2, 3, 4, 5)
    rows = shop.extract("Order", {"order_key": "O-1", "total": 1, "placed_at": placed})
    assert placed == rows["Order"][0].placed_at


def test_a_bad_record_raises_with_every_problem(shop: nomnom.Project) -> None:
    """Each with its entity, its path and what was expected."""
    with pytest.raises(nomnom.RecordError) as raised:
        shop.extract("Order", {"total": "x", "items": [{}]})
    assert {("Order", "$.total"), ("Order", "$.order_key"), ("Item", "$.items[0].article")} <= {
        (problem.entity, problem.json_path) for problem in raised.value.problems
    }
    assert raised.value.place is None


def test_the_error_tells_which_records(shop: nomnom.Project) -> None:
    """Counted from 0, where there are several."""
    good = {"order_key": "O-1", "total": 1}
    with pytest.raises(nomnom.RecordError, match=r"^records 1, 2: Order \$\.total: "):
        shop.extract("Order", [good, good | {"total": "x"}, good | {"total": None}])


def test_errors_can_be_collected(shop: nomnom.Project) -> None:
    """Then the good records have their rows, and the bad ones are told of."""
    rows = shop.extract("Order", TEXT + "\n{}\nnonsense", errors="collect")
    assert [1, 2] == [bad.index for bad in rows.bad]
    assert [b"{}", b"nonsense"] == [bad.document for bad in rows.bad]
    assert 1 == len(rows["Order"])


@pytest.mark.parametrize(
    ("data", "error", "message"),
    [
        ({"a": object()}, TypeError, "object"),
        ([1], TypeError, "expected a mapping for each document, got int"),
        (1, TypeError, "int"),
        ({"a": [{"b": float("nan")}]}, ValueError, "expected finite numbers, got nan"),
    ],
)
def test_what_is_no_document(
    shop: nomnom.Project, data: Any, error: type[Exception], message: str
) -> None:
    """It is a mistake of the program, and no record's problem."""
    with pytest.raises(error, match=message):
        shop.extract("Order", data)


def test_an_unknown_root_gets_the_nearest(shop: nomnom.Project) -> None:
    """As everywhere; so does a word for errors that there isn't."""
    with pytest.raises(ValueError, match='shop has no root entity "Ordr"; did you mean "Order"'):
        shop.extract("Ordr", TEXT)
    with pytest.raises(ValueError, match='errors is "raise" or "collect", got "ignore"'):
        shop.extract("Order", TEXT, errors="ignore")  # type: ignore[arg-type]


def test_an_entity_that_gives_no_rows_is_a_key_error(shop: nomnom.Project) -> None:
    """Entities of other roots too: only what the root can give rise to is there."""
    rows = shop.extract("Order", TEXT)
    with pytest.raises(KeyError, match="Scan"):
        rows["Scan"]


class Order(msgspec.Struct, frozen=True):
    order_key: str
    total: Decimal
    class_: str | None = msgspec.field(name="class")


@dataclass
class Item:
    article: str


def test_rows_are_typed(shop: nomnom.Project) -> None:
    """As structs or dataclasses with some of the fields, by the name of the class."""
    rows = shop.extract("Order", TEXT)
    assert [Order("O-1", Decimal("12.30"), "a")] == rows.typed(Order)
    assert [Item("tea"), Item("it's")] == rows.typed(Item)


class Notice(msgspec.Struct):
    order_key: int


def test_a_class_that_does_not_fit_is_told_so(shop: nomnom.Project) -> None:
    """An outdated module is found where it is used."""
    with pytest.raises(TypeError, match=r"Notice doesn't fit .* run `nomnom generate models`"):
        shop.extract("Order", TEXT).typed(Notice)


def test_the_script_puts_the_rows_into_tables(shop: nomnom.Project) -> None:
    """SQLite runs it, twice, and holds the rows once; an entity without a table isn't in it."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(render(ddl(entity_tables(shop._model, "sqlite"), "sqlite")))
    script = shop.extract("Order", TEXT).sql("sqlite")
    connection.executescript("PRAGMA foreign_keys = ON;" + script + script)
    found = connection.execute(
        "SELECT total, article FROM orders JOIN items USING (order_key) ORDER BY article"
    )
    assert [("12.3", "it's"), ("12.3", "tea")] == found.fetchall()
    assert "notice" not in script.lower()
    connection.close()


def test_no_rows_are_no_script(shop: nomnom.Project) -> None:
    """Nothing to do is nothing to run."""
    assert "" == shop.extract("Order", "{}", errors="collect").sql()


def test_a_wrong_project_raises_with_its_findings(tmp_path: Path) -> None:
    """All of them, as `nomnom validate` shows them; a path may be text."""
    with pytest.raises(nomnom.ProjectError) as raised:
        nomnom.load_project(str(tmp_path / "nowhere"))
    assert ["NN007"] == [finding.code for finding in raised.value.diagnostics]
