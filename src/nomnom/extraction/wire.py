"""From a wire shape to msgspec types, which decode and validate a record in one pass in C."""

from __future__ import annotations

import datetime as dt
import keyword
import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, Raw, UnsetType

from nomnom.extraction.shape import Absence, Node, Want
from nomnom.model.entity import Constraints
from nomnom.model.types import FieldType, Kind

_ENCODER = msgspec.json.Encoder(decimal_format="number", enc_hook=str)

INTEGER_BITS: Mapping[Kind, int] = MappingProxyType({Kind.INTEGER: 32, Kind.BIGINT: 64})

_PLAIN: Mapping[Kind, Any] = MappingProxyType(
    {
        Kind.FLOAT: Decimal,
        Kind.DECIMAL: Decimal,
        Kind.BOOLEAN: bool,
        Kind.DATE: dt.date,
        Kind.DATETIME: dt.datetime,
        Kind.TIMESTAMP: Annotated[dt.datetime, Meta(tz=True)],
        Kind.UUID: UUID,
        Kind.JSON: Raw,
        Kind.OBJECT: Raw,
        Kind.LIST: Raw,
    }
)


def scalar_type(declared: FieldType, constraints: Constraints) -> Any:
    """The msgspec type that accepts exactly the values of a field type, null aside.

    Rules that msgspec can't check (a decimal's digits, JSON kinds) are left to `values.check`.
    """
    if constraints.enum and declared.kind in (Kind.STRING, Kind.INTEGER, Kind.BIGINT):
        return Literal[tuple(constraints.enum)]
    if declared.kind is Kind.STRING:
        rules = Meta(
            min_length=constraints.min_length,
            max_length=constraints.max_length or declared.length,
            pattern=constraints.pattern,
        )
        return str if rules == Meta() else Annotated[str, rules]
    if declared.kind.is_integer:
        low, high = integer_range(declared.kind, constraints)
        return Annotated[int, Meta(ge=low, le=high)]
    return _PLAIN[declared.kind]


def integer_range(kind: Kind, constraints: Constraints) -> tuple[int, int]:
    """The least and the greatest integer that an integer type and the constraints allow."""
    bound = 2 ** (INTEGER_BITS[kind] - 1)
    low, high = constraints.minimum, constraints.maximum
    return (
        -bound if low is None else max(-bound, math.ceil(low)),
        bound - 1 if high is None else min(bound - 1, math.floor(high)),
    )


def want_type(want: Want) -> Any:
    """The msgspec type of a want where a value stands: its scalar type, with null where it may be null."""
    if want.native is not None:
        takes_null = want.nullable and want.native is not Any
        return want.native | None if takes_null else want.native
    plain = scalar_type(want.type, want.constraints)
    # A union with Raw refuses everything but null, so null is left to `values.check_for`.
    return plain | None if want.nullable and plain is not Raw else plain


def absent_value(want: Want) -> Any:
    """What the decoder gives for a member that isn't there; UNSET where it is taken from elsewhere.

    Of no meaning for a want that is required.
    """
    if want.absence is Absence.ELSEWHERE:
        return UNSET
    if want.default is None:
        return None
    if want.type.kind.is_json:
        return Raw(json_text(want.default))
    return msgspec.convert(want.default, scalar_type(want.type, want.constraints))


def json_text(value: Any) -> bytes:
    """A value as JSON, decimals with all their digits."""
    return _ENCODER.encode(value)


@dataclass(frozen=True, slots=True)
class Layout:
    """The struct of one object node: its type and, by member name, the attribute that holds the member."""

    type: Any
    attributes: Mapping[str, str]


def lay_out(node: Node, layouts: dict[Node, Layout], name: str) -> Any:
    """The msgspec type of everything below `node`; the layout of each object met is added to `layouts`."""
    if node.element is not None:
        return list[_element_type(node.element, layouts, f"{name}Item")]  # type: ignore[misc]
    attributes = {key: _attribute(key, n) for n, key in enumerate(node.members)}
    fields = [
        (attributes[key], *_member_type(member, layouts, f"{name}_{attributes[key]}"))
        for key, member in node.members.items()
    ]
    struct = msgspec.defstruct(
        name,
        fields,
        kw_only=True,
        gc=False,
        frozen=True,
        rename={attribute: key for key, attribute in attributes.items()},
    )
    layouts[node] = Layout(struct, MappingProxyType(attributes))
    return struct


def _element_type(node: Node, layouts: dict[Node, Layout], name: str) -> Any:
    if node.is_structure and not node.is_kept_as_text:
        return lay_out(node, layouts, name)
    return want_type(node.wants[0]) if len(node.wants) == 1 and not node.is_structure else Raw


def _attribute(key: str, number: int) -> str:
    # Python folds identifiers outside ASCII into others of the same look; `member_` is for our own.
    plain = key.isascii() and key.isidentifier() and not keyword.iskeyword(key)
    return key if plain and not key.startswith(("_", "member_")) else f"member_{number}"


def _member_type(node: Node, layouts: dict[Node, Layout], name: str) -> tuple[Any, ...]:
    """The type of a struct's field, with its default where it may be absent."""
    structure = lay_out(node, layouts, name) if node.is_structure else None
    if node.is_kept_as_text:
        return Raw | UnsetType, UNSET
    if structure is not None:
        return (structure | None, None) if node.nullable else (structure,)
    want = node.wants[0]
    kind = want_type(want)
    if want.is_required:
        return (kind,)
    absent = absent_value(want)
    if absent is UNSET or (absent is None and kind is Raw):
        return kind | UnsetType, UNSET
    return kind, absent
