"""Values as a field takes them: read from a record, of another field, from a transform; held to its rules."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, get_args

from nomnom.extraction.calls import given_type
from nomnom.extraction.derived import Derived
from nomnom.extraction.expressions import (
    Call,
    Checked,
    Constant,
    Default,
    Read,
    Value,
    may_be_null,
)
from nomnom.extraction.shape import Node, Scope, Want
from nomnom.extraction.values import Check, check_for, conversion_for, where_present
from nomnom.model.entity import Field
from nomnom.transforms import Transform
from nomnom.transforms.signature import Parameter, T


def read(
    derived: Derived, declared: Field, scope: Scope, node: Node, *, elsewhere: bool = False
) -> Value:
    """A member as the declared field takes it.

    Where the record may turn out not to exist, an absent member is no error yet: it is refused once it does.
    """
    lenient = derived.is_lenient and declared.default is None and not declared.nullable
    taker = replace(declared, nullable=True) if lenient else declared
    want = Want.of(taker, elsewhere=elsewhere)
    shown = taker if declared.type.kind.is_json else declared
    node.asked.append((derived.entity.name, shown, want))
    check = check_for(taker)
    value: Value = Read(scope, node, want)
    if check is not None:
        value = Checked(value, where_present(check) if elsewhere else check, declared.name)
    return settled(declared, value) if lenient and not elsewhere else value


def converted(declared: Field, value: object) -> Any:
    """A constant of the project as the field has it; null stays null."""
    convert = conversion_for(declared, None)
    return convert(value) if convert and value is not None else value


def of_the_field(declared: Field, parameter: Parameter | None, value: Any) -> Any:
    """An argument, its values of the field's own type as the field has them."""
    if parameter is None or T not in (parameter.type, *get_args(parameter.type)):
        return value
    if isinstance(value, list):
        return [converted(declared, each) for each in value]
    if isinstance(value, dict):
        return {key: converted(declared, each) for key, each in value.items()}
    return converted(declared, value)


def constant(declared: Field, value: object) -> Value:
    """The same value for every record, as the field has it."""
    return Constant(converted(declared, value))


def held(declared: Field, value: Value, theirs: Field) -> Value:
    """The value of another field, held to the rules of the one that takes it."""
    alike = (declared.type, declared.constraints) == (theirs.type, theirs.constraints)
    check = None if alike else conversion_for(declared, theirs.type)
    held = value if check is None else Checked(value, check, declared.name)
    return settled(declared, held) if may_be_null(held) else held


def result(declared: Field, call: Call, transform: Transform) -> Value:
    """What a transform gives, held to the rules of the field that takes it."""
    gives = transform.signature.gives
    check: Check | None = None
    if gives is not T:
        check = conversion_for(declared, given_type(gives))
    held = call if check is None else Checked(call, check, declared.name)
    return settled(declared, held) if may_be_null(held) else held


def settled(declared: Field, value: Value) -> Value:
    """What the declared field makes of a value that may be null: its default, null, or a refusal."""
    if declared.default is not None:
        return Default(value, converted(declared, declared.default))
    if declared.nullable:
        return value
    return Checked(value, None, declared.name, refuses_null=True)
