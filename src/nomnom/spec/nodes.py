"""YAML text as located nodes: every key and value knows its file, line and column."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode
from ruamel.yaml.nodes import Node as YamlNode
from ruamel.yaml.reader import ReaderError

from nomnom.errors import Diagnostic
from nomnom.model.entity import Scalar
from nomnom.spec.places import Findings, Located, Place, collect, collect_each, error
from nomnom.spec.scalars import plain_scalar

_TAG = "tag:yaml.org,2002:"
_PLAIN_TAGS = frozenset(
    _TAG + t for t in ("int", "float", "bool", "null", "timestamp", "merge", "value")
)
_KNOWN_TAGS = _PLAIN_TAGS | {_TAG + t for t in ("str", "map", "seq")}


@dataclass(frozen=True, slots=True)
class Leaf:
    """A scalar."""

    place: Place
    value: Scalar
    blank: bool = False
    """Whether nothing at all is written: `key:` and the line ends."""


@dataclass(frozen=True, slots=True)
class Items:
    """A sequence."""

    place: Place
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Entries:
    """A mapping; its keys are unique."""

    place: Place
    pairs: tuple[tuple[Located[str], Node], ...]

    def get(self, key: str) -> Node | None:
        """What stands under `key`, if the mapping has it."""
        return next((node for name, node in self.pairs if name.value == key), None)

    def place_of(self, key: str) -> Place | None:
        """Where `key` itself is written."""
        return next((name.place for name, _ in self.pairs if name.value == key), None)


@dataclass(frozen=True, slots=True)
class Broken:
    """Something that was reported already and can't be read."""

    place: Place


Node = Leaf | Items | Entries | Broken


def content(node: Node) -> Any:
    """The value of a node, as JSON has it: dicts, lists and scalars, numbers exact; what is Broken is None."""
    match node:
        case Leaf(value=value):
            return value
        case Items(nodes=nodes):
            return [content(each) for each in nodes]
        case Entries(pairs=pairs):
            return {name.value: content(value) for name, value in pairs}
        case Broken():
            return None


def parse(file: str, text: str) -> tuple[Node, tuple[Diagnostic, ...]]:
    """The document of one file, Broken where it isn't YAML, and what is wrong with it.

    Reports invalid YAML, a second document, duplicate keys, keys that aren't scalars, tags, and aliases
    that contain themselves. Never raises, whatever the text.
    """
    start = Place(file)
    try:
        root = _compose(text)
        if root is None:
            return Leaf(start, None, blank=True), ()
        return collect(_located(file, root, ()))
    except MarkedYAMLError as broken:
        finding = _syntax(
            _place(file, broken.problem_mark or broken.context_mark), _problem(broken)
        )
    except ReaderError as broken:
        finding = _syntax(
            _place_at(file, text, broken.position), "a character that YAML doesn't allow"
        )
    except RecursionError:
        finding = _syntax(start, "values are nested too deeply to be read")
    except (
        YAMLError,
        ValueError,
        LookupError,
        AttributeError,
        TypeError,
        AssertionError,
    ) as broken:
        # The parser answers some malformed directives and escapes with errors of its own innards.
        finding = _syntax(
            start, f"not YAML: {str(broken).splitlines()[0] if str(broken) else 'unreadable'}"
        )
    return Broken(start), (finding,)


def _compose(text: str) -> YamlNode | None:
    yaml = YAML(typ="safe", pure=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        root: YamlNode | None = yaml.compose(text)
    return root


def _problem(broken: MarkedYAMLError) -> str:
    parts = (broken.context, broken.problem)
    return "not valid YAML: " + ", ".join(part.strip() for part in parts if part)


def _syntax(place: Place, message: str) -> Diagnostic:
    return error(
        place,
        "NN001",
        message,
        "correct the YAML here or just above; indent with spaces and quote special characters",
    )


def _place(file: str, mark: object) -> Place:
    line, column = getattr(mark, "line", 0), getattr(mark, "column", 0)
    return Place(file, line + 1, column + 1)


def _place_at(file: str, text: str, position: int) -> Place:
    before = text[:position]
    return Place(file, before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1)


def _located(file: str, node: YamlNode, above: tuple[int, ...]) -> Findings[Node]:
    """`above` are the ids of the nodes this one stands in: meeting one again means an endless value."""
    place = _place(file, node.start_mark)
    if id(node) in above:
        yield _syntax(place, "an alias contains itself")
        return Broken(place)
    if node.tag not in _KNOWN_TAGS:
        yield _syntax(place, f'tag "{node.tag}" has no meaning here')
        return Broken(place)
    if isinstance(node, ScalarNode):
        plain = node.tag in _PLAIN_TAGS
        return Leaf(
            place, plain_scalar(node.value) if plain else node.value, plain and not node.value
        )
    within = (*above, id(node))
    if isinstance(node, SequenceNode):
        nodes = yield from collect_each(_located(file, item, within) for item in node.value)
        return Items(place, nodes)
    assert isinstance(node, MappingNode)
    return (yield from _entries(file, node, within))


def _entries(file: str, node: MappingNode, above: tuple[int, ...]) -> Findings[Node]:
    pairs: dict[str, tuple[Located[str], Node]] = {}
    for key, value in node.value:
        place = _place(file, key.start_mark)
        if not isinstance(key, ScalarNode):
            yield _syntax(place, "a key must be a single word")
            continue
        located = yield from _located(file, value, above)
        if key.value in pairs:
            first = pairs[key.value][0].place
            yield error(
                place,
                "NN002",
                f'key "{key.value}" stands twice in one mapping, first in line {first.line}',
                "keep one of the two",
            )
            continue
        pairs[key.value] = (Located(key.value, place), located)
    return Entries(_place(file, node.start_mark), tuple(pairs.values()))
