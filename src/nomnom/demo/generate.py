"""Generating the demo's file of orders."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from nomnom.demo.documents import LINE_ITEM_COLUMNS, ORDER_COLUMNS, Order, join
from nomnom.demo.generated import Generated, facts_path, read_generated, write_facts
from nomnom.demo.tpch import find_program, read_table, script_folders, write_tables
from nomnom.errors import NomnomError

_BUFFER = 1 << 20


def generate(scale: float, folder: Path) -> Generated:
    """Make `orders-<scale>.ndjson` in `folder`, or find it there from an earlier call.

    A scale of 1 is 1.5 million orders and 6 million line items, about 2 GB. Neither memory nor a broken-off
    call is a worry: rows are streamed, and files appear in the folder only when they are whole. The same
    scale gives the same file everywhere. Raises NomnomError where the data can't be generated.
    """
    if not (math.isfinite(scale) and scale > 0):
        raise NomnomError(f"the scale is {scale:g}, expected a number above 0", place="TPC-H")
    ndjson = folder / f"orders-{scale:.12g}.ndjson"
    if generated := read_generated(ndjson):
        return generated
    program = find_program(script_folders())
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # Below the folder: a file can be renamed into place only from the same file system.
        with TemporaryDirectory(dir=folder, prefix=".generating-") as workshop:
            write_tables(program, scale, Path(workshop))
            return _publish(write_orders(Path(workshop)), ndjson)
    except OSError as error:
        raise NomnomError(
            f"the TPC-H data could not be written: {error.strerror or error}",
            place=str(folder),
            cure="name a folder that can be written to, on a disk with room",
        ) from error


def write_orders(tables: Path) -> Generated:
    """Join the two tables in the folder `tables` into a file of orders beside them."""
    ndjson = tables / "orders.ndjson"
    with (
        closing(read_table(tables / "orders.csv", ORDER_COLUMNS)) as orders,
        closing(read_table(tables / "lineitem.csv", LINE_ITEM_COLUMNS)) as line_items,
    ):
        return _write(join(orders, line_items), ndjson)


def _write(orders: Iterator[Order], ndjson: Path) -> Generated:
    encoder = msgspec.json.Encoder()
    order_count = line_item_count = 0
    total_price = extended_price = Decimal(0)
    with ndjson.open("wb", buffering=_BUFFER) as file:
        for order in orders:
            file.write(encoder.encode(order))
            file.write(b"\n")
            order_count += 1
            line_item_count += len(order.line_items)
            total_price += _exact(order.total_price)
            for item in order.line_items:
                extended_price += _exact(item.extended_price)
    return Generated(ndjson, order_count, line_item_count, total_price, extended_price)


def _exact(number: msgspec.Raw) -> Decimal:
    return Decimal(str(memoryview(number), "ascii"))


def _publish(made: Generated, ndjson: Path) -> Generated:
    """Move a finished file to its place, its facts last: they are what makes it found."""
    facts = facts_path(made.ndjson)
    write_facts(made, facts)
    made.ndjson.replace(ndjson)
    facts.replace(facts_path(ndjson))
    return Generated(ndjson, made.orders, made.line_items, made.total_price, made.extended_price)
