"""What is told of values that are looked up, and of those that can't be because rows aren't at hand."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from nomnom.explaining import Explanation, as_json, as_text, explain
from nomnom.explaining.explanation import Document, FieldValue
from nomnom.extraction import References, compile_plan
from nomnom.model.entity import Computation, Entity, ReferenceSource, Source, SourceType
from samples.entities import called, derived, field, project, root
from samples.stored import persistence

ARTICLE_FIELDS = (field("article"), field("price", "Decimal"))
ARTICLE = Entity(
    name="Article",
    source_type=SourceType.REFERENCE,
    fields=ARTICLE_FIELDS,
    persistence=persistence("articles", ARTICLE_FIELDS),
    reference=ReferenceSource(("article",), table="articles"),
)
PRICE = Computation(
    "lookup_entity", (Source("self", "article"),), {"entity": "Article", "field": "price"}
)
SALE = root(
    "Sale",
    field("article"),
    field("price", "Decimal", PRICE),
    field("twice", "Decimal", called("add", ("self", "price"), ("self", "price"))),
)
COPY = derived("Copy", field("article"), field("price", "Decimal"), of="Sale")
TEA = {("tea",): {"article": "tea", "price": Decimal("4.80")}}


def told(
    references: References | None, article: str = "tea", entity: str | None = None
) -> Document:
    """What is told of a sale."""
    declared = project(SALE, COPY, ARTICLE)
    plan = compile_plan(declared, references=references)
    payload = json.dumps({"article": article}).encode()
    (document,) = explain(declared, plan, payload, entity=entity).documents
    return document


def fields(document: Document) -> dict[str, FieldValue]:
    """The fields of the first entity told of, by name."""
    return {each.name: each for each in document.entities[0].records[0].fields}


def as_document(document: Document) -> dict[str, Any]:
    """The document as JSON, decoded."""
    (only,) = json.loads(as_json(Explanation((document,))))["documents"]
    assert isinstance(only, dict)
    return only


def test_what_is_looked_up_is_told_like_other_values() -> None:
    """A key that isn't there is a dead letter, with the reason at its field."""
    found, missing = (told(References({"Article": TEA}), article) for article in ("tea", "tee"))

    assert ((), "4.80") == (found.unread, fields(found)["price"].value)
    assert "9.60" == fields(found)["twice"].value
    assert "unread" not in as_text(Explanation((found,)))
    assert [] == as_document(found)["unread"]
    assert 'expected a key of Article, which has no row "tee"' == fields(missing)["price"].problem


@pytest.mark.parametrize("references", [References(unread=frozenset({"Article"})), None])
def test_what_cannot_be_looked_up_is_not_told_as_null(references: References | None) -> None:
    """Nor what is computed of it; both say whose rows it takes."""
    document = told(references)

    assert ("rows", ("Article",)) == (document.verdict, document.unread)
    assert ('"tea"', ()) == (fields(document)["article"].value, fields(document)["article"].unread)
    for name in ("price", "twice"):
        assert ("", ("Article",)) == (fields(document)[name].value, fields(document)[name].unread)
    assert ("Article",) == fields(told(references, entity="Copy"))["price"].unread


def test_the_tree_says_what_is_not_read() -> None:
    """With the cure above, a question mark in place of the value, and what the SQL has instead."""
    unread = Explanation((told(References(unread=frozenset({"Article"}))),))
    lines = as_text(unread, width=120).splitlines()

    assert "Sale, the only root entity: 2 rows" == lines[0]
    assert (
        "├── ? unread  the rows of Article aren't at hand; name their database with --database-url"
        == lines[1]
    )
    (price,) = (line for line in lines if "    price " in line and "lookup_entity" in line)
    assert "price    ?      lookup_entity(self.article, entity: Article, field: price)" in price
    assert price.endswith("Article isn't read")
    (title,) = (line for line in lines if line.startswith("SQL for PostgreSQL"))
    assert title.endswith("; what is looked up in Article is NULL here:")


def test_so_does_the_json() -> None:
    """A field has no value then, which null would be."""
    document = as_document(told(References(unread=frozenset({"Article"}))))
    (sale,) = (each for each in document["entities"] if each["entity"] == "Sale")
    article, price, _ = sale["records"][0]["fields"]

    assert ["Article"] == document["unread"] == price["unread"]
    assert ("price", False) == (price["name"], "value" in price)
    assert ("tea", False) == (article["value"], "unread" in article)
