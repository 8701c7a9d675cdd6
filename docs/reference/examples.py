"""The examples of the YAML's reference: small complete projects, and where which key stands in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path, PurePath
from typing import Any

import msgspec

from nomnom.model.project import Project
from nomnom.spec import PROJECT_FILES, read_project
from nomnom.spec.grammar import ENTITY_FILE, PROJECT_FILE
from nomnom.spec.nodes import Entries, Items, Leaf, Node, parse
from nomnom.spec.reading import Reading
from nomnom.spec.shapes import Either, Key, ListOf, MapOf, Shape, Table, alternative

FOLDER = Path(__file__).parent / "examples"
_BEFORE = "before"
_MESSAGES = frozenset({".ndjson", ".txt"})
_JSON = msgspec.json.Encoder(decimal_format="number")

Steps = tuple[str | int, ...]
"""The keys and list positions that lead to a value in a file."""


@dataclass(frozen=True, slots=True)
class Example:
    """One project: the text of its files by name, and its messages by root.

    `before` are the files of the project as it was, if that is shown.
    """

    name: str
    files: Mapping[str, str]
    messages: Mapping[str, str] = field(default_factory=dict)
    before: Mapping[str, str] = field(default_factory=dict)

    def read(self) -> Reading:
        """The project, or what is wrong with it, notes included."""
        folder = str(FOLDER / self.name)
        return read_project(self.files, name=self.name, folder=folder, notes=True)

    def former(self) -> Project | None:
        """The project as it was."""
        return read_project(self.before, name=self.name).checked() if self.before else None


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A key of the grammar that is written in an example, `line` being where (from 1)."""

    example: Example
    table: Table
    key: Key
    file: str
    steps: Steps
    line: int


@cache
def examples() -> tuple[Example, ...]:
    """Every example, by name."""
    return tuple(_loaded(folder) for folder in sorted(FOLDER.iterdir()))


def _loaded(folder: Path) -> Example:
    texts = {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in sorted(folder.rglob("*.*"))
    }
    yaml = {name: text for name, text in texts.items() if name.endswith(".yaml")}
    before = {name: text for name, text in yaml.items() if name.startswith(f"{_BEFORE}/")}
    return Example(
        folder.name,
        {name: text for name, text in yaml.items() if name not in before},
        {PurePath(n).stem: text for n, text in texts.items() if PurePath(n).suffix in _MESSAGES},
        before,
    )


def occurrences(example: Example) -> Iterator[Occurrence]:
    """Every key of an example, in the order of its files."""
    for file, text in example.files.items():
        node, _ = parse(file, text)
        shape = PROJECT_FILE if PurePath(file).name in PROJECT_FILES else ENTITY_FILE
        for table, key, steps, line in _keys(node, shape, ()):
            yield Occurrence(example, table, key, file, steps, line)


def _keys(node: Node, shape: Shape, steps: Steps) -> Iterator[tuple[Table, Key, Steps, int]]:
    match node, shape:
        case _, Either():
            if chosen := alternative(node, shape):
                yield from _keys(node, chosen, steps)
        case Items(nodes=nodes), ListOf(item=item):
            for index, each in enumerate(nodes):
                yield from _keys(each, item, (*steps, index))
        case Entries(pairs=pairs), MapOf(item=item):
            for name, value in pairs:
                yield from _keys(value, item, (*steps, name.value))
        case Entries(pairs=pairs), Table():
            for name, value in pairs:
                if key := shape.key(name.value):
                    yield shape, key, (*steps, name.value), name.place.line
                    yield from _keys(value, key.shape, (*steps, name.value))


def without(found: Occurrence) -> Example:
    """The example without that key."""
    return _changed(found, {})


def spelled(found: Occurrence, name: str) -> Example:
    """The example with that key under another name."""
    return _changed(found, {name: _at(_document(found), found.steps)})


def with_value(found: Occurrence, value: object) -> Example:
    """The example with another value for that key."""
    return _changed(found, {str(found.steps[-1]): value})


def _changed(found: Occurrence, instead: Mapping[str, Any]) -> Example:
    """The file comes out as JSON, which is YAML too."""
    document = _document(found)
    mapping = _at(document, found.steps[:-1])
    del mapping[found.steps[-1]]
    mapping.update(instead)
    text = _JSON.encode(document).decode()
    return replace(found.example, files={**found.example.files, found.file: text})


def _document(found: Occurrence) -> Any:
    return plain(parse(found.file, found.example.files[found.file])[0])


def plain(node: Node) -> Any:
    """A node as lists, dicts and scalars. Raises ValueError for one that can't be read."""
    match node:
        case Leaf(value=value):
            return value
        case Items(nodes=nodes):
            return [plain(each) for each in nodes]
        case Entries(pairs=pairs):
            return {name.value: plain(value) for name, value in pairs}
    raise ValueError(f"{node.place}: can't be read")


def _at(document: Any, steps: Steps) -> Any:
    for step in steps:
        document = document[step]
    return document


def excerpt(found: Occurrence) -> str:
    """The lines of the file in which the key and its value stand, without their indentation."""
    lines = found.example.files[found.file].splitlines()[found.line - 1 :]
    indent = _column(lines[0])
    rest = (index for index, line in enumerate(lines) if index and _column(line) <= indent)
    return "\n".join(line[indent:] for line in lines[: next(rest, len(lines))])


def _column(line: str) -> int:
    return len(line) - len(line.lstrip())
