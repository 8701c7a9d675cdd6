"""Declared fields as fields of the model. Expects what the checks have passed."""

from __future__ import annotations

from decimal import Decimal
from types import MappingProxyType

from nomnom.model.entity import Computation, Constraints, Field, Source
from nomnom.model.types import Kind
from nomnom.spec.declared import DeclaredComputation, DeclaredField
from nomnom.spec.types import field_type


def resolved_field(field: DeclaredField) -> Field:
    """The field, its type with length and precision, its constraints with the length that `args` gives."""
    type_ = field_type(field)
    assert type_ is not None
    default = field.constraints.rule("default")
    return Field(
        name=field.name.value,
        type=type_,
        nullable=field.nullable,
        doc=field.doc,
        computed_from=_computation(field.computed_from) if field.computed_from else None,
        constraints=resolved_constraints(field),
        default=default.value if default else None,
    )


def resolved_constraints(field: DeclaredField) -> Constraints:
    """The field's rules; a String's length is one of them, however it is written."""
    type_ = field_type(field)
    length = type_.length if type_ and type_.kind is Kind.STRING else None
    pattern = field.constraints.rule("pattern")
    return Constraints(
        minimum=_decimal(field, "minimum"),
        maximum=_decimal(field, "maximum"),
        min_length=_count(field, "min_length"),
        max_length=length,
        pattern=str(pattern.value) if pattern else None,
        enum=tuple(value.value for value in field.constraints.enum),
    )


def _decimal(field: DeclaredField, name: str) -> Decimal | None:
    rule = field.constraints.rule(name)
    return Decimal(rule.value) if rule and isinstance(rule.value, int | Decimal) else None


def _count(field: DeclaredField, name: str) -> int | None:
    rule = field.constraints.rule(name)
    return rule.value if rule and isinstance(rule.value, int) else None


def _computation(declared: DeclaredComputation) -> Computation:
    assert declared.transform is not None
    return Computation(
        transform=declared.transform.value,
        sources=tuple(
            Source(
                source.name.value,
                source.field.value if source.field else None,
                source.inside,
                source.index,
            )
            for source in declared.sources or ()
        ),
        args=MappingProxyType({name.value: value.value for name, value in declared.args or ()}),
    )
