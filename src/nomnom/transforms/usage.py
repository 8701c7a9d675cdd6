"""How a transform is called in YAML, from the first example of its docstring."""

from __future__ import annotations

import ast
import doctest
import json
from typing import Any

from nomnom.transforms.declaring import Transform
from nomnom.transforms.signature import Parameter


def yaml_usage(transform: Transform) -> str:
    """The `computed_from` of a field that calls the transform as its first example does.

    Without an example every required argument has `…` for its value.
    """
    lines = ["computed_from:", f"  transform: {transform.name}"]
    call = _example(transform)
    if sources := [_source(transform, n) for n in range(_number_of_sources(transform, call))]:
        lines.append(f"  sources: [{', '.join(sources)}]")
    if arguments := _arguments(transform, call):
        written = ", ".join(f"{name}: {value}" for name, value in arguments.items())
        lines.append(f"  args: {{{written}}}")
    return "\n".join(lines)


def _example(transform: Transform) -> ast.Call | None:
    """The first call of the transform in its examples."""
    for example in doctest.DocTestParser().get_examples(transform.docstring):
        for node in ast.walk(ast.parse(example.source)):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == transform.name
            ):
                return node
    return None


def _number_of_sources(transform: Transform, call: ast.Call | None) -> int:
    return len(call.args) if call else transform.signature.least


def _source(transform: Transform, place: int) -> str:
    parameter = transform.signature.source(place)
    return f"{{source: Order, field: {_field_name(parameter, place)}}}"


def _field_name(parameter: Parameter, place: int) -> str:
    return f"{parameter.name.removesuffix('s')}_{place + 1}" if parameter.many else parameter.name


def _arguments(transform: Transform, call: ast.Call | None) -> dict[str, str]:
    if call is None:
        return {each.name: "…" for each in transform.signature.arguments if each.required}
    return {
        each.arg: json.dumps(_value(each.value), ensure_ascii=False)
        for each in call.keywords
        if each.arg
    }


def _value(node: ast.expr) -> Any:
    """The value of an argument as JSON has it; `Decimal("1.5")` is the number 1.5."""
    if isinstance(node, ast.Call):
        (text,) = node.args
        return json.loads(ast.literal_eval(text))
    return ast.literal_eval(node)
