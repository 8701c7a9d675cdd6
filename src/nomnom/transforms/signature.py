"""What a transform takes and gives, read from the annotations of its function.

Positional parameters are the sources, keyword-only ones the arguments of `computed_from`. A closed set of
annotations has a meaning, so that `nomnom validate` can check a call before anything runs.
"""

from __future__ import annotations

import datetime as dt
import inspect
import json
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from operator import or_
from types import MappingProxyType
from typing import Any, Literal, TypeVar, Union
from uuid import UUID

Scalar = str | int | Decimal | bool | dt.date | dt.datetime | UUID
"""Annotation of a source that may be any single value."""

T = TypeVar("T")
"""Annotation of a value of the field's own type: what a source is converted to, or what is given."""

SPELLINGS: Mapping[Any, str] = MappingProxyType(
    {
        str: "String",
        int: "Integer",
        Decimal: "Decimal",
        bool: "Boolean",
        dt.date: "Date",
        dt.datetime: "DateTime",
        UUID: "Uuid",
        list: "List",
        dict: "Object",
        Any: "Json",
        T: "field's type",
    }
)
"""The single annotations that have a meaning, and how signatures show them."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A source or an argument.

    `type` is the annotation without None: one of SPELLINGS, `Scalar`, a generic list or dict, or (arguments
    only) a Literal of strings. `takes_null`: a null is passed on; else a null source makes the result null
    without a call. `many`: any number of sources, at least one where it is `required`.
    """

    name: str
    type: Any
    takes_null: bool = False
    required: bool = True
    default: Any = None
    many: bool = False

    @property
    def base(self) -> Any:
        """The type without its parameters: `list` of `list[str]`."""
        return base_of(self.type)

    def __str__(self) -> str:
        """Render as `start: Integer = 0`."""
        star = "*" if self.many else ""
        default = "" if self.required or self.many else f" = {_shown(self.default)}"
        return f"{star}{self.name}: {spelled(self.type)}{default}"


@dataclass(frozen=True, slots=True)
class Signature:
    """What a transform takes and gives; `gives_null`: the result may be null though no source is."""

    name: str
    sources: tuple[Parameter, ...]
    arguments: tuple[Parameter, ...]
    gives: Any
    gives_null: bool

    @property
    def least(self) -> int:
        """How many sources have to be given."""
        return sum(parameter.required for parameter in self.sources)

    @property
    def most(self) -> int | None:
        """How many sources may be given; None: any number."""
        return None if any(parameter.many for parameter in self.sources) else len(self.sources)

    def source(self, place: int) -> Parameter:
        """The parameter of the source at a place, counted from 0."""
        return self.sources[min(place, len(self.sources) - 1)]

    def argument(self, name: str) -> Parameter | None:
        """The argument of that name, if there is one."""
        return next((each for each in self.arguments if each.name == name), None)

    def __str__(self) -> str:
        """Render as `substring(text: String, *, start: Integer, length: Integer = null) -> String`."""
        parts = [str(parameter) for parameter in self.sources]
        if self.arguments:
            many = any(parameter.many for parameter in self.sources)
            parts += ([] if many else ["*"]) + [str(parameter) for parameter in self.arguments]
        null = " or null" if self.gives_null else ""
        return f"{self.name}({', '.join(parts)}) -> {spelled(self.gives)}{null}"


def signature_of(function: Callable[..., Any], *, batch: bool = False) -> Signature:
    """The signature of a function.

    With `batch` the annotations of the sources and of the result are lists of what the signature has.
    Raises TypeError, saying which parameter and what would do, where an annotation is missing or has no
    meaning here.
    """
    name = function.__name__
    try:
        hints = typing.get_type_hints(function)
    except NameError as error:
        raise TypeError(f"{name}: an annotation can't be read: {error}") from None
    sources: list[Parameter] = []
    arguments: list[Parameter] = []
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind is inspect.Parameter.VAR_KEYWORD:
            raise TypeError(f"{name}: **{parameter.name} has no meaning; name the arguments")
        is_argument = parameter.kind is inspect.Parameter.KEYWORD_ONLY
        read = _parameter(name, parameter, hints, in_list=batch and not is_argument)
        (arguments if is_argument else sources).append(read)
    if "return" not in hints:
        raise TypeError(f"{name}: says nothing of what it gives; annotate it: -> str")
    result = f"{name}: the result"
    gives, gives_null = _without_none(_item(result, hints["return"]) if batch else hints["return"])
    _require_meaning(result, gives, literal=False)
    return Signature(name, tuple(sources), tuple(arguments), gives, gives_null)


def spelled(annotation: Any) -> str:
    """An annotation in the words of the YAML: `String`, `List[String]`, `half_up or half_even`."""
    if annotation == Scalar:
        return "single value"
    if typing.get_origin(annotation) is Literal:
        return " or ".join(map(str, typing.get_args(annotation)))
    items = typing.get_args(annotation)[-1:]
    inside = f"[{spelled(items[0])}]" if items not in ((), (Any,)) else ""
    return f"{SPELLINGS[base_of(annotation)]}{inside}"


def base_of(annotation: Any) -> Any:
    """An annotation without its parameters: `list` of `list[str]`."""
    origin = typing.get_origin(annotation)
    return origin if origin in (list, dict) else annotation


def _parameter(
    function: str, parameter: inspect.Parameter, hints: Mapping[str, Any], *, in_list: bool
) -> Parameter:
    what = f"{function}: parameter {parameter.name}"
    if parameter.name not in hints:
        raise TypeError(f"{what} has no annotation; write {parameter.name}: str, say")
    hint = hints[parameter.name]
    annotation, takes_null = _without_none(_item(what, hint) if in_list else hint)
    _require_meaning(what, annotation, literal=parameter.kind is inspect.Parameter.KEYWORD_ONLY)
    has_default = parameter.default is not inspect.Parameter.empty
    return Parameter(
        name=parameter.name,
        type=annotation,
        takes_null=takes_null or annotation is Any,
        required=not has_default,
        default=parameter.default if has_default else None,
        many=parameter.kind is inspect.Parameter.VAR_POSITIONAL,
    )


def _item(what: str, annotation: Any) -> Any:
    """The X of `list[X]`, which a column of values is annotated with."""
    if typing.get_origin(annotation) is not list:
        raise TypeError(f"{what} of a batch is annotated {annotation!r}; write list[str], say")
    return typing.get_args(annotation)[0]


def _without_none(annotation: Any) -> tuple[Any, bool]:
    """The annotation without None, and whether None was in it."""
    if typing.get_origin(annotation) not in (Union, types.UnionType):
        return annotation, False
    members = [each for each in typing.get_args(annotation) if each is not types.NoneType]
    with_none = len(members) < len(typing.get_args(annotation))
    return (reduce(or_, members) if with_none else annotation), with_none


def _require_meaning(what: str, annotation: Any, *, literal: bool) -> None:
    if annotation == Scalar or (literal and typing.get_origin(annotation) is Literal):
        return
    if base_of(annotation) in SPELLINGS:
        for item in typing.get_args(annotation)[-1:]:
            _require_meaning(what, item, literal=False)
        return
    known = ", ".join(getattr(each, "__name__", str(each)) for each in SPELLINGS if each is not T)
    raise TypeError(f"{what} is annotated {annotation!r}; use one of {known}, with | None for null")


def _shown(default: Any) -> str:
    if default is None:
        return "null"
    if isinstance(default, str):
        return json.dumps(default, ensure_ascii=False)
    return str(default).lower() if isinstance(default, bool) else str(default)
