"""What records become, at a prompt."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from samples.databases import run
from samples.up import command, environment

Nomnom = Callable[..., CompletedProcess[str]]

VISIT = """
entity:
  name: Visit
  source_type: root
  fields:
    - {name: page, type: String}
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
ARTICLE = """
entity:
  name: Article
  source_type: reference
  source: {SOURCE, key: article}
  fields: [{name: article, type: String}, {name: price, type: Decimal}]
"""
GOOD = '{"order_key": "a", "line_items": []}\n'
BAD = '{"order_key": 1, "line_items": []}\n'


@pytest.fixture
def orders(shop: Path) -> Path:
    """A file of one order, beside the project."""
    file = shop.parent / "orders.ndjson"
    file.write_text(GOOD, encoding="utf-8")
    return file


def test_a_good_record_is_explained(nomnom: Nomnom, shop: Path, orders: Path) -> None:
    """As plain text where it is piped, with its rows and its SQL."""
    ended = nomnom("explain", shop, orders)

    assert (0, "") == (ended.returncode, ended.stderr)
    assert "Order, the only root entity: 1 row\n" == ended.stdout.splitlines(keepends=True)[0]
    assert "INSERT INTO orders (order_key, line_items)" in ended.stdout
    assert "\x1b" not in ended.stdout


def test_the_project_may_be_left_out(nomnom: Nomnom, shop: Path, orders: Path) -> None:
    """Then it is the current folder, or one of entities."""
    ended = nomnom("explain", orders, "--entities", shop)

    assert (0, "") == (ended.returncode, ended.stderr)
    assert "Order, the only root entity" in ended.stdout


def test_a_dead_letter_is_exit_code_2(nomnom: Nomnom, shop: Path, orders: Path) -> None:
    """Its neighbours are explained too."""
    orders.write_text(GOOD + BAD, encoding="utf-8")
    ended = nomnom("explain", shop, orders)

    assert (2, "") == (ended.returncode, ended.stderr)
    assert "document 1: Order, the only root entity: 1 row\n" in ended.stdout
    assert "document 2: Order, the only root entity: a dead letter" in ended.stdout
    assert "✗ type  Order $.order_key: expected a string (got 1)\n" in ended.stdout


def test_standard_input_becomes_json(shop: Path) -> None:
    """For programs."""
    ended = subprocess.run(
        command("explain", str(shop), "-", "--format", "json"),
        input=BAD.encode(),
        env=environment(),
        capture_output=True,
        timeout=60,
        check=False,
    )
    (document,) = json.loads(ended.stdout)["documents"]

    assert (2, "dead_letter", "$.order_key") == (
        ended.returncode,
        document["verdict"],
        document["problems"][0]["path"],
    )


def test_a_record_without_a_root_is_exit_code_1(nomnom: Nomnom, shop: Path, orders: Path) -> None:
    """With what it lacks to be one of each; a name helps."""
    (shop / "visit.yaml").write_text(VISIT, encoding="utf-8")
    orders.write_text('{"order_key": "a"}', encoding="utf-8")
    unknown, named = (
        nomnom("explain", shop, orders),
        nomnom("explain", shop, orders, "--entity", "Order"),
    )

    assert (1, 2) == (unknown.returncode, named.returncode)
    assert "no root entity: none fits; name one with --entity" in unknown.stdout
    assert "Visit needs page too" in unknown.stdout


def test_the_generated_code_can_be_read(nomnom: Nomnom, shop: Path) -> None:
    """Under its root's name."""
    ended = nomnom("explain", shop, "--code")

    assert (0, "") == (ended.returncode, ended.stderr)
    assert ["# Order", "def rows(records, message):"] == ended.stdout.splitlines()[:2]


@pytest.fixture
def till(tmp_path: Path) -> Path:
    """A project whose prices are looked up in a file, with a sale in `sale.json`."""
    folder = tmp_path / "till"
    folder.mkdir()
    (folder / "sale.yaml").write_text(SALE, encoding="utf-8")
    write_source(folder, "file: prices.csv")
    (folder / "prices.csv").write_text("article,price\ntea,4.80\n", encoding="utf-8")
    (tmp_path / "sale.json").write_text('{"article": "tea"}', encoding="utf-8")
    return folder


def write_source(folder: Path, source: str) -> None:
    """Have the prices be read elsewhere."""
    text = ARTICLE.replace("SOURCE", source)
    (folder / "article.yaml").write_text(text, encoding="utf-8")


def test_values_are_looked_up_in_files(nomnom: Nomnom, till: Path, tmp_path: Path) -> None:
    """As a worker does; what is wrong with such a file is told as there."""
    ended = nomnom("explain", till, tmp_path / "sale.json")
    assert (0, "") == (ended.returncode, ended.stderr)
    assert "VALUES ('tea', 4.80)" in ended.stdout

    (till / "prices.csv").write_text("article,price\ntea,much\n", encoding="utf-8")
    broken = nomnom("explain", till, tmp_path / "sale.json")
    assert (1, "") == (broken.returncode, broken.stdout)
    assert (
        'error: prices.csv: a row can\'t be one of Article: record 1, price = "much"'
        in broken.stderr
    )


def test_values_of_a_database_need_its_url(nomnom: Nomnom, till: Path, tmp_path: Path) -> None:
    """By option or environment; without one the tree says that they aren't read."""
    write_source(till, "table: articles")
    url = f"sqlite:///{tmp_path / 'shop.db'}"
    run(url, "CREATE TABLE articles (article TEXT, price TEXT)")
    run(url, "INSERT INTO articles VALUES ('tea', '4.80')")
    told = nomnom("explain", till, tmp_path / "sale.json")
    by_option = nomnom("explain", till, tmp_path / "sale.json", "--database-url", url)
    by_variable = nomnom("explain", till, tmp_path / "sale.json", DATABASE_URL=url)

    assert (0, 0, 0) == (told.returncode, by_option.returncode, by_variable.returncode)
    assert (
        "the rows of Article aren't at hand; name their database with --database-url" in told.stdout
    )
    assert "VALUES ('tea', NULL)" in told.stdout
    assert "VALUES ('tea', 4.80)" in by_option.stdout
    assert by_option.stdout == by_variable.stdout


def test_the_generated_code_looks_values_up(nomnom: Nomnom, till: Path) -> None:
    """It is that of a worker, and no rows are read for it."""
    (till / "prices.csv").unlink()
    ended = nomnom("explain", till, "--code")

    assert (0, "") == (ended.returncode, ended.stderr)
    assert "lookup_entity" in ended.stdout


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (
            ("orders.ndjson", "--entity", "Ordr"),
            'records of an entity "Ordr"; did you mean "Order"?',
        ),
        (("gone.ndjson",), "error: gone.ndjson: can't be read: No such file or directory"),
        (
            ("orders.ndjson", "--code"),
            "error: --code takes no FILE, got orders.ndjson; leave it out",
        ),
    ],
)
def test_what_cannot_be_explained_is_an_error(
    nomnom: Nomnom, shop: Path, orders: Path, arguments: tuple[str, ...], error: str
) -> None:
    """On stderr, with exit code 1."""
    ended = nomnom("explain", shop, *arguments)

    assert (1, "") == (ended.returncode, ended.stdout)
    assert error in ended.stderr


def test_without_a_file_there_is_nothing_to_explain(nomnom: Nomnom) -> None:
    """The error says what to name."""
    ended = nomnom("explain")

    assert (
        1,
        "error: there is no FILE to explain; name one, or - for standard input; --code needs none\n",
    ) == (
        ended.returncode,
        ended.stderr,
    )
