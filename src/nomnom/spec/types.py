"""The types of declared fields and columns."""

from __future__ import annotations

from dataclasses import replace

from nomnom.model.entity import Scalar
from nomnom.model.types import FieldType, Kind, parse_type
from nomnom.spec.declared import DeclaredField, DeclaredOverride, Word
from nomnom.spec.places import Located

_FAMILIES: tuple[frozenset[Kind], ...] = (
    frozenset({Kind.INTEGER, Kind.BIGINT}),
    frozenset({Kind.FLOAT, Kind.DECIMAL}),
    frozenset({Kind.DATETIME, Kind.TIMESTAMP}),
    frozenset({Kind.JSON, Kind.OBJECT, Kind.LIST}),
)

LONGEST = 10_485_760
"""The greatest length of a String: PostgreSQL's for VARCHAR(n)."""

DEEPEST = 50
"""The most lists in lists that a type may have."""


def spelled_type(word: Word | None) -> FieldType | None:
    """The type of that spelling; None where it isn't said, isn't a type, or is nested beyond any use."""
    if word is None or word.value.count("[") > DEEPEST:
        return None
    try:
        return parse_type(word.value)
    except ValueError:
        return None


def field_type(field: DeclaredField) -> FieldType | None:
    """The field's type with length, precision and scale; None where the type is unknown.

    A length or precision that doesn't fit the type counts for nothing here. A precision without scale
    means no digits after the point.
    """
    spelled = spelled_type(field.type)
    if spelled is None:
        return None
    if spelled.kind is Kind.STRING:
        length = _positive(field.length) or _positive(field.constraints.rule("max_length"))
        return replace(spelled, length=length)
    precision = _positive(field.constraints.rule("precision"))
    if spelled.kind.is_number and precision:
        scale = field.constraints.rule("scale")
        return replace(spelled, precision=precision, scale=_natural(scale.value) if scale else 0)
    return spelled


def override_type(field: FieldType, override: DeclaredOverride) -> FieldType | None:
    """The column's type: what the override says, and the field's where it says nothing.

    None where the override's type is unknown.
    """
    spelled = spelled_type(override.type) if override.type else field
    if spelled is None:
        return None
    if override.type and same_family(spelled.kind, field.kind):
        spelled = replace(
            spelled, length=field.length, precision=field.precision, scale=field.scale
        )
    length = _positive(override.length)
    return replace(spelled, length=length) if length and spelled.kind is Kind.STRING else spelled


def same_family(one: Kind, other: Kind) -> bool:
    """Whether a column of either kind can hold values of the other, range aside."""
    return one is other or any({one, other} <= family for family in _FAMILIES)


def _positive(located: Located[Scalar] | None) -> int | None:
    return (_natural(located.value) or None) if located else None


def _natural(value: Scalar) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0
