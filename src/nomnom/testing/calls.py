"""Tests of transforms: read, and called as plans call them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nomnom.extraction.calls import guarded, native_type
from nomnom.extraction.values import REFUSED
from nomnom.extraction.wire import json_text
from nomnom.extraction.wording import describe_refusal
from nomnom.spec.checks.computations import misused, unknown_transform
from nomnom.spec.declare import declared_arguments
from nomnom.spec.declared import DeclaredComputation, DeclaredSource
from nomnom.spec.nodes import Entries, Items, Leaf, content
from nomnom.spec.places import Findings, Located, error
from nomnom.testing.cases import Call
from nomnom.testing.values import decoded, shown
from nomnom.transforms import Parameter, Transform
from nomnom.transforms.arguments import bound


def read_call(node: Entries, known: Mapping[str, Transform]) -> Findings[Call | None]:
    """One test of a transform; None where what is reported keeps it from being called."""
    name, gives, refusal = node.get("transform"), node.get("gives"), node.get("error")
    if (gives is None) == (refusal is None):
        message = "a transform's test has one result, gives or error"
        yield error(
            node.place, "NT014", message, "keep one of the two" if gives else "add one of the two"
        )
    if not isinstance(name, Leaf):
        return None
    word = Located(str(name.value), name.place)
    transform = known.get(word.value)
    if transform is None:
        yield unknown_transform(word, known)
        return None
    computation = _computation(node, word)
    wrong = tuple(misused(computation, transform))
    yield from wrong
    if wrong or computation.args is None:
        return None
    sources = tuple(content(node.get("sources") or Items(node.place, ())))
    arguments = bound(transform.signature, {n.value: v.value for n, v in computation.args})
    expected = yield from _expected(node, transform)
    text = str(content(refusal)) if refusal else None
    label = _label(transform, sources, arguments)
    return Call(node.place, label, transform, sources, arguments, expected, text)


def _computation(node: Entries, word: Located[str]) -> DeclaredComputation:
    given, args = node.get("sources"), node.get("args")
    items = given.nodes if isinstance(given, Items) else ()
    sources = tuple(DeclaredSource(each.place, Located("", each.place)) for each in items)
    arguments = () if args is None else declared_arguments(args)
    return DeclaredComputation(word.place, word, sources, arguments)


def _expected(node: Entries, transform: Transform) -> Findings[Any]:
    """What is expected, as the transform gives it: a date where it gives dates."""
    given = node.get("gives")
    if given is None or (value := content(given)) is None:
        return None
    try:
        return _as(value, Parameter("", transform.signature.gives), batch=transform.batch)
    except REFUSED:
        message = f"{shown(value)} is nothing that {transform.signature} gives"
        yield error(given.place, "NT012", message, "write a value of that type")
        return None


def _label(transform: Transform, sources: tuple[Any, ...], arguments: Mapping[str, Any]) -> str:
    named = (f"{name}={shown(value)}" for name, value in arguments.items())
    return f"{transform.name}({', '.join([*map(shown, sources), *named])})"


def outcome(call: Call) -> tuple[Any, str | None]:
    """What a call gives, or None and the words with which it, or its sources' types, refuse.

    A null that a source doesn't take makes the result null without a call, as in a plan.
    """
    transform, signature = call.transform, call.transform.signature
    parameters = [signature.source(place) for place in range(len(call.sources))]
    try:
        values = [
            _as(value, parameter, batch=transform.batch)
            for value, parameter in zip(call.sources, parameters, strict=True)
        ]
        if not transform.batch and any(
            value is None and not parameter.takes_null
            for value, parameter in zip(values, parameters, strict=True)
        ):
            return None, None
        return guarded(transform, call.arguments)(*values), None
    except REFUSED as refusal:
        return None, describe_refusal(refusal)[1]


def _as(value: Any, parameter: Parameter, *, batch: bool) -> Any:
    """A value as a member of a message is decoded for a parameter; of a batch a list of them."""
    one = native_type(parameter)
    wanted: Any = one if one is Any else one | None
    return decoded(json_text(value), list[wanted] if batch else wanted)
