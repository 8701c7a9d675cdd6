"""Shapes that a YAML value may have, as values: they are checked here, and may be documented from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from nomnom.spec.nearest import did_you_mean, listed
from nomnom.spec.nodes import Broken, Entries, Items, Leaf, Node
from nomnom.spec.places import Findings, Located, collect_each, error
from nomnom.spec.scalars import plain_scalar, shown


@dataclass(frozen=True, slots=True)
class Text:
    """A string. `suggested` are words that an editor may offer; others fit as well."""

    suggested: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "a string"


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""

    def __str__(self) -> str:
        return "true or false"


@dataclass(frozen=True, slots=True)
class Count:
    """An integer."""

    def __str__(self) -> str:
        return "an integer"


@dataclass(frozen=True, slots=True)
class Number:
    """An integer or a decimal number."""

    def __str__(self) -> str:
        return "a number"


@dataclass(frozen=True, slots=True)
class AnyScalar:
    """A string, number, true, false or null."""

    def __str__(self) -> str:
        return "a single value"


@dataclass(frozen=True, slots=True)
class Choice:
    """One word out of a few."""

    words: tuple[str, ...]

    def __str__(self) -> str:
        return f"one of {listed(self.words)}"


@dataclass(frozen=True, slots=True)
class ListOf:
    """A sequence whose items have one shape; `filled` asks for at least one."""

    item: Shape
    filled: bool = False

    def __str__(self) -> str:
        return "a list with at least one item" if self.filled else "a list"


@dataclass(frozen=True, slots=True)
class MapOf:
    """A mapping with keys of the author's choice and values of one shape."""

    item: Shape

    def __str__(self) -> str:
        return "a mapping"


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a Table. `other` is another spelling of the name; `doc` completes the sentence "it is …".

    `default` is what leaving the key out means, None where it just leaves something unsaid.
    """

    name: str
    shape: Shape
    doc: str
    required: bool = False
    other: str | None = None
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping with a closed set of keys; `title` says what it describes."""

    title: str
    keys: tuple[Key, ...]

    def __str__(self) -> str:
        return "a mapping"

    def key(self, name: str) -> Key | None:
        """The key of that name or other spelling."""
        return next((k for k in self.keys if name in (k.name, k.other)), None)


@dataclass(frozen=True, slots=True)
class Either:
    """One of several shapes, told apart by whether a scalar, a list or a mapping stands there."""

    shapes: tuple[Shape, ...]

    def __str__(self) -> str:
        return " or ".join(dict.fromkeys(str(shape) for shape in self.shapes))


@dataclass(frozen=True, slots=True)
class Anything:
    """Whatever YAML can say: a document."""

    def __str__(self) -> str:
        return "a value"


Shape = (
    Text | Flag | Count | Number | AnyScalar | Choice | ListOf | MapOf | Table | Either | Anything
)


def fit(node: Node, shape: Shape, what: str) -> Findings[Node]:
    """The node with everything that doesn't fit `shape` replaced by Broken, each reported.

    `what` names the node in reports. A key of a Table takes its first spelling, and one whose value is null
    is left out, for null says the same as leaving it out, unless Anything may stand there; a blank where a
    list or mapping belongs is reported.
    """
    match node, shape:
        case (Broken(), _) | (_, Anything()):
            return node
        case _, Either() if chosen := alternative(node, shape):
            return (yield from fit(node, chosen, what))
        case Entries(), Table():
            return (yield from _fit_table(node, shape))
        case Entries(), MapOf():
            names = [name for name, _ in node.pairs]
            values = (fit(value, shape.item, f'"{name.value}"') for name, value in node.pairs)
            return Entries(
                node.place, tuple(zip(names, (yield from collect_each(values)), strict=True))
            )
        case Items(), ListOf() if node.nodes or not shape.filled:
            nodes = yield from collect_each(
                fit(item, shape.item, f"an item of {what}") for item in node.nodes
            )
            return Items(node.place, nodes)
        case Leaf(), _ if _is_scalar(node, shape):
            if not isinstance(shape, Choice) or node.value in shape.words:
                return node
            hint = did_you_mean(str(node.value), shape.words)
            yield error(node.place, "NN006", f"{what} can't be {shown(node.value)}", hint)
            return Broken(node.place)
    message = f"{what} must be {shape}, got {_described(node)}"
    yield error(node.place, "NN005", message, _cure(node, shape))
    return Broken(node.place)


