"""What reading accepts, extraction can compile and tables can be made of."""

import re
from collections.abc import Mapping
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nomnom.extraction import compile_plan
from nomnom.model.types import Kind
from nomnom.spec import read_project
from nomnom.tables import ddl, entity_tables
from nomnom.transforms import BUILT_IN

Files = Mapping[str, str]

ROOT = Path(__file__).parents[3]


def _files(folder: str) -> Files:
    return {path.name: path.read_text("utf-8") for path in (ROOT / folder).glob("*.yaml")}


PROJECTS = (
    _files("tests/cases/validate/valid-every-source"),
    _files("tests/cases/validate/valid-every-feature"),
    _files("examples/tpch/entities"),
)
WORD = re.compile(r'"[^"\n]*"|[\w.-]+')
WORDS = {word for files in PROJECTS for text in files.values() for word in WORD.findall(text)}
NAMES = {
    name
    for files in PROJECTS
    for text in files.values()
    for name in re.findall(r"(?:name|field|source): ([\w.]+)", text)
}
LISTS = {f'"List[{kind}]"' for kind in ("String", "Object", "Date", "List[Object]")}
VALUES = {
    "0",
    "-1",
    "1.50",
    "1e200000",
    "true",
    '"x"',
    "2024-01-31",
    '"2024-01-31T12:00:00Z"',
    '"a\\0"',
}
ALIKE = (
    WORDS,
    NAMES,
    NAMES | {'"a b"', "'say \"a\"'", "größe", "class", "__init__", "a.b"},
    {kind.value for kind in Kind if kind is not Kind.LIST} | LISTS,
    set(BUILT_IN),
    VALUES,
)
"""Words that may stand for each other: an entity in which they do is likelier to have no error."""


@st.composite
def _changed(draw: st.DrawFn) -> Files:
    """A valid project in which some words are others, and some lines are gone."""
    files = dict(draw(st.sampled_from(PROJECTS)))
    for _ in range(draw(st.integers(1, 2))):
        name = draw(st.sampled_from(sorted(files)))
        text = files[name]
        words = draw(st.sampled_from(ALIKE))
        found = [match for match in WORD.finditer(text) if match[0] in words]
        if found:
            match = draw(st.sampled_from(found))
            word = draw(st.sampled_from(sorted(words)))
            files[name] = text[: match.start()] + word + text[match.end() :]
        else:
            lines = text.split("\n")
            del lines[draw(st.integers(0, len(lines) - 1))]
            files[name] = "\n".join(lines)
    return files


@settings(
    max_examples=200,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(_changed())
def test_what_is_accepted_compiles(files: Files) -> None:
    """Whatever the entities say: a project without errors has a plan and tables, and nothing raises."""
    project = read_project(files, name="shop").project
    if project is not None:
        assert set(compile_plan(project).roots) == {root.name for root in project.roots}
        assert ddl(entity_tables(project, "postgresql"), "postgresql") or not project.stored


def test_the_projects_changed_are_accepted() -> None:
    """The projects that changes start from have no errors themselves."""
    readings = [read_project(files, name="shop") for files in PROJECTS]
    assert [[], [], []] == [list(map(str, reading.diagnostics)) for reading in readings]
