"""Values as Python source.

A plan's row function is generated from values, as `dataclasses` and `attrs` generate methods: one attribute
read per column instead of an interpreter's loop (docs/decisions/0003). `nomnom explain --code` shows it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NoReturn

import msgspec
from msgspec import UNSET, Raw, UnsetType

from nomnom.extraction.calls import guarded
from nomnom.extraction.expressions import (
    Call,
    Checked,
    Constant,
    Default,
    Given,
    Index,
    Metadata,
    Otherwise,
    Read,
    Unknown,
    Value,
    WhereExisting,
    is_unknown,
    may_be_null,
    without_refusal,
)
from nomnom.extraction.shape import Node, Scope, Want
from nomnom.extraction.values import RuleBroken
from nomnom.extraction.variables import MESSAGE_VARIABLE, fresh
from nomnom.extraction.wire import Layout, absent_value, lay_out, want_type

Groups = tuple[tuple[Value, ...], ...]
"""A condition: of each group at least one value is filled."""


@dataclass(eq=False, slots=True)
class Renderer:
    """Turns values into source; `namespace` collects the objects that the source names.

    `conditions` are those of the entities that have one, `strict` is False for inputs of text only.
    With `names_calls`, a call that fails names itself and its sources, which costs a step for each.
    """

    conditions: Mapping[str, Groups]
    layouts: dict[Node, Layout] = field(default_factory=dict)
    namespace: dict[str, Any] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    variables: dict[tuple[str, str], str] = field(default_factory=dict)
    """The local variables of fields, by entity and field; of whether an entity exists, by entity and ""."""
    strict: bool = True
    names_calls: bool = False
    _bound: dict[tuple[int, str], str] = field(default_factory=dict)

    def name(self, hint: str) -> str:
        """A name that nothing else in the source has."""
        name = fresh(hint, self.taken)
        self.taken.add(name)
        return name

    def bind(self, thing: Any, hint: str) -> str:
        """The name of `thing` in the namespace."""
        known = self._bound.get((id(thing), hint))
        if known is None:
            known = self._bound[id(thing), hint] = self.name(hint)
            self.namespace[known] = thing
        return known

    def render(self, value: Value) -> str:
        """The expression of a value, over the variables of its scope's chain and the message's."""
        match value:
            case Read(scope, node, want):
                return self._read(scope, node, want)
            case Otherwise(first, second):
                found = self.bind(_found_or, "found_or")
                return f"{found}({self.render(first)}, lambda: {self.render(second)})"
            case Constant(constant):
                return self._constant(constant)
            case Index(scope, start):
                return f"{scope.counter} + {start}" if start else scope.counter
            case Unknown():
                return "None"
            case Metadata(name):
                return f"{MESSAGE_VARIABLE}.{name}"
            case Given(entity, name, inner):
                return self.variables.get((entity, name)) or self.render(inner)
            case WhereExisting(entities, inner):
                existing = " and ".join(self.existing(name) for name in entities)
                return f"({self.render(inner)} if {existing} else None)"
            case Call():
                return self._call(value)
            case Default(inner, default):
                function = self.bind(_or_default, "or_default")
                return f"{function}({self.render(inner)}, {self._constant(default)})"
            case Checked():
                return self._checked(value)

    def existing(self, entity: str) -> str:
        """The expression of whether an entity that has a condition exists."""
        return self.variables.get((entity, "")) or self.condition(self.conditions[entity])

    def condition(self, groups: Groups) -> str:
        """The expression of a condition."""
        filled = self.bind(_is_filled, "filled")
        known = [group for group in groups if not any(map(is_unknown, group))]
        texts = [
            " or ".join(f"{filled}({self.render(without_refusal(value))})" for value in group)
            for group in known
        ]
        return " and ".join(f"({text})" if " or " in text else text for text in texts) or "True"

    def _constant(self, constant: Any, hint: str = "constant") -> str:
        """Because a string's text is the message's or the project's, only plain ones stand in the source."""
        plain = isinstance(constant, bool | int | None) or (
            isinstance(constant, str) and constant.isascii() and constant.isprintable()
        )
        return repr(constant) if plain else self.bind(constant, hint)

    def _call(self, call: Call) -> str:
        transform, signature = call.transform, call.transform.signature
        is_ours = transform.function.__module__.startswith("nomnom.")
        if self.names_calls or not is_ours:
            function, arguments = guarded(transform, call.arguments), {}
        else:
            function, arguments = transform.function, dict(call.arguments)
        rendered = [self.render(source) for source in call.sources]
        tests = []
        for place, source in enumerate(call.sources):
            if may_be_null(source) and not signature.source(place).takes_null:
                test, rendered[place] = self._null_test(rendered[place])
                tests.append(test)
        given = [*rendered, *(f"{n}={self._constant(v, n)}" for n, v in arguments.items())]
        text = f"{self.bind(function, transform.name)}({', '.join(given)})"
        # All sources are looked at before any is found null, in this order.
        return f"(None if {' or '.join(tests)} else {text})" if tests else text

    def _checked(self, value: Checked) -> str:
        inner = self.render(value.value)
        if value.refuses_null:
            inner = f"{self.bind(_not_null, 'not_null')}({inner})"
        if value.check is None:
            return inner
        check = self.bind(value.check, f"valid_{value.name}")
        if not may_be_null(value.value) or value.refuses_null:
            return f"{check}({inner})"
        test, inner = self._null_test(inner)
        return f"(None if {test} else {check}({inner}))"

    def _null_test(self, rendered: str) -> tuple[str, str]:
        """A test for null, and the expression of the value after it: nothing is evaluated twice."""
        if rendered.isidentifier():
            return f"{rendered} is None", rendered
        variable = self.name("given")
        return f"({variable} := {rendered}) is None", variable

    def _read(self, scope: Scope, node: Node, want: Want) -> str:
        if node.is_kept_as_text:
            read = self.bind(reader(want, strict=self.strict), f"read_{_last(node)}")
            return f"{read}({self._place(scope, node)})"
        return self._place(scope, node, want)

    def structure(self, scope: Scope, node: Node) -> str:
        """The expression of a node's decoded object or list; None stands where it may be null."""
        place = self._place(scope, node)
        if not node.is_kept_as_text:
            return place
        opener = self._bound.get((id(node), "open"))
        if opener is None:
            function = _structure_reader(node, self.layouts, strict=self.strict)
            opener = self._bound[id(node), "open"] = self.bind(function, f"open_{_last(node)}")
        return f"{opener}({place})"

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
        return self._constant(absent_value(want))


