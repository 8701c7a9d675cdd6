"""Why each warning and note matters, and how it is mended. A code that isn't here is that of an error."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from nomnom.errors import Severity


@dataclass(frozen=True, slots=True)
class Explanation:
    """A code's severity, the harm it warns of, and the ways to mend it; both are sentences."""

    severity: Literal["warning", "note"]
    harm: str
    mending: str


EXPLANATIONS: Mapping[str, Explanation] = MappingProxyType(
    {
        "NN010": Explanation(
            "warning",
            "nomnom.yaml is committed and copied, and whoever reads it can enter the server.",
            "Set the URL in the environment, as `DATABASE_URL` or `NATS_URL`.",
        ),
        "NN303": Explanation(
            "warning",
            "To a database NULL equals nothing, so rows that have NULL there never count as the same: "
            "a record that comes twice becomes two rows.",
            "Make the field not nullable, or take it out of the unicity fields.",
        ),
        "NN316": Explanation(
            "warning",
            "A FOREIGN KEY needs a unique target. The column gets an index, and the database checks nothing.",
            "Refer to the table's primary key or to its single unicity field.",
        ),
        "NN324": Explanation(
            "warning",
            "Only columns have old names in a database. The line does nothing, though it looks as if it did.",
            "Remove `renamed_from`, or store the field.",
        ),
        "NN401": Explanation(
            "note",
            "PostgreSQL cuts names at 63 bytes. nomnom shortens them itself, the same way every time, "
            "with eight hex digits at the end; that is what errors, plans and `EXPLAIN` show.",
            "Give the table or its fields a shorter name, if somebody is to recognise it.",
        ),
        "NN402": Explanation(
            "warning",
            "The table or column is called otherwise in the database than here, with eight hex digits at "
            "its end. A query with the declared name finds nothing: PostgreSQL cuts it without digits.",
            "Give it a name of at most 63 bytes.",
        ),
        "NN403": Explanation(
            "note",
            "nomnom quotes the name wherever it has to, but every query that a person or another tool "
            "writes has to do so too, and what works on one database is a syntax error on the next.",
            "Add a word: `order_number` for `order`, `users` for `user`.",
        ),
        "NN404": Explanation(
            "note",
            "An entry of PostgreSQL's B-tree holds 2704 bytes: a longer value is refused when it comes, maybe "
            "months later. MySQL and MariaDB can't index text without a length, so there it is VARCHAR(255).",
            "Say how long it may get: `constraints: {max_length: 40}`. A longer value is then refused.",
        ),
        "NN405": Explanation(
            "note",
            "A value of DateTime may come with an offset: it is converted to UTC, and the offset is dropped. "
            "A value without one is stored as it is, so the column may hold two clocks.",
            "Declare it as Timestamp, which keeps the moment and refuses a value without an offset.",
        ),
        "NN406": Explanation(
            "note",
            "nomnom stores Float exactly, as NUMERIC. But people who read the declaration, and tools that make "
            "types from it, take the word for a binary float, which can't hold 0.10.",
            "Declare it as Decimal: the column stays the same.",
        ),
        "NN407": Explanation(
            "warning",
            "Text can't be summed, sorts `9` after `10`, and takes `12,50 EUR` as gladly as `12.50`.",
            "Declare it as Decimal, with a precision and scale where they are known.",
        ),
        "NN408": Explanation(
            "warning",
            "A name is made of those of table and columns, joined by `_`, and two may come out the same. "
            "The database refuses the second, or takes it for the first and leaves it out.",
            "Rename the table or field of one of them.",
        ),
        "NN414": Explanation(
            "note",
            "What it silenced is mended, or stands elsewhere; the next reader takes the reason for true.",
            "Remove it.",
        ),
    }
)
"""Explanations by code."""


def severity_of(code: str) -> Severity:
    """The severity of what bears the code."""
    return EXPLANATIONS[code].severity if code in EXPLANATIONS else "error"
