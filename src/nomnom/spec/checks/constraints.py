"""Constraints fit the type, don't contradict each other, and their values are of the field's type."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

from nomnom.errors import Diagnostic
from nomnom.model.entity import Constraints, Scalar
from nomnom.model.types import FieldType, Kind
from nomnom.spec.catalogue import Catalogue
from nomnom.spec.declared import DeclaredField
from nomnom.spec.places import Located, error
from nomnom.spec.resolve_fields import resolved_constraints
from nomnom.spec.scalars import shown
from nomnom.spec.types import LONGEST, field_type
from nomnom.spec.values import broken_rule, cure_for, integer_range

_Rule = Callable[[DeclaredField, FieldType], Iterator[Diagnostic]]

_NUMBERS = frozenset({Kind.INTEGER, Kind.BIGINT, Kind.FLOAT, Kind.DECIMAL})
_STRINGS = frozenset({Kind.STRING})
_EXACT = frozenset({Kind.FLOAT, Kind.DECIMAL})
_FITS: dict[str, frozenset[Kind]] = {
    "minimum": _NUMBERS,
    "maximum": _NUMBERS,
    "min_length": _STRINGS,
    "max_length": _STRINGS,
    "pattern": _STRINGS,
    "precision": _EXACT,
    "scale": _EXACT,
}


def _each(rule: _Rule) -> Callable[[Catalogue], Iterator[Diagnostic]]:
    def check(catalogue: Catalogue) -> Iterator[Diagnostic]:
        for entity in catalogue.written:
            for field in entity.fields:
                if type_ := field_type(field):
                    yield from rule(field, type_)

    check.__doc__ = rule.__doc__
    return check


def fitting(field: DeclaredField, type_: FieldType) -> Iterator[Diagnostic]:
    """NN213: bounds are for numbers, lengths and patterns for strings, precision for exact numbers.

    None is beyond what the type or a database can hold, and values are listed of single values only.
    """
    if field.constraints.enum and type_.kind.is_json:
        message = f'enum has no meaning for "{field.name.value}" of type {type_}'
        cure = "remove it; it is for types of single values, such as String and Integer"
        yield error(field.constraints.enum[0].place, "NN213", message, cure)
    for key, value in field.constraints.rules:
        kinds = _FITS.get(key.value)
        if kinds and type_.kind not in kinds:
            message = f'{key.value} has no meaning for "{field.name.value}" of type {type_}'
            yield error(key.place, "NN213", message, f"remove it; it is for {_listed(kinds)}")
        elif limits := _limits(key.value, type_):
            yield from _within(key.value, value, *limits)


_LIMITS = {
    "min_length": (0, LONGEST),
    "max_length": (1, LONGEST),
    "precision": (1, 1000),
    "scale": (0, 1000),
}
"""The least and the greatest value of rules, 1000 being PostgreSQL's limit for NUMERIC(p, s)."""


def _limits(rule: str, type_: FieldType) -> tuple[int, int] | None:
    if rule in ("minimum", "maximum") and type_.kind.is_integer:
        return integer_range(type_.kind)
    return _LIMITS.get(rule)


def _within(rule: str, value: Located[Scalar], least: int, most: int) -> Iterator[Diagnostic]:
    if not isinstance(value.value, int | Decimal) or least <= value.value <= most:
        return
    if value.value < least:
        message = f"{rule} must be at least {least}, got {shown(value.value)}"
        yield error(value.place, "NN213", message, "write a greater number, or remove the rule")
    else:
        message = f"{rule} must be at most {most}, got {shown(value.value)}"
        yield error(value.place, "NN213", message, "write a smaller number, or remove the rule")


def _listed(kinds: frozenset[Kind]) -> str:
    return ", ".join(sorted(kinds))


def contradictions(field: DeclaredField, type_: FieldType) -> Iterator[Diagnostic]:
    """NN214: minimum ≤ maximum, min_length ≤ max_length, scale ≤ precision, and one length only."""
    rules = field.constraints
    for low, high in (("minimum", "maximum"), ("min_length", "max_length"), ("scale", "precision")):
        least, most = rules.rule(low), rules.rule(high)
        if least and most and _number(least) > _number(most):
            message = f"{low} {shown(least.value)} is greater than {high} {shown(most.value)}"
            yield error(
                least.place, "NN214", message, "no value could keep both: change one of them"
            )
    scale = rules.rule("scale")
    if scale and not rules.rule("precision") and type_.kind in _EXACT:
        yield error(
            scale.place,
            "NN214",
            "scale has no precision beside it",
            "add precision, the number of all digits",
        )
    length = rules.rule("max_length")
    if length and field.length and length.value != field.length.value and type_.kind is Kind.STRING:
        message = (
            f"max_length {shown(length.value)} differs from args [{shown(field.length.value)}]"
        )
        yield error(length.place, "NN214", message, "keep one of the two")


def _number(located: Located[Scalar]) -> Decimal:
    assert isinstance(located.value, int | Decimal)
    return Decimal(located.value)


def patterns(field: DeclaredField, _: FieldType) -> Iterator[Diagnostic]:
    """NN215: a pattern is a regular expression in Python's syntax."""
    pattern = field.constraints.rule("pattern")
    if pattern and (problem := _pattern_problem(str(pattern.value))):
        message = f"pattern {shown(pattern.value)} is not a regular expression: {problem}"
        yield error(
            pattern.place,
            "NN215",
            message,
            "correct it; put it in single quotes to keep backslashes",
        )


def _pattern_problem(pattern: str) -> str | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as broken:
        return str(broken)
    return None


def values_of_type(field: DeclaredField, type_: FieldType) -> Iterator[Diagnostic]:
    """NN216: `default` and every value of `enum` are of the field's type and keep its other rules."""
    rules = resolved_constraints(field)
    if not type_.kind.is_json:
        for listed in field.constraints.enum:
            yield from refused("enum value", listed, field, type_, replace(rules, enum=()))
    if default := field.constraints.rule("default"):
        yield from refused("default", default, field, type_, rules)


def refused(
    role: str, value: Located[Scalar], field: DeclaredField, type_: FieldType, rules: Constraints
) -> Iterator[Diagnostic]:
    """NN216 for a value that the field can't have; rules that are wrong themselves count for nothing."""
    if cure := cure_for(value.value, type_):
        message = f'{role} {shown(value.value)} is no {type_}, the type of "{field.name.value}"'
        yield error(value.place, "NN216", message, cure)
    elif _is_sound(field, type_) and (broken := broken_rule(value.value, type_, rules)):
        message = f"{role} {shown(value.value)} breaks the rule {broken}"
        yield error(value.place, "NN216", message, f"change the {role} or the rule")


def _is_sound(field: DeclaredField, type_: FieldType) -> bool:
    """Whether the field's rules can be applied: none of the checks above has found anything."""
    return not any(True for rule in (fitting, contradictions, patterns) for _ in rule(field, type_))


CHECKS = tuple(map(_each, (fitting, contradictions, patterns, values_of_type)))
