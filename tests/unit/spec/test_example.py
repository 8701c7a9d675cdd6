"""The example that new users read first."""

from pathlib import Path

from nomnom.loading import read_folder

TPCH = Path(__file__).parents[3] / "examples" / "tpch"


def test_nothing_is_wrong_with_it() -> None:
    """The TPC-H example validates without a murmur, and is named after its settings."""
    reading = read_folder(TPCH)
    assert () == reading.diagnostics
    assert reading.project is not None
    assert "tpch" == reading.project.name


def test_its_entities() -> None:
    """Orders and line items have tables, parents first; customers and products are read elsewhere."""
    project = read_folder(TPCH).project
    assert project is not None
    assert ["Customer", "Order", "OrderLineItem", "Product"] == [e.name for e in project.entities]
    assert ["orders", "order_line_items"] == [
        e.persistence and e.persistence.table for e in project.stored
    ]


def test_all_line_item_columns() -> None:
    """All sixteen columns of the TPC-H table are there, with exact numbers and real dates."""
    project = read_folder(TPCH).project
    assert project is not None
    item = project.entity("OrderLineItem")
    assert item is not None
    assert item.persistence is not None
    types = {column.name: str(column.type) for column in item.persistence.columns}
    exact = {name for name, type_ in types.items() if type_ == "Decimal"}
    days = {name for name, type_ in types.items() if type_ == "Date"}
    assert 16 == len(types)
    assert {"quantity", "extended_price", "discount", "tax"} == exact
    assert {"ship_date", "commit_date", "receipt_date"} == days
