"""Rows of tpch, made by `nomnom generate models`."""

from datetime import date
from decimal import Decimal

import msgspec


class Order(msgspec.Struct, frozen=True):
    """A customer's order with its line items"""

    order_key: str
    """The order's number, unique among all orders"""
    customer_key: str
    """Who ordered"""
    order_status: str
    """O (open), F (fulfilled) or P (in part)"""
    total_price: Decimal
    """Exact to the last digit, as is every number here"""
    order_date: str
    order_priority: str | None
    clerk: str | None
    ship_priority: int | None
    comment: str | None


class OrderLineItem(msgspec.Struct, frozen=True):
    """A single line item within an order"""

    order_key: str
    line_number: int
    part_key: str
    supplier_key: str
    quantity: Decimal
    extended_price: Decimal
    discount: Decimal
    tax: Decimal
    return_flag: str
    line_status: str
    ship_date: date
    commit_date: date
    receipt_date: date
    ship_instruct: str
    ship_mode: str
    comment: str | None