def _last(node: Node) -> str:
    return node.path[-1] if node.path else "element"


def reader(want: Want, *, strict: bool) -> Callable[[Any], Any]:
    """A function from a member's kept text (UNSET where absent) to its value; raises one of REFUSED."""
    decoder = msgspec.json.Decoder(want_type(want), float_hook=Decimal, strict=strict)
    absent = None if want.is_required else absent_value(want)

    def read(text: Raw | UnsetType | None) -> Any:
        if text is None or text is UNSET:
            return _refuse_absent() if want.is_required else absent
        return decoder.decode(text)

    return read


def _structure_reader(
    node: Node, layouts: dict[Node, Layout], *, strict: bool
) -> Callable[[Any], Any]:
    decoder = msgspec.json.Decoder(
        lay_out(node, layouts, "Part"), float_hook=Decimal, strict=strict
    )

    def read(text: Raw | UnsetType | None) -> Any:
        if text is None or text is UNSET or (node.nullable and bytes(text).strip() == b"null"):
            return None if node.nullable else _refuse_absent()
        return decoder.decode(text)

    return read


def _refuse_absent() -> NoReturn:
    raise RuleBroken("required", "expected a value, nothing is there")


def _found_or(value: Any, otherwise: Callable[[], Any]) -> Any:
    return otherwise() if value is UNSET else value


def _or_default(value: Any, default: Any) -> Any:
    return default if value is None else value


def _is_filled(value: Any) -> bool:
    return value is not None and value is not UNSET and value != ""


def _not_null(value: Any) -> Any:
    if value is None:
        raise RuleBroken("required", "expected a value, none of its sources has one")
    return value
