"""What was generated: a file of orders, and the exact facts about it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import msgspec

LAYOUT = 1
"""Raised whenever the documents get another shape, so that files of the old one are made anew."""


@dataclass(frozen=True, slots=True)
class Generated:
    """A file of TPC-H orders, and what a database must hold once it is loaded.

    `ndjson` has one order per line, its line items nested, in order of the order keys. The sums are exact:
    `total_price` over all orders, `extended_price` over all line items.
    """

    ndjson: Path
    orders: int
    line_items: int
    total_price: Decimal
    extended_price: Decimal


class _Facts(msgspec.Struct, frozen=True):
    """The facts as they lie beside the file."""

    layout: int
    bytes: int
    orders: int
    line_items: int
    total_price: Decimal
    extended_price: Decimal


def facts_path(ndjson: Path) -> Path:
    """Where the facts about a file are kept."""
    return ndjson.with_suffix(".facts.json")


def write_facts(generated: Generated, path: Path) -> None:
    """Write the facts to `path`, so that `read_generated` finds the file whole."""
    facts = _Facts(
        layout=LAYOUT,
        bytes=generated.ndjson.stat().st_size,
        orders=generated.orders,
        line_items=generated.line_items,
        total_price=generated.total_price,
        extended_price=generated.extended_price,
    )
    path.write_bytes(msgspec.json.encode(facts) + b"\n")


def read_generated(ndjson: Path) -> Generated | None:
    """What was generated before as `ndjson`; None where the file or its facts are missing or don't match."""
    try:
        facts = msgspec.json.decode(facts_path(ndjson).read_bytes(), type=_Facts)
        size = ndjson.stat().st_size
    except (OSError, msgspec.DecodeError):
        return None
    if facts.layout != LAYOUT or facts.bytes != size:
        return None
    return Generated(
        ndjson=ndjson,
        orders=facts.orders,
        line_items=facts.line_items,
        total_price=facts.total_price,
        extended_price=facts.extended_price,
    )
