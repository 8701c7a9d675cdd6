"""Generating TPC-H orders with the real generator."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from nomnom.demo import generate
from nomnom.demo.generate import write_orders
from nomnom.demo.generated import facts_path
from nomnom.demo.tpch import find_program, read_table, script_folders, write_tables
from nomnom.errors import NomnomError


@pytest.fixture(scope="session")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the two tables as the generator writes them."""
    folder = tmp_path_factory.mktemp("tables")
    write_tables(find_program(script_folders()), 0.001, folder)
    return folder


def test_at_scale_a_hundredth_there_are_15000_orders(tmp_path: Path) -> None:
    """The counts are those of TPC-H, and the file has a line for each order."""
    generated = generate(0.01, tmp_path)
    assert (15_000, 60_175) == (generated.orders, generated.line_items)
    assert tmp_path / "orders-0.01.ndjson" == generated.ndjson
    assert 15_000 == generated.ndjson.read_bytes().count(b"\n")


def test_sums_and_counts_are_those_of_the_tables(tables: Path) -> None:
    """Another reader of the generated tables comes to the same numbers, to the last digit."""
    generated = write_orders(tables)
    with (tables / "orders.csv").open() as file:
        orders = [Decimal(row["o_totalprice"]) for row in csv.DictReader(file)]
    with (tables / "lineitem.csv").open() as file:
        items = [Decimal(row["l_extendedprice"]) for row in csv.DictReader(file)]
    assert (len(orders), sum(orders)) == (generated.orders, generated.total_price)
    assert (len(items), sum(items)) == (generated.line_items, generated.extended_price)


def test_sums_are_those_of_the_documents(tmp_path: Path) -> None:
    """What a reader of the NDJSON adds up is what the facts say."""
    generated = generate(0.001, tmp_path)
    decoder = msgspec.json.Decoder(float_hook=Decimal)
    documents = [decoder.decode(line) for line in generated.ndjson.read_bytes().splitlines()]
    items = [item for document in documents for item in document["line_items"]]
    assert generated.total_price == sum(document["total_price"] for document in documents)
    assert generated.extended_price == sum(item["extended_price"] for item in items)
    assert (generated.orders, generated.line_items) == (len(documents), len(items))


def test_what_was_generated_is_found_again(tmp_path: Path) -> None:
    """A second call makes nothing, and no other file is left in the folder."""
    first = generate(0.001, tmp_path)
    before = first.ndjson.stat()
    assert first == generate(0.001, tmp_path)
    after = first.ndjson.stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    files = {"orders-0.001.ndjson", "orders-0.001.facts.json"}
    assert files == {path.name for path in tmp_path.iterdir()}


@pytest.mark.parametrize("damage", ["shorter file", "no facts", "broken facts", "other layout"])
def test_what_does_not_match_is_made_anew(tmp_path: Path, damage: str) -> None:
    """A file that lost its end, or whose facts are gone or of another version, isn't used."""
    first = generate(0.001, tmp_path)
    content = first.ndjson.read_bytes()
    facts = facts_path(first.ndjson)
    if damage == "shorter file":
        first.ndjson.write_bytes(content[:-100])
    elif damage == "no facts":
        facts.unlink()
    elif damage == "broken facts":
        facts.write_bytes(b"{")
    else:
        facts.write_bytes(facts.read_bytes().replace(b'"layout":1', b'"layout":0'))
    assert first == generate(0.001, tmp_path)
    assert content == first.ndjson.read_bytes()


@pytest.mark.parametrize("scale", [0.0, -1.0, float("nan"), float("inf")])
def test_a_scale_that_is_none_is_refused(tmp_path: Path, scale: float) -> None:
    """The error says what a scale is."""
    with pytest.raises(NomnomError, match="expected a number above 0"):
        generate(scale, tmp_path)


def test_a_missing_generator_names_the_extra_to_install(tmp_path: Path) -> None:
    """The program comes with the extra that a plain installation leaves out."""
    with pytest.raises(NomnomError) as caught:
        find_program([tmp_path])
    expected = (
        "tpchgen-cli: the generator of TPC-H data is not installed; "
        "install it with: pip install 'nomnom[embedded]'"
    )
    assert expected == str(caught.value)


def test_a_generator_that_fails_is_quoted(tmp_path: Path) -> None:
    """The reason is the program's own."""
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(NomnomError, match=r"the TPC-H data could not be generated: .+"):
        write_tables(find_program(script_folders()), 0.001, blocked / "folder")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """The error has the folder, the system's reason and what to do."""
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(NomnomError, match="could not be written: ") as caught:
        generate(0.001, blocked / "folder")
    assert str(blocked / "folder") == caught.value.place


def test_unexpected_columns_are_an_error(tables: Path) -> None:
    """Another version of the generator can't put values under wrong names."""
    with pytest.raises(NomnomError, match="the columns are") as caught:
        list(read_table(tables / "orders.csv", ("o_orderkey", "o_comment")))
    assert "orders.csv" == caught.value.place
