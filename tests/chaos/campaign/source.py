"""The rows that orders have to become, from their JSON alone: none of nomnom's code is asked."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from chaos.campaign.comparison import Columns, Row

_TEXT = str
_NUMBER = Decimal
_DAY = dt.date.fromisoformat

Reader = Callable[[str], object]

ORDERS: Mapping[str, Reader] = {
    "order_key": _TEXT,
    "customer_key": _TEXT,
    "order_status": _TEXT,
    "total_price": _NUMBER,
    "order_date": _TEXT,
    "order_priority": _TEXT,
    "clerk": _TEXT,
    "ship_priority": int,
    "comment": _TEXT,
}
LINE_ITEMS: Mapping[str, Reader] = {
    "line_number": int,
    "part_key": _TEXT,
    "supplier_key": _TEXT,
    "quantity": _NUMBER,
    "extended_price": _NUMBER,
    "discount": _NUMBER,
    "tax": _NUMBER,
    "return_flag": _TEXT,
    "line_status": _TEXT,
    "ship_date": _DAY,
    "commit_date": _DAY,
    "receipt_date": _DAY,
    "ship_instruct": _TEXT,
    "ship_mode": _TEXT,
    "comment": _TEXT,
}

TABLES = (
    Columns("orders", tuple(ORDERS), key=1, sums=("total_price",)),
    Columns(
        "order_line_items",
        ("order_key", *LINE_ITEMS),
        key=2,
        sums=("quantity", "extended_price", "discount", "tax"),
    ),
)
"""The tables that hold the orders, with every column but the surrogate keys."""

RECEIPTS = Columns("order_receipts", ("message_id", "order_key"), key=2)
"""The table without unicity fields: one row per order of each message."""


def expected_rows(documents: Iterable[bytes]) -> dict[str, list[Row]]:
    """The rows of orders by table, in the columns of `TABLES`."""
    rows: dict[str, list[Row]] = {table.table: [] for table in TABLES}
    for document in documents:
        order = parsed(document)
        rows["orders"].append(_row(ORDERS, order))
        for item in order["line_items"]:
            rows["order_line_items"].append((order["order_key"], *_row(LINE_ITEMS, item)))
    return rows


def _row(readers: Mapping[str, Reader], members: Mapping[str, str]) -> Row:
    return tuple(
        read(members[name]) if members.get(name) is not None else None
        for name, read in readers.items()
    )


def order_key(document: bytes) -> str:
    """The key of an order."""
    return str(parsed(document)["order_key"])


def parsed(document: bytes) -> Any:
    """An order whose numbers are texts: their digits are what has to arrive."""
    return json.loads(document, parse_float=str, parse_int=str)