def _is_scalar(node: Leaf, shape: Shape) -> bool:
    match shape:
        case AnyScalar():
            return True
        case Text() | Choice():
            return isinstance(node.value, str)
        case Flag():
            return isinstance(node.value, bool)
        case Count():
            return isinstance(node.value, int) and not isinstance(node.value, bool)
        case Number():
            return isinstance(node.value, int | Decimal) and not isinstance(node.value, bool)
        case _:
            return False


def alternative(node: Node, shape: Either) -> Shape | None:
    """The one of several shapes that a node of this kind is meant to have, if any."""
    return next((s for s in shape.shapes if isinstance(node, _NODES[type(s)])), None)


_NODES: Mapping[type[Shape], type[Node]] = MappingProxyType(
    dict.fromkeys((Text, Flag, Count, Number, AnyScalar, Choice), Leaf)
    | {ListOf: Items}
    | dict.fromkeys((MapOf, Table), Entries)
)
"""The kind of node that each shape is written as."""


def _fit_table(node: Entries, shape: Table) -> Findings[Node]:
    pairs: dict[str, tuple[Located[str], Node]] = {}
    for name, value in node.pairs:
        key = shape.key(name.value)
        if key is None:
            yield error(
                name.place,
                "NN003",
                f'unknown key "{name.value}" in {shape.title}',
                _nearest_key(name.value, shape),
            )
        elif key.name in pairs:
            yield error(
                name.place,
                "NN002",
                f'"{key.other}" and "{key.name}" say the same',
                "keep one of the two",
            )
        elif not _is_null(value, key.shape):
            pairs[key.name] = (
                Located(key.name, name.place),
                (yield from fit(value, key.shape, f'"{name.value}"')),
            )
    for key in shape.keys:
        if key.required and key.name not in pairs:
            message = f'{shape.title} has no key "{key.name}"'
            yield error(node.place, "NN004", message, f'add "{key.name}": it is {key.doc}')
    return Entries(node.place, tuple(pairs.values()))


def _is_null(node: Node, shape: Shape) -> bool:
    if not isinstance(node, Leaf) or node.value is not None or isinstance(shape, Anything):
        return False
    return not node.blank or _NODES.get(type(shape)) is Leaf


def _nearest_key(word: str, shape: Table) -> str:
    spellings = [k.name for k in shape.keys] + [k.other for k in shape.keys if k.other]
    return did_you_mean(word, spellings)


def _described(node: Node) -> str:
    match node:
        case Leaf(blank=True):
            return "nothing"
        case Leaf(value=value):
            return shown(value)
        case Items(nodes=()):
            return "an empty list"
        case Items():
            return "a list"
        case _:
            return "a mapping"


def _cure(node: Node, shape: Shape) -> str:
    match node, shape:
        case Leaf(blank=True) | Items(nodes=()), _:
            return "fill it in, or remove the key"
        case Leaf(value=int() | Decimal() as value), Text() | Choice():
            return f'write it in quotes: "{shown(value)}"'
        case Leaf(value="true" | "false" as value), Flag():
            return f"write {value} without quotes"
        case Leaf(value=str() as value), Flag() if value.lower() in ("yes", "on", "no", "off"):
            return f"write {'true' if value.lower() in ('yes', 'on') else 'false'}"
        case Leaf(value=str() as value), Number() | Count() if not isinstance(
            plain_scalar(value), str
        ):
            return f"write {value} without quotes"
        case Leaf(value=value), ListOf():
            return f"put it in brackets: [{shown(value)}]"
        case _, Table():
            return f"its keys are {listed(key.name for key in shape.keys)}"
        case _, MapOf():
            return "write `key: value` pairs"
        case _:
            return f"write {shape}"
