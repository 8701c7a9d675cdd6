"""The arguments of a call: held to the signature, as the function takes them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal, get_args, get_origin

import msgspec

from nomnom.transforms.signature import Parameter, Scalar, Signature, T, spelled


def bound(signature: Signature, given: Mapping[str, Any]) -> dict[str, Any]:
    """The given arguments as the function takes them: by name, lists as lists, numbers as Decimals.

    Expects what `misfit` has passed. A value of the field's own type stays as it is.
    """
    converted = {}
    for name, value in given.items():
        parameter = signature.argument(name)
        assert parameter is not None, f"{signature.name} has no argument {name}"
        converted[name] = _converted(parameter, value)
    return converted


def misfit(parameter: Parameter, value: Any) -> str | None:
    """What an argument has to be, where the given value isn't; None where it is."""
    if value is None and (parameter.takes_null or not parameter.required):
        return None
    try:
        _converted(parameter, value)
    except (msgspec.ValidationError, TypeError):
        is_choice = get_origin(parameter.type) is Literal
        return spelled(parameter.type) if is_choice else f"of type {spelled(parameter.type)}"
    return None


def _converted(parameter: Parameter, value: Any) -> Any:
    if value is None or parameter.type is T or parameter.type is Any:
        return value
    if parameter.type == Scalar:
        if isinstance(value, tuple | list | Mapping):
            raise TypeError("a single value is needed")
        return value
    if parameter.type is Decimal and isinstance(value, str | bool):
        raise TypeError("a number is needed")
    if isinstance(value, Mapping):
        value = dict(value)
    items = get_args(parameter.type)
    if parameter.base in (list, dict) and any(item is T or item == Scalar for item in items):
        return msgspec.convert(value, parameter.base)
    return msgspec.convert(value, parameter.type)
