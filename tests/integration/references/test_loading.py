"""Rows of reference entities come from files and databases, and follow them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow
import pytest
from pyarrow import parquet
from structlog.testing import capture_logs

from nomnom.errors import ConfigurationError, OutageError
from nomnom.loading import load_project
from nomnom.model.project import Project
from nomnom.references import load, load_available
from nomnom.references.refreshing import refreshing
from samples.databases import Place, run

PRODUCT = """
entity:
  name: Product
  source_type: reference
  source: {source}
  fields:
    - {{name: part_key, type: String}}
    - {{name: size, type: Integer, nullable: true}}
    - {{name: price, type: Decimal}}
"""
Shop = Callable[[str], Project]
ROWS = {
    ("tea",): {"part_key": "tea", "size": 3, "price": Decimal("4.80")},
    ("jam",): {"part_key": "jam", "size": None, "price": Decimal("7.10")},
}


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """A project of one reference entity, given its source; its folder is the test's."""

    def project(source: str) -> Project:
        (tmp_path / "product.yaml").write_text(PRODUCT.format(source=source))
        return load_project(tmp_path)

    return project


def write_csv(folder: Path) -> str:
    (folder / "products.csv").write_text("part_key,size,price\ntea,3,4.80\njam,,7.10\n")
    return "products.csv"


def write_ndjson(folder: Path) -> str:
    lines = '{"part_key": "tea", "size": 3, "price": 4.80}\n\n{"part_key": "jam", "price": 7.10}\n'
    (folder / "products.ndjson").write_text(lines)
    return "products.ndjson"


def write_parquet(folder: Path) -> str:
    prices = pyarrow.array([Decimal("4.80"), Decimal("7.10")], pyarrow.decimal128(10, 2))
    table = pyarrow.table({"part_key": ["tea", "jam"], "size": [3, None], "price": prices})
    parquet.write_table(table, folder / "products.parquet")
    return "products.parquet"


@pytest.mark.parametrize("write", [write_csv, write_ndjson, write_parquet])
def test_rows_come_from_a_file(shop: Shop, tmp_path: Path, write: Callable[[Path], str]) -> None:
    """Of each kind the same, exact ones."""
    project = shop(f"{{file: {write(tmp_path)}, key: part_key}}")

    assert ROWS == load(project, database_url=None).rows["Product"]


@pytest.mark.parametrize("source", ["table: products", "query: SELECT * FROM products WHERE 1 = 1"])
def test_rows_come_from_the_database(shop: Shop, place: Place, source: str) -> None:
    """Of a table or of a query, on each database."""
    exact = "TEXT" if place.kind.database == "sqlite" else "NUMERIC(12, 2)"
    run(
        place.url,
        f"CREATE TABLE products (part_key VARCHAR(20), size INTEGER, price {exact}, other INTEGER)",
        "INSERT INTO products VALUES ('tea', 3, '4.80', 1), ('jam', NULL, '7.10', 2)",
    )
    project = shop(f"{{{source}, key: part_key}}")

    assert ROWS == load(project, database_url=place.url).rows["Product"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "products.csv: can't be read: No such file or directory"),
        ("part_key,size,price\ntea,three,1\n", 'record 1, size = "three"'),
        ("part_key,size\ntea,3\n", "record 1, price = null: expected a value"),
    ],
)
def test_a_file_that_is_not_right_is_said(
    shop: Shop, tmp_path: Path, text: str | None, message: str
) -> None:
    """With the file, the record, the field and what was expected."""
    if text is not None:
        (tmp_path / "products.csv").write_text(text)
    with pytest.raises(ConfigurationError) as caught:
        load(shop("{file: products.csv, key: part_key}"), database_url=None)
    assert message in str(caught.value)
    assert "products.csv" in str(caught.value)


def test_without_a_database_its_rows_are_left_unread(tmp_path: Path) -> None:
    """Where that will do; those of files are read, and a worker refuses to begin."""
    others = {"stock": "table: stock", "shelf": "query: SELECT 1"}
    (tmp_path / "product.yaml").write_text(
        PRODUCT.format(source=f"{{file: {write_ndjson(tmp_path)}, key: part_key}}")
    )
    for name, source in others.items():
        text = PRODUCT.replace("Product", name.title())
        (tmp_path / f"{name}.yaml").write_text(text.format(source=f"{{{source}, key: part_key}}"))
    project = load_project(tmp_path)
    found = load_available(project, database_url=None)

    assert {"Product": ROWS} == found.rows
    assert frozenset({"Stock", "Shelf"}) == found.unread
    with pytest.raises(
        ConfigurationError, match="the rows of Shelf are in the database, and there"
    ):
        load(project, database_url=None)


def test_with_a_database_its_rows_are_read(shop: Shop, place: Place) -> None:
    """All of them; one that is away is an outage all the same."""
    run(
        place.url,
        "CREATE TABLE products (part_key VARCHAR(20), size INTEGER, price VARCHAR(20))",
        "INSERT INTO products VALUES ('tea', 3, '4.80')",
    )
    found = load_available(shop("{table: products, key: part_key}"), database_url=place.url)

    assert ([("tea",)], frozenset()) == (list(found.rows["Product"]), found.unread)


def test_a_database_that_is_away_is_an_outage(shop: Shop, place: Place) -> None:
    """It is waited for, as everywhere; a table that is missing is not."""
    project = shop("{table: products, key: part_key}")
    with pytest.raises(ConfigurationError, match="products"):
        load(project, database_url=place.url)
    if place.server:
        with pytest.raises(OutageError):
            load(project, database_url=place.kind.nowhere)


async def changed(rows: Callable[[], Any], before: Any) -> Any:
    """The next value that differs; the test's time-out ends a wait for nothing."""
    while (now := rows()) == before:
        await asyncio.sleep(0.02)
    return now


def test_rows_follow_their_file(shop: Shop, tmp_path: Path) -> None:
    """Read again after `refresh` seconds; a file that is broken meanwhile changes nothing."""
    file = write_csv(tmp_path)
    project = shop(f"{{file: {file}, key: part_key, refresh: 1}}")
    references = load(project, database_url=None)

    async def follow() -> dict[Any, Any]:
        async with refreshing(references, project, database_url=None):
            (tmp_path / file).write_text("part_key,size,price\ntea,many,1\n")
            await changed(lambda: len(logs), 0)
            assert ROWS == references.rows["Product"]
            (tmp_path / file).write_text("part_key,size,price\noil,1,2\n")
            found: dict[Any, Any] = await changed(lambda: references.rows["Product"], ROWS)
            return found

    with capture_logs() as logs:
        after = asyncio.run(follow())
    assert [("oil",)] == list(after)
    assert "reference.kept" == logs[0]["event"]
