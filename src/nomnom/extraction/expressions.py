"""Where a field's value comes from, as a value; and how that becomes Python source.

A plan's row functions are comprehensions generated from these, as `dataclasses` and `attrs` generate methods:
one attribute read per column instead of an interpreter's loop (docs/decisions/0003).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn

import msgspec
from msgspec import UNSET, Raw, UnsetType

from nomnom.extraction.shape import Node, Scope, Want
from nomnom.extraction.values import Check, RuleBroken
from nomnom.extraction.wire import Layout, absent_value, lay_out, want_type


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
        if node.is_kept_as_text:
            return f"{self.bind(reader(want), 'read')}({self._place(scope, node)})"
        return self._place(scope, node, want)

    def structure(self, scope: Scope, node: Node) -> str:
        """The expression of a node's decoded object or list; None stands where it may be null."""
        place = self._place(scope, node)
        if not node.is_kept_as_text:
            return place
        if node not in self.openers:
            self.openers[node] = self.bind(_structure_reader(node, self.layouts), "open")
        return f"{self.openers[node]}({place})"

    def _place(self, scope: Scope, node: Node, want: Want | None = None) -> str:
        """The expression of what stands at a node; `want` says what does where its object is null."""
        if not node.path:
            return scope.variable
        container = scope.node.below(node.path[:-1])
        around = self.structure(scope, container)
        inner = f"{around}.{self.layouts[container].attributes[node.path[-1]]}"
        if not container.nullable:
            return inner
        return f"({self._absent(want)} if {around} is None else {inner})"

    def _absent(self, want: Want | None) -> str:
        if want is None:
            return "None"
        if want.is_required:
            return f"{self.bind(_refuse_absent, 'refuse')}()"
        return self.bind(absent_value(want), "absent")


def reader(want: Want) -> Callable[[Any], Any]:
    """A function from a member's kept text (UNSET where absent) to its value; raises one of REFUSED."""
    decoder = msgspec.json.Decoder(want_type(want))
    absent = None if want.is_required else absent_value(want)

    def read(text: Raw | UnsetType | None) -> Any:
        if text is None or text is UNSET:
            return _refuse_absent() if want.is_required else absent
        return decoder.decode(text)

    return read


def _structure_reader(node: Node, layouts: dict[Node, Layout]) -> Callable[[Any], Any]:
    decoder = msgspec.json.Decoder(lay_out(node, layouts, "Part"))

    def read(text: Raw | UnsetType | None) -> Any:
        if text is None or text is UNSET or (node.nullable and bytes(text).strip() == b"null"):
            return None if node.nullable else _refuse_absent()
        return decoder.decode(text)

    return read


def _refuse_absent() -> NoReturn:
    raise RuleBroken("required", "expected a value, nothing is there")


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
