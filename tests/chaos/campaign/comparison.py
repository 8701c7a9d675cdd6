"""Comparing what a table holds with what it has to hold, row by row. Pure."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

Row = tuple[object, ...]

SHOWN = 5
"""Rows of each sort that a difference shows."""


@dataclass(frozen=True, slots=True)
class Columns:
    """A table and the columns of it that are compared: the first `key` of them say which row it is."""

    table: str
    names: tuple[str, ...]
    key: int
    sums: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What can be said of rows in a few words. `checksum` doesn't depend on their order."""

    count: int
    sums: tuple[Decimal, ...]
    checksum: str


def facts(columns: Columns, rows: Sequence[Row]) -> Facts:
    """The facts about rows."""
    places = [columns.names.index(name) for name in columns.sums]
    sums = tuple(sum((Decimal(str(row[at])) for row in rows), Decimal(0)) for at in places)
    return Facts(len(rows), sums, checksum(rows))


def checksum(rows: Iterable[Row]) -> str:
    """A hash of all columns of all rows: the sum of the rows' own, so that none is cancelled by its double."""
    total = 0
    for row in rows:
        digest = hashlib.blake2b(_text(row).encode(), digest_size=16).digest()
        total += int.from_bytes(digest)
    return f"{total % 2**128:032x}"


def differences(columns: Columns, expected: Sequence[Row], found: Sequence[Row]) -> list[str]:
    """How a table differs from what was expected, in words: none where it doesn't.

    Values are the same where their texts are, so 1.50 isn't 1.5, and a row counts as often as it is there.
    """
    wanted, there = facts(columns, expected), facts(columns, found)
    if wanted == there:
        return []
    lost = Counter(map(_text, expected))
    extra = Counter(map(_text, found))
    both = lost & extra
    lost, extra = lost - both, extra - both
    lines = [f"{columns.table}: expected {wanted}, found {there}"]
    lines += _pairs(columns, lost, extra)
    lines += _some("missing", lost)
    lines += _some("extra", extra)
    return lines


def _pairs(columns: Columns, lost: Counter[str], extra: Counter[str]) -> list[str]:
    """Rows that are there with other values; they are taken out of both."""
    by_key = {_key(columns, text): text for text in extra}
    pairs = [(text, by_key[key]) for text in lost if (key := _key(columns, text)) in by_key]
    for wanted, there in pairs:
        lost.pop(wanted, None)
        extra.pop(there, None)
    shown = [f"  expected {wanted}\n  but found {there}" for wanted, there in pairs[:SHOWN]]
    return [f"  {len(pairs)} rows differ, for example", *shown] if pairs else []


def _some(what: str, rows: Counter[str]) -> list[str]:
    if not rows:
        return []
    shown = [f"    {times}x {text}" for text, times in list(rows.items())[:SHOWN]]
    return [f"  {rows.total()} rows are {what}, for example", *shown]


def _key(columns: Columns, text: str) -> str:
    return " | ".join(text.split(" | ")[: columns.key])


def _text(row: Row) -> str:
    return " | ".join("NULL" if value is None else str(value) for value in row)
