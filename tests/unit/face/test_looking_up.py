"""Rows of a program have what a worker would look up."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

import nomnom
from samples.databases import Place, run

ARTICLE = """
entity:
  name: Article
  source_type: reference
  source: {SOURCE, key: article}
  fields: [{name: article, type: String}, {name: price, type: Decimal}]
"""
SALE = """
entity:
  name: Sale
  source_type: root
  fields:
    - {name: article, type: String}
    - name: price
      type: Decimal
      computed_from: {transform: lookup_entity, sources: [self.article], args: {entity: Article, field: price}}
  persistence: {database: {conformant_table: sales}}
"""
VISIT = """
entity:
  name: Visit
  source_type: root
  fields: [{name: page, type: String}]
"""


def till(folder: Path, source: str) -> Path:
    """A project whose prices are looked up there."""
    texts = {"article": ARTICLE.replace("SOURCE", source), "sale": SALE, "visit": VISIT}
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def price(project: nomnom.Project) -> Decimal:
    """What tea is sold for."""
    (sale,) = project.extract("Sale", {"article": "tea"})["Sale"]
    assert isinstance(sale.price, Decimal)
    return sale.price


def test_values_are_looked_up_in_files(tmp_path: Path) -> None:
    """A key that isn't there is a problem of the record, which names it."""
    folder = till(tmp_path, "file: prices.csv")
    (folder / "prices.csv").write_text("article,price\ntea,4.80\n", encoding="utf-8")
    project = nomnom.load_project(folder)

    assert "4.80" == str(price(project))
    with pytest.raises(nomnom.RecordError, match='a key of Article, which has no row "tee"'):
        project.extract("Sale", {"article": "tee"})


def test_a_file_that_is_not_right_is_said_at_once(tmp_path: Path) -> None:
    """In the words of a worker."""
    with pytest.raises(
        nomnom.ConfigurationError, match=r"prices\.csv: can't be read: No such file"
    ):
        nomnom.load_project(till(tmp_path, "file: prices.csv"))


@pytest.mark.parametrize("source", ["table: articles", "query: SELECT * FROM articles"])
def test_values_are_looked_up_in_a_database(tmp_path: Path, sqlite: Place, source: str) -> None:
    """The one whose URL is given."""
    run(sqlite.url, "CREATE TABLE articles (article TEXT, price TEXT)")
    run(sqlite.url, "INSERT INTO articles VALUES ('tea', '4.80')")

    assert "4.80" == str(
        price(nomnom.load_project(till(tmp_path, source), database_url=sqlite.url))
    )


def test_nothing_is_null_for_want_of_a_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Records that would be looked up there are refused, whatever the environment; others aren't."""
    monkeypatch.setenv("DATABASE_URL", "sqlite:///elsewhere.db")
    project = nomnom.load_project(till(tmp_path, "table: articles"))

    assert ["/"] == [visit.page for visit in project.extract("Visit", {"page": "/"})["Visit"]]
    with pytest.raises(nomnom.ConfigurationError) as raised:
        project.extract("Sale", {"article": "tea"}, errors="collect")
    assert (
        "Sale: the rows of Article are in a database, and none was given; "
        "load the project with load_project(…, database_url=…)"
    ) == str(raised.value)
