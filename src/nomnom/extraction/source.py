"""The generated part of a plan: one comprehension per table, compiled once per root."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from nomnom.extraction.derivation import Derived
from nomnom.extraction.expressions import Constant, Read, Renderer, Value
from nomnom.extraction.shape import Scope


def row_functions(
    derived: Sequence[Derived], renderer: Renderer
) -> Callable[[Sequence[Any]], tuple[list[Any], ...]]:
    """A function from records to rows per stored entity, in the given order.

    It also evaluates the rules of fields that no table stores, so that a record is good or bad whatever is
    stored of it.
    """
    stored = [_comprehension(d, _columns(d), renderer) for d in derived if d.entity.has_table]
    others = [_comprehension(d, v, renderer) for d in derived if (v := _unstored_rules(d))]
    body = "".join(f"    {text}\n" for text in others)
    tables = "".join(f"        {text},\n" for text in stored)
    return _compiled(f"def rows(records):\n{body}    return (\n{tables}    )\n", renderer)


def _columns(derived: Derived) -> list[Value]:
    assert derived.entity.persistence is not None
    return [derived.values[column.name] for column in derived.entity.persistence.columns]


def _unstored_rules(derived: Derived) -> list[Value]:
    return [
        value
        for name, value in derived.values.items()
        if name not in derived.stored and not _is_certain(value)
    ]


def _is_certain(value: Value) -> bool:
    """Whether a value was accepted when the record was decoded, so that nothing can refuse it any more."""
    match value:
        case Constant():
            return True
        case Read(node=node):
            return not node.is_kept_as_text and len(node.path) <= 1
    return False


def _comprehension(derived: Derived, values: list[Value], renderer: Renderer) -> str:
    items = "".join(f"{renderer.render(value)}, " for value in values)
    loops = " ".join(_loop(scope, renderer) for scope in derived.scope.chain)
    only = f" if {condition(derived, renderer)}" if derived.needed else ""
    return f"[({items}) {loops}{only}]"


def _loop(scope: Scope, renderer: Renderer) -> str:
    """The `for` clause of a scope."""
    if scope.parent is None or scope.source is None:
        return f"for {scope.variable} in records"
    return f"for {scope.variable} in {elements(scope, renderer)}"


def elements(scope: Scope, renderer: Renderer) -> str:
    """The expression of the list that a scope runs over; an absent one is empty."""
    assert scope.holder is not None
    assert scope.source is not None
    expression = renderer.structure(scope.holder, scope.source)
    return f"({expression} or ())" if scope.source.nullable else expression


def condition(derived: Derived, renderer: Renderer) -> str:
    """The expression that decides whether a record of the entity exists."""
    groups = [
        "(" + " or ".join(f"({renderer.render(v)}) not in (None, '')" for v in group) + ")"
        for group in derived.needed
    ]
    return " and ".join(groups) or "True"


def _compiled(text: str, renderer: Renderer) -> Callable[[Sequence[Any]], tuple[list[Any], ...]]:
    scope: dict[str, Any] = {}
    code = compile(text, "<rows of a plan>", "exec")
    exec(code, renderer.namespace, scope)  # noqa: S102  the text is made of our names only, never of input
    function: Callable[[Sequence[Any]], tuple[list[Any], ...]] = scope["rows"]
    return function


def compiled_expression(
    text: str, scopes: Sequence[Scope], renderer: Renderer
) -> Callable[..., Any]:
    """A function of the variables of some scopes that gives an expression's value."""
    variables = ", ".join(scope.variable for scope in scopes)
    code = compile(f"lambda {variables}: {text}", "<value of a plan>", "eval")
    function: Callable[..., Any] = eval(code, renderer.namespace)  # noqa: S307  as above
    return function
