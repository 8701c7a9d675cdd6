"""Transforms in a plan: what their sources are converted to, and how a call that fails is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import msgspec

from nomnom.extraction.values import RuleBroken, as_json, integral
from nomnom.model.conversions import NATIVE
from nomnom.model.types import FieldType, Kind
from nomnom.transforms.declaring import Transform
from nomnom.transforms.signature import Parameter

_SHOWN = 60
_decoded = msgspec.json.Decoder(float_hook=Decimal).decode


def native_type(parameter: Parameter) -> Any:
    """The Python type that a member of a message is decoded to for a parameter."""
    typed = parameter.base in NATIVE or parameter.type is dt.datetime
    return parameter.base if typed else Any


def given_type(annotation: Any) -> FieldType | None:
    """The field type of a transform's result; None where only the value tells."""
    kind = NATIVE.get(annotation)
    return FieldType(kind) if kind and not kind.is_json else None


def passed(parameter: Parameter, given: FieldType) -> Callable[[Any], Any] | None:
    """What turns the value of a field into what a parameter takes; None where it is that already.

    The value isn't null. Raises one of REFUSED for a value that can't be turned.
    """
    if given.kind.is_json and parameter.base is not str:
        return _decoded_as(parameter)
    wanted = NATIVE.get(parameter.base)
    alike = ({Kind.INTEGER, Kind.BIGINT}, {Kind.FLOAT, Kind.DECIMAL}, {wanted})
    is_time = parameter.type is dt.datetime and given.kind is not Kind.STRING
    untyped = wanted is None and parameter.type is not dt.datetime
    if untyped or is_time or any({given.kind, wanted} <= each for each in alike):
        return None
    target = parameter.base
    return lambda value: msgspec.convert(integral(value) if target is int else value, target)


def _decoded_as(parameter: Parameter) -> Callable[[Any], Any]:
    """Because JSON columns hold text, it is decoded for those who take documents."""
    target = parameter.base if parameter.base in (list, dict) else Any

    def decoded(text: str) -> Any:
        return msgspec.convert(_decoded(text), target)

    return decoded


def guarded(transform: Transform, arguments: Mapping[str, Any]) -> Callable[..., Any]:
    """The function with bound arguments; what it raises becomes a RuleBroken that names the call."""
    function = transform.function

    def call(*sources: Any) -> Any:
        try:
            return function(*sources, **arguments)
        except RuleBroken:
            raise
        except Exception as error:  # a user's function may raise anything
            shown = ", ".join([*map(shown_value, sources), *_named(arguments)])
            raise RuleBroken(
                "transform", f"{transform.name}({shown}): {_told(error, function)}"
            ) from error

    return call


def _named(arguments: Mapping[str, Any]) -> list[str]:
    return [f"{name}={shown_value(value)}" for name, value in arguments.items()]


def shown_value(value: Any) -> str:
    """A value as a message quotes it: JSON, shortened."""
    text = "null" if value is None else as_json(value)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _told(error: Exception, function: Callable[..., Any]) -> str:
    """What was raised; of anything but a built-in transform's ValueError also its class and line."""
    text = str(error)
    if type(error) is ValueError and function.__module__.startswith("nomnom."):
        return text
    file = function.__code__.co_filename
    line, trace = function.__code__.co_firstlineno, error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == file:
            line = trace.tb_lineno
        trace = trace.tb_next
    place = f" ({file.rsplit('/', 1)[-1]}:{line})"
    return f"{type(error).__name__}: {text}{place}"
