"""Rows of the TPC-H tables `orders` and `lineitem`, joined into documents. No I/O.

Names and order of the columns are those of the TPC-H specification, 1.4.1.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import msgspec

from nomnom.errors import NomnomError

Row = Sequence[str]
"""The texts of a row, in order of the columns."""

ORDER_COLUMNS = (
    "o_orderkey",
    "o_custkey",
    "o_orderstatus",
    "o_totalprice",
    "o_orderdate",
    "o_orderpriority",
    "o_clerk",
    "o_shippriority",
    "o_comment",
)
LINE_ITEM_COLUMNS = (
    "l_orderkey",
    "l_partkey",
    "l_suppkey",
    "l_linenumber",
    "l_quantity",
    "l_extendedprice",
    "l_discount",
    "l_tax",
    "l_returnflag",
    "l_linestatus",
    "l_shipdate",
    "l_commitdate",
    "l_receiptdate",
    "l_shipinstruct",
    "l_shipmode",
    "l_comment",
)


class LineItem(msgspec.Struct, frozen=True):
    """A line item as it is written; a Raw is a number whose digits stay as they were generated."""

    line_number: msgspec.Raw
    part_key: str
    supplier_key: str
    quantity: msgspec.Raw
    extended_price: msgspec.Raw
    discount: msgspec.Raw
    tax: msgspec.Raw
    return_flag: str
    line_status: str
    ship_date: str
    commit_date: str
    receipt_date: str
    ship_instruct: str
    ship_mode: str
    comment: str


class Order(msgspec.Struct, frozen=True):
    """An order as it is written, with the line items that belong to it."""

    order_key: str
    customer_key: str
    order_status: str
    total_price: msgspec.Raw
    order_date: str
    order_priority: str
    clerk: str
    ship_priority: msgspec.Raw
    comment: str
    line_items: list[LineItem]


def join(orders: Iterable[Row], line_items: Iterable[Row]) -> Iterator[Order]:
    """Give each order its line items, both read once and side by side.

    Raises NomnomError where one of them isn't sorted by order key, or a line item has no order.
    """
    groups = groupby(_ascending(line_items, "lineitem"), key=lambda row: row[0])
    group = next(groups, None)
    last = 0
    for row in orders:
        key = int(row[0])
        if key <= last:
            raise _unsorted("orders", row[0])
        last = key
        if group is not None and int(group[0]) < key:
            raise _orphan(group[0])
        items: list[LineItem] = []
        if group is not None and group[0] == row[0]:
            items = [_line_item(item) for item in group[1]]
            group = next(groups, None)
        yield _order(row, items)
    if group is not None:
        raise _orphan(group[0])


def _ascending(rows: Iterable[Row], table: str) -> Iterator[Row]:
    last = 0
    for row in rows:
        key = int(row[0])
        if key < last:
            raise _unsorted(table, row[0])
        last = key
        yield row


def _order(row: Row, items: list[LineItem]) -> Order:
    key, customer, status, price, date, priority, clerk, ship_priority, comment = row
    return Order(
        order_key=key,
        customer_key=customer,
        order_status=status,
        total_price=msgspec.Raw(price),
        order_date=date,
        order_priority=priority,
        clerk=clerk,
        ship_priority=msgspec.Raw(ship_priority),
        comment=comment,
        line_items=items,
    )


def _line_item(row: Row) -> LineItem:
    _, part, supplier, number, quantity, price, discount, tax, *texts = row
    flag, status, ship_date, commit_date, receipt_date, instruct, mode, comment = texts
    return LineItem(
        line_number=msgspec.Raw(number),
        part_key=part,
        supplier_key=supplier,
        quantity=msgspec.Raw(quantity),
        extended_price=msgspec.Raw(price),
        discount=msgspec.Raw(discount),
        tax=msgspec.Raw(tax),
        return_flag=flag,
        line_status=status,
        ship_date=ship_date,
        commit_date=commit_date,
        receipt_date=receipt_date,
        ship_instruct=instruct,
        ship_mode=mode,
        comment=comment,
    )


def _unsorted(table: str, key: str) -> NomnomError:
    message = f"order key {key} follows a larger one, expected ascending order"
    return NomnomError(message, place=table, cure="generate the data again in another folder")


def _orphan(key: str) -> NomnomError:
    message = f"the line items of order {key} have no order"
    return NomnomError(message, place="lineitem", cure="generate the data again in another folder")
