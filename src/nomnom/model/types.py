"""Field types: the closed list, its aliases, and how a type is read from its YAML spelling."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Kind(StrEnum):
    """The types a field may have; the value is the YAML spelling shown to users."""

    STRING = "String"
    INTEGER = "Integer"
    BIGINT = "BigInt"
    FLOAT = "Float"
    DECIMAL = "Decimal"
    BOOLEAN = "Boolean"
    DATE = "Date"
    DATETIME = "DateTime"
    TIMESTAMP = "Timestamp"
    UUID = "Uuid"
    JSON = "Json"
    OBJECT = "Object"
    LIST = "List"

    @property
    def is_number(self) -> bool:
        """Whether values are exact decimals: Float and Decimal are both NUMERIC, never binary."""
        return self in (Kind.FLOAT, Kind.DECIMAL)

    @property
    def is_integer(self) -> bool:
        """Whether values are range-checked integers."""
        return self in (Kind.INTEGER, Kind.BIGINT)

    @property
    def is_json(self) -> bool:
        """Whether a column of this type holds JSON text."""
        return self in (Kind.JSON, Kind.OBJECT, Kind.LIST)


ALIASES: Mapping[str, Kind] = MappingProxyType(
    {kind.value: kind for kind in Kind if kind is not Kind.LIST}
    | {
        "i32": Kind.INTEGER,
        "i64": Kind.BIGINT,
        "f64": Kind.FLOAT,
        "bool": Kind.BOOLEAN,
        "NaiveDate": Kind.DATE,
        "NaiveDateTime": Kind.DATETIME,
    }
)
"""Every accepted spelling of a scalar type. Lists are spelled `List[String]`, `List[Object]`, …"""

_LIST = re.compile(r"List\[(?P<items>.+)\]")


@dataclass(frozen=True, slots=True)
class FieldType:
    """A field's type.

    `length` bounds a String's code points; `precision` and `scale` a number's decimal digits; `items` is
    set for a List only.
    """

    kind: Kind
    length: int | None = None
    precision: int | None = None
    scale: int | None = None
    items: FieldType | None = None

    def __str__(self) -> str:
        """Render as in YAML."""
        return f"List[{self.items}]" if self.items else self.kind.value


def parse_type(spelling: str) -> FieldType:
    """Read a type from its YAML spelling, `i64` or `List[Object]` for example.

    Raises ValueError where the spelling is no type; the text says which word isn't one.
    """
    spelling = spelling.strip()
    if match := _LIST.fullmatch(spelling):
        return FieldType(Kind.LIST, items=parse_type(match["items"]))
    if spelling in ALIASES:
        return FieldType(ALIASES[spelling])
    raise ValueError(f'unknown type "{spelling}"')
