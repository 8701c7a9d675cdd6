"""A project's tests on disk, read into cases that can be run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from nomnom.errors import Diagnostic, ProjectError
from nomnom.extraction import Plan, ReferenceRows
from nomnom.loading import read_texts, yaml_files
from nomnom.messages import Delivery
from nomnom.model.entity import Entity
from nomnom.model.project import Project
from nomnom.spec.nodes import Entries, Items, Leaf, Node, content
from nomnom.spec.places import Findings, Place, collect, collect_each, error
from nomnom.spec.reading import document, tidy
from nomnom.testing.calls import read_call
from nomnom.testing.cases import Scenario, Suite
from nomnom.testing.expectations import expectations
from nomnom.testing.grammar import TEST_FILE
from nomnom.testing.references import given_rows
from nomnom.testing.relations import Relation, relations
from nomnom.testing.steps import ReadFile, Stream
from nomnom.transforms import BUILT_IN

FOLDER: Final = "tests"
"""The folder of a project that holds its tests."""


@dataclass(frozen=True, slots=True)
class _Reader:
    project: Project
    plan: Plan
    known: Mapping[str, Relation]
    read: ReadFile


def read_folder(folder: Path, project: Project, plan: Plan) -> tuple[Suite, ...]:
    """The suites of a project's folder `tests`, one for each of its `*.yaml` and `*.yml` files, by name.

    Raises ProjectError, with every finding of every file, where there is one, or no file.
    """
    tests = folder / FOLDER
    sources = yaml_files(tests) if tests.is_dir() else []
    if not sources:
        place, cure = Place(FOLDER), "write one, such as tests/orders.yaml"
        raise ProjectError((error(place, "NT001", "there is no test file (*.yaml) here", cure),))
    texts, found = read_texts(sources, folder)
    return read_suites(texts, project, plan, lambda path: (folder / path).read_bytes(), found)


def read_suites(
    texts: Mapping[str, str],
    project: Project,
    plan: Plan,
    read: ReadFile,
    found: list[Diagnostic] | None = None,
) -> tuple[Suite, ...]:
    """The suites of files by the text of each; `found` is what is known to be wrong with others.

    Raises ProjectError, with every finding, where there is one.
    """
    reader = _Reader(project, plan, relations(project, plan), read)
    problems, suites = list(found or ()), []
    for path, text in texts.items():
        node, misfits = document(path, text, TEST_FILE)
        suite, wrong = collect(_suite(path, node, reader))
        suites.append(suite)
        problems += (*misfits, *wrong)
    if problems:
        raise ProjectError(tidy(problems))
    return tuple(suites)


def _suite(path: str, node: Node, reader: _Reader) -> Findings[Suite]:
    tests = tuple(_mappings(node, "tests"))
    yield from _named_twice(tests)
    shared = node.get("references") if isinstance(node, Entries) else None
    rows = yield from given_rows(shared, reader.project)
    scenarios = yield from collect_each(_scenario(each, reader, rows) for each in tests)
    known = {**BUILT_IN, **reader.project.transforms}
    calls = yield from collect_each(
        read_call(each, known) for each in _mappings(node, "transforms")
    )
    if isinstance(node, Entries) and not {"tests", "transforms"} & {n.value for n, _ in node.pairs}:
        yield error(node.place, "NT013", "the file has no test", "add tests or transforms")
    return Suite(path, (*scenarios, *(call for call in calls if call)))


def _named_twice(tests: Iterable[Entries]) -> Iterator[Diagnostic]:
    """Names tell the tests of a file apart, in reports and with -k."""
    first: dict[Any, Place] = {}
    for each in tests:
        name = each.get("name")
        if isinstance(name, Leaf) and first.setdefault(name.value, name.place) != name.place:
            message = f"a test of this name stands in line {first[name.value].line}"
            yield error(name.place, "NT007", message, "say what is different about this one")


def _scenario(
    node: Entries, reader: _Reader, shared: Mapping[str, ReferenceRows]
) -> Findings[Scenario]:
    given = {**shared, **(yield from given_rows(node.get("references"), reader.project))}
    stream = Stream(reader.plan, reader.read)
    steps = node.get("steps")
    for step in steps.nodes if isinstance(steps, Items) else ():
        yield from stream.step(step)
    yield from stream.end()
    expect = node.get("expect")
    expected = expect if isinstance(expect, Entries) else Entries(node.place, ())
    rows, letters = yield from expectations(expected, reader.project, reader.known)
    name, deliveries = str(content(node.get("name") or node)), tuple(stream.deliveries)
    rowless = tuple(each for each in _looked_at(deliveries, reader) if each.name not in given)
    return Scenario(node.place, name, deliveries, rows, letters, given, rowless)


def _looked_at(deliveries: Iterable[Delivery], reader: _Reader) -> Iterator[Entity]:
    """The reference entities in which something of the messages is looked up, each once."""
    roots = (reader.plan.roots.get(each.entity) for each in deliveries)
    names = dict.fromkeys(name for root in roots if root for name in root.references)
    return (each for each in reader.project.entities if each.name in names)


def _mappings(node: Node, key: str) -> Iterator[Entries]:
    found = node.get(key) if isinstance(node, Entries) else None
    if isinstance(found, Items):
        yield from (each for each in found.nodes if isinstance(each, Entries))
