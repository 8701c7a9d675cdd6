"""Joining rows of the two TPC-H tables into documents."""

from __future__ import annotations

import msgspec
import pytest

from nomnom.demo.documents import join
from nomnom.errors import NomnomError

ORDER = ["1", "37", "O", "131251.81", "1996-01-02", "5-LOW", "Clerk#000000951", "0", "sleep"]
ITEM = [
    *("1", "156", "4", "1", "17", "17954.50", "0.04", "0.02", "N", "O"),
    *("1996-03-13", "1996-02-12", "1996-03-22", "DELIVER IN PERSON", "TRUCK", "courts"),
]


def _order(key: int, comment: str = "sleep") -> list[str]:
    return [str(key), *ORDER[1:-1], comment]


def _item(key: int) -> list[str]:
    return [str(key), *ITEM[1:]]


def test_a_document_has_all_columns_under_their_names() -> None:
    """Keys are strings, dates too; numbers have the digits they were generated with."""
    (order,) = join([ORDER], [ITEM])
    expected = (
        '{"order_key":"1","customer_key":"37","order_status":"O","total_price":131251.81,'
        '"order_date":"1996-01-02","order_priority":"5-LOW","clerk":"Clerk#000000951",'
        '"ship_priority":0,"comment":"sleep","line_items":[{"line_number":1,"part_key":"156",'
        '"supplier_key":"4","quantity":17,"extended_price":17954.50,"discount":0.04,"tax":0.02,'
        '"return_flag":"N","line_status":"O","ship_date":"1996-03-13","commit_date":"1996-02-12",'
        '"receipt_date":"1996-03-22","ship_instruct":"DELIVER IN PERSON","ship_mode":"TRUCK",'
        '"comment":"courts"}]}'
    )
    assert expected == msgspec.json.encode(order).decode()


def test_text_is_escaped() -> None:
    """A comment may hold quotes, backslashes and line ends, and stays on its line."""
    comment = 'a "quoted" \\ and\nbroken é'
    (order,) = join([_order(1, comment)], [])
    encoded = msgspec.json.encode(order)
    assert comment == msgspec.json.decode(encoded)["comment"]
    assert b"\n" not in encoded


def test_each_order_gets_its_own_line_items() -> None:
    """Keys may leave gaps, and an order may have no line item at all."""
    orders = join([_order(n) for n in (1, 3, 32)], [_item(n) for n in (1, 1, 32, 32, 32)])
    assert [("1", 2), ("3", 0), ("32", 3)] == [(o.order_key, len(o.line_items)) for o in orders]


@pytest.mark.parametrize("key", [1, 2, 9])
def test_a_line_item_without_order_is_an_error(key: int) -> None:
    """Nothing is left out silently, before, between or after the orders."""
    orders = [_order(n) for n in (3, 5)] if key == 1 else [_order(n) for n in (1, 5)]
    with pytest.raises(NomnomError, match=f"the line items of order {key} have no order"):
        list(join(orders, [_item(key)]))


@pytest.mark.parametrize(
    ("orders", "items", "table"),
    [((2, 1), (), "orders"), ((1, 1), (), "orders"), ((1, 2), (2, 1), "lineitem")],
)
def test_rows_out_of_order_are_an_error(
    orders: tuple[int, ...], items: tuple[int, ...], table: str
) -> None:
    """Joining side by side is only right where both tables are sorted by order key."""
    with pytest.raises(NomnomError, match="expected ascending order") as caught:
        list(join(map(_order, orders), map(_item, items)))
    assert table == caught.value.place
