"""JMESPath expressions over decoded JSON, compiled once, with exact numbers.

jmespath knows the numbers of Python's json module only; here a number with a point is a Decimal throughout.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, localcontext
from functools import lru_cache
from typing import Any

import msgspec
from jmespath import exceptions, functions, parser, visitor

from nomnom.transforms.exact import EXACT, quotient

_JSON = msgspec.json.Encoder(decimal_format="number")


class _ExactFunctions(functions.Functions):
    """JMESPath's functions, for which a Decimal is a number like any other.

    The type hints of jmespath leave out the methods that are extended here.
    """

    def _get_allowed_pytypes(self, types: Any) -> Any:
        allowed, items = super()._get_allowed_pytypes(types)  # type: ignore[misc]
        return _with_decimals(allowed), [_with_decimals(each) for each in items]

    def _convert_to_jmespath_type(self, pyobject: str) -> str:
        if pyobject == "Decimal":
            return "number"
        name: str = super()._convert_to_jmespath_type(pyobject)  # type: ignore[misc]
        return name

    @functions.signature({"types": []})
    def _func_type(self, arg: Any) -> Any:
        if isinstance(arg, Decimal):
            return "number"
        return super()._func_type(arg)  # type: ignore[misc]

    @functions.signature({"types": []})
    def _func_to_string(self, arg: Any) -> str:
        return arg if isinstance(arg, str) else _JSON.encode(arg).decode()

    @functions.signature({"types": []})
    def _func_to_number(self, arg: Any) -> Any:
        if isinstance(arg, str):
            try:
                arg = msgspec.convert(arg, Decimal)
            except msgspec.ValidationError:
                return None
        return arg if isinstance(arg, (int, Decimal)) and not isinstance(arg, bool) else None

    @functions.signature({"types": ["array-number"]})
    def _func_avg(self, arg: list[Any]) -> Any:
        return quotient(sum(arg), len(arg), 20, "half_even").normalize() if arg else None


_OPTIONS = visitor.Options(custom_functions=_ExactFunctions())


@lru_cache(maxsize=1024)
def compiled(expression: str) -> parser.ParsedResult:
    """The compiled expression; ValueError, saying what is wrong with it, for one that isn't right."""
    try:
        tree = parser.Parser().parse(expression).parsed
    except exceptions.JMESPathError as error:
        raise ValueError(_refusal(expression, str(error).partition("\n")[0])) from None
    for node in _nodes(tree):
        _check_call(expression, node)
    return parser.ParsedResult(expression, _exact(tree))


def found(expression: str, document: Any) -> Any:
    """What an expression finds in a document, None for nothing; ValueError where it can't be computed."""
    query = compiled(expression)
    try:
        with localcontext(EXACT):
            return query.search(document, _OPTIONS)
    except exceptions.JMESPathTypeError as error:
        types = " or ".join(error.expected_types)
        raise ValueError(f"expected {types} for {error.function_name}()") from None
    except (TypeError, ValueError, ArithmeticError):
        raise ValueError(f"expected values that {expression} can be computed from") from None


def _with_decimals(names: Any) -> list[str]:
    return [*names, "Decimal"] if "float" in names else list(names)


def _nodes(node: Any) -> Iterator[dict[str, Any]]:
    yield node
    for child in node["children"]:
        if isinstance(child, dict):  # the bounds of a slice are plain numbers
            yield from _nodes(child)


def _check_call(expression: str, node: dict[str, Any]) -> None:
    if node["type"] != "function_expression":
        return
    name, given = node["value"], len(node["children"])
    known = _ExactFunctions.FUNCTION_TABLE.get(name)
    if known is None:
        raise ValueError(_refusal(expression, f"there is no function {name}()"))
    wanted = len(known["signature"])
    if given < wanted or (given > wanted and not known["signature"][-1].get("variadic")):
        raise ValueError(_refusal(expression, f"{name}() takes {wanted} arguments"))


def _exact(node: Any) -> Any:
    """The tree with the numbers of its literals as Decimals; jmespath keeps and shares the tree it made."""
    if not isinstance(node, dict):
        return node
    changed = {"children": [_exact(child) for child in node["children"]]}
    if node["type"] == "literal":
        changed["value"] = _decimals(node["value"])
    return node | changed


def _decimals(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _decimals(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_decimals(each) for each in value]
    return Decimal(repr(value)) if isinstance(value, float) else value


def _refusal(expression: str, why: str) -> str:
    return f'expected a JMESPath expression, got "{expression}": {why}'
