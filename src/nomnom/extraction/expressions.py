"""Where a field's value comes from, as a value; and how that becomes Python source.

A plan's row functions are comprehensions generated from these, as `dataclasses` and `attrs` generate methods:
one attribute read per column instead of an interpreter's loop (docs/decisions/0003).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec
from msgspec import UNSET, Raw, UnsetType

from nomnom.extraction.shape import Absence, Node, Scope, Want
from nomnom.extraction.values import Check, RuleBroken
from nomnom.extraction.wire import Layout, lay_out, want_type


@dataclass(frozen=True, slots=True)
class Read:
    """A member of a scope's object, as decoded."""

    scope: Scope
    node: Node
    want: Want


@dataclass(frozen=True, slots=True)
class Otherwise:
    """`first` where the record has it, else `second`."""

    first: Value
    second: Value


@dataclass(frozen=True, slots=True)
class Constant:
    """The same value always."""

    value: Any


@dataclass(frozen=True, slots=True)
class Call:
    """A transform applied to values."""

    function: Callable[..., Any]
    arguments: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """A value held to its field's rules: `check` is for values that aren't null."""

    value: Value
    check: Check | None
    may_be_null: bool
    is_null_refused: bool


Value = Read | Otherwise | Constant | Call | Checked


def reads(value: Value) -> Iterator[Read]:
    """Every read that a value depends on, in reading order: the first is the place to blame for it."""
    match value:
        case Read():
            yield value
        case Checked(value=inner):
            yield from reads(inner)
        case Otherwise(first, second):
            yield from reads(first)
            yield from reads(second)
        case Call(arguments=arguments):
            for argument in arguments:
                yield from reads(argument)


@dataclass(eq=False, slots=True)
class Renderer:
    """Turns values into source; `namespace` collects the objects that the source names."""

    layouts: dict[Node, Layout]
    namespace: dict[str, Any] = field(default_factory=dict)
    openers: dict[Node, str] = field(default_factory=dict)

    def bind(self, thing: Any, hint: str) -> str:
        """A name in the namespace for `thing`."""
        name = f"{hint}_{len(self.namespace)}"
        self.namespace[name] = thing
        return name

    def render(self, value: Value) -> str:
        """The expression of a value, over the variables of its scope's chain."""
        match value:
            case Read(scope, node, want):
                return self._read(scope, node, want)
            case Otherwise(first, second):
                found = self.bind(_found_or, "found_or")
                return f"{found}({self.render(first)}, lambda: {self.render(second)})"
            case Constant(constant):
                return self.bind(constant, "constant")
            case Call(function, arguments):
                inner = ", ".join(map(self.render, arguments))
                return f"{self.bind(function, function.__name__)}({inner})"
            case Checked():
                return self._checked(value)

    def _checked(self, value: Checked) -> str:
        inner = self.render(value.value)
        if value.is_null_refused:
            inner = f"{self.bind(_not_null, 'not_null')}({inner})"
        if value.check is None:
            return inner
        check = _or_null(value.check) if value.may_be_null else value.check
        return f"{self.bind(check, 'check')}({inner})"

    def _read(self, scope: Scope, node: Node, want: Want) -> str:
        place = self._place(scope, node)
        if not node.is_kept_as_text:
            return place
        return f"{self.bind(reader(want), 'read')}({place})"

    def structure(self, scope: Scope, node: Node) -> str:
        """The expression of a node's decoded object or list; None stands where it may be null."""
        place = self._place(scope, node)
        if not node.is_kept_as_text:
            return place
        if node not in self.openers:
            self.openers[node] = self.bind(_structure_reader(node, self.layouts), "open")
        return f"{self.openers[node]}({place})"

    def _place(self, scope: Scope, node: Node) -> str:
        expression, container = scope.variable, scope.node
        for depth, key in enumerate(node.path):
            expression = self.structure(scope, container)
            inner = f"{expression}.{self.layouts[container].attributes[key]}"
            guarded = depth > 0 and container.nullable
            expression = f"(None if {expression} is None else {inner})" if guarded else inner
            container = container.members[key]
        return expression


def reader(want: Want) -> Callable[[Any], Any]:
    """A function from a member's kept text (UNSET where absent) to its value; raises RuleBroken."""
    decoder = msgspec.json.Decoder(want_type(want))

    def read(text: Raw | UnsetType | None) -> Any:
        if text is None or text is UNSET:
            if want.absence is Absence.ELSEWHERE:
                return UNSET
            if want.default is not None:
                return want.default
            if want.absence is Absence.ERROR:
                raise RuleBroken("required", "expected a value")
            return None
        return _decode(decoder, text)

    return read


def _structure_reader(node: Node, layouts: dict[Node, Layout]) -> Callable[[Any], Any]:
    decoder = msgspec.json.Decoder(lay_out(node, layouts, "Part"))

    def read(text: Raw | UnsetType | None) -> Any:
        if text is None or text is UNSET or (node.nullable and bytes(text).strip() == b"null"):
            if node.nullable:
                return None
            raise RuleBroken("required", "expected a value")
        return _decode(decoder, text)

    return read


def _decode(decoder: msgspec.json.Decoder[Any], text: Any) -> Any:
    try:
        return decoder.decode(text)
    except msgspec.MsgspecError as error:
        raise RuleBroken("type", str(error)) from None


def _found_or(value: Any, otherwise: Callable[[], Any]) -> Any:
    return otherwise() if value is UNSET else value


def _not_null(value: Any) -> Any:
    if value is None:
        raise RuleBroken("required", "expected a value, none of its sources has one")
    return value


def _or_null(check: Check) -> Check:
    def check_or_null(value: Any) -> Any:
        return None if value is None else check(value)

    return check_or_null
