"""Constraints fit the type, don't contradict each other, and their values are of the field's type."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator
from decimal import Decimal

from nomnom.errors import Diagnostic
from nomnom.model.entity import Scalar
from nomnom.model.types import FieldType, Kind
from nomnom.spec.catalogue import Catalogue
from nomnom.spec.declared import DeclaredField
from nomnom.spec.places import Located, error
from nomnom.spec.resolve_fields import resolved_constraints
from nomnom.spec.scalars import shown
from nomnom.spec.types import field_type
from nomnom.spec.values import broken_rule, cure_for

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
    """NN213: bounds are for numbers, lengths and patterns for strings, precision for exact numbers."""
    for key, value in field.constraints.rules:
        kinds = _FITS.get(key.value)
        if kinds and type_.kind not in kinds:
            message = f'{key.value} has no meaning for "{field.name.value}" of type {type_}'
            yield error(key.place, "NN213", message, f"remove it; it is for {_listed(kinds)}")
        elif key.value in _LEAST and not _at_least(value.value, _LEAST[key.value]):
            message = f"{key.value} must be at least {_LEAST[key.value]}, got {shown(value.value)}"
            yield error(value.place, "NN213", message, "write a greater number, or remove the rule")


_LEAST = {"min_length": 0, "max_length": 1, "precision": 1, "scale": 0}


def _at_least(value: Scalar, least: int) -> bool:
    return isinstance(value, int) and value >= least


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
    """NN216: `default` and every value of `enum` are of the field's type, and the default keeps the rules."""
    default = field.constraints.rule("default")
    for name, located in (("enum value", v) for v in field.constraints.enum):
        if cure := cure_for(located.value, type_):
            yield _no_value(name, located, type_, cure)
    if default is None:
        return
    if cure := cure_for(default.value, type_):
        yield _no_value("default", default, type_, cure)
    elif not _is_sound(field, type_):
        return
    elif broken := broken_rule(default.value, resolved_constraints(field)):
        message = f"default {shown(default.value)} breaks the rule {broken}"
        yield error(default.place, "NN216", message, "change the default or the rule")


def _no_value(name: str, located: Located[Scalar], type_: FieldType, cure: str) -> Diagnostic:
    return error(located.place, "NN216", f"{name} {shown(located.value)} is no {type_}", cure)


def _is_sound(field: DeclaredField, type_: FieldType) -> bool:
    """Whether the field's rules can be applied: none of the checks above has found anything."""
    return not any(True for rule in (fitting, contradictions, patterns) for _ in rule(field, type_))


CHECKS = tuple(map(_each, (fitting, contradictions, patterns, values_of_type)))
