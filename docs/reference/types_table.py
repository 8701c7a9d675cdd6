"""The types a field may have, and the columns they become."""

from __future__ import annotations

from collections.abc import Iterator

from nomnom.model.types import ALIASES, FieldType, Kind
from nomnom.tables.dialects import DATABASES, Database, dialect
from nomnom.tables.types import column_type, type_text

_ROWS: tuple[tuple[str, FieldType, bool], ...] = (
    *((kind.value, FieldType(kind), False) for kind in Kind if kind is not Kind.LIST),
    ("List[…]", FieldType(Kind.LIST, items=FieldType(Kind.OBJECT)), False),
    ("String in a key or index", FieldType(Kind.STRING), True),
    ("String, `max_length: 80` or `args: [80]`", FieldType(Kind.STRING, length=80), False),
    ("Decimal, `precision: 12, scale: 2`", FieldType(Kind.DECIMAL, precision=12, scale=2), False),
)


def section() -> str:
    """The section of the types."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield from ("## Types", "")
    yield "A list's items are of any type: `List[String]`, `List[Object]`, `List[List[Integer]]`. Numbers are"
    yield "exact: Float and Decimal are both read from their digits, never through a binary float. A DateTime"
    yield "with an offset is converted to UTC; a Timestamp keeps the moment and needs its offset."
    yield ""
    yield "| type | also spelled | PostgreSQL | MySQL | MariaDB | SQLite |"
    yield "|---|---|---|---|---|---|"
    for title, type_, keyed in _ROWS:
        columns = " | ".join(_column(type_, database, keyed=keyed) for database in DATABASES)
        yield f"| {title} | {_aliases(title)} | {columns} |"


def _aliases(title: str) -> str:
    return ", ".join(alias for alias, kind in ALIASES.items() if title == kind.value != alias)


def _column(type_: FieldType, database: Database, *, keyed: bool) -> str:
    return type_text(column_type(type_, database, keyed=keyed), dialect(database))
