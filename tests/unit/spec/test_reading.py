"""Reading whole projects: everything is reported, nothing is raised."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nomnom.model.entity import SourceType
from nomnom.spec import grammar, read_project
from nomnom.spec.shapes import Table

ORDER = """
entity:
  name: Order
  source_type: root
  fields:
    - {name: order_key, type: String, constraints: {max_length: 10, default: a}}
    - {name: line_items, type: "List[Object]"}
  persistence:
    database: {conformant_table: orders, unicity_fields: [order_key]}
    primary_key: {name: id, type: Integer, autogenerate: true}
"""

TABLES = [table for table in vars(grammar).values() if isinstance(table, Table)]
KEYS = sorted({name for t in TABLES for k in t.keys for name in (k.name, k.other) if name})
WORDS = [
    "Order",
    "Item",
    "item",
    "self",
    "order_key",
    "String",
    "Integer",
    "derived",
    "root",
    "copy_field",
]
SCALARS = st.sampled_from([*WORDS, None, True, 0, 1, -1, "", "a.b", "1.5"]) | st.text(max_size=3)


def _documents(children: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    keyed = st.dictionaries(st.sampled_from(KEYS), children, max_size=8)
    return st.lists(children, max_size=3) | keyed


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    """Any text whatever as an entity file gives a reading, and there is something wrong with it."""
    assert read_project({"a.yaml": text}, name="shop").diagnostics


@given(st.recursive(SCALARS, _documents, max_leaves=40), st.sampled_from(["a.yaml", "nomnom.yaml"]))
def test_any_structure_is_read(content: object, file: str) -> None:
    """Any structure of the language's own words gives a reading: a project, or errors."""
    as_yaml = repr({"entity": content}).replace("None", "null").replace("True", "true")
    reading = read_project({"order.yaml": ORDER, file: as_yaml}, name="shop")
    failed = any(d.severity == "error" for d in reading.diagnostics)
    assert failed == (reading.project is None)


@given(st.integers(0, len(ORDER)), st.integers(0, 30))
def test_any_gap_is_read(start: int, length: int) -> None:
    """An entity file with any piece cut out gives a reading: a project, or errors."""
    reading = read_project({"a.yaml": ORDER[:start] + ORDER[start + length :]}, name="shop")
    failed = any(d.severity == "error" for d in reading.diagnostics)
    assert failed == (reading.project is None)


@pytest.mark.parametrize(
    "text", ["[" * 5000, "{a: " * 3000, "- " * 5000, "a: &a [*a]", "%YAML 9\n---\n"]
)
def test_hostile_text_is_read(text: str) -> None:
    """Text made to overwhelm a parser gives a diagnostic like any other."""
    (first, *_) = read_project({"a.yaml": text}, name="shop").diagnostics
    assert "NN0" == first.code[:3]


@pytest.mark.parametrize("depth", [100, 400, 900])
def test_hostile_depth_is_read(depth: int) -> None:
    """Types and paths that are nested beyond any use are errors, not the end of the reading."""
    spelling = "List[" * depth + "String" + "]" * depth
    nested = ORDER.replace("List[Object]", spelling)
    item = (
        "entity: {name: Item, source_type: derived, fields: [{name: a, type: Date}], repeated_for:"
    )
    path = f"{item} {{entity: Order, field: body{'.a' * depth}}}}}"
    body = ORDER.replace('"List[Object]"', "Json").replace("line_items", "body")
    for files, code in (({"a.yaml": nested}, "NN105"), ({"a.yaml": body, "b.yaml": path}, "NN204")):
        assert [code] == [d.code for d in read_project(files, name="shop").diagnostics]


def test_problems_of_all_files_at_once() -> None:
    """Every problem of every file is reported, sorted by file, line and column."""
    bad = ORDER.replace("String", "Strin").replace("order_key]", "key]").replace("root", "rot")
    reading = read_project({"b.yaml": bad, "a.yaml": "entity: ["}, name="shop")
    places = [(d.file, d.line, d.column) for d in reading.diagnostics]
    assert sorted(places) == places
    assert ["NN001", "NN006", "NN105", "NN108"] == [d.code for d in reading.diagnostics]


def test_an_inherited_problem_is_reported_once() -> None:
    """A mistake in a base stands at its own place, however many entities inherit it."""
    base = "entity: {name: Base, abstract: true, fields: [{name: a, type: Strin}]}"
    heir = "entity: {name: %s, source_type: root, extends: Base}"
    files = {"base.yaml": base, "b.yaml": heir % "Bee", "c.yaml": heir % "Cat"}
    (only,) = read_project(files, name="shop").diagnostics
    assert ("base.yaml", "NN105") == (only.file, only.code)


def test_settings_of_the_project() -> None:
    """nomnom.yaml names the project and sets what belongs to it; without it defaults hold."""
    settings = "name: store\nindex_unicity_fields: true\n"
    with_settings = read_project(
        {"order.yaml": ORDER, "nomnom.yaml": settings}, name="shop"
    ).project
    without = read_project({"order.yaml": ORDER, "nomnom.yaml": ""}, name="shop").project
    assert with_settings is not None
    assert without is not None
    assert ("store", True) == (with_settings.name, with_settings.index_unicity_fields)
    assert ("shop", False) == (without.name, without.index_unicity_fields)


def test_operational_settings_are_text() -> None:
    """Settings of nomnom.yaml reach the project as text, and can't be changed."""
    text = "port: 9000\nhost: '::'\ndata_dir: .data\nlog_level:\nlog_format: json\nnats_url: nats://q\n"
    project = read_project({"order.yaml": ORDER, "nomnom.yaml": text}, name="shop").project
    assert project is not None
    expected = {"port": "9000", "host": "::", "data_dir": ".data", "log_format": "json"}
    assert expected | {"nats_url": "nats://q"} == project.settings
    with pytest.raises(TypeError):
        project.settings["port"] = "1"  # type: ignore[index]


def test_a_password_is_not_repeated() -> None:
    """The warning about a password in nomnom.yaml doesn't show it, and the project is there."""
    text = "database_url: postgresql://me:secret@db/shop\n"
    reading = read_project({"order.yaml": ORDER, "nomnom.yaml": text}, name="shop")
    (only,) = reading.diagnostics
    assert ("NN010", "warning") == (only.code, only.severity)
    assert "secret" not in str(only)
    assert reading.project is not None


def test_diagnostics_are_single_printable_lines() -> None:
    """Names with line breaks, NUL or half characters are shown with escapes."""
    text = r'entity: {name: "A\n\0\ud800B", source_type: root, fields: [{name: a, type: Date}]}'
    (only,) = read_project({"a.yaml": text}, name="shop").diagnostics
    assert r'entity name "A\n\x00\ud800B" is not in PascalCase' == only.message


def test_entities_are_sorted_by_name() -> None:
    """Entities come in the order of their names, whatever the files are called."""
    files = {"a.yaml": ORDER, "b.yaml": "entity: {name: Base, abstract: true}"}
    project = read_project(files, name="shop").project
    assert project is not None
    assert ["Base", "Order"] == [entity.name for entity in project.entities]
    assert SourceType.ROOT is project.entities[1].source_type


def test_a_warning_leaves_the_project() -> None:
    """What only warrants a warning is reported, and the project is there all the same."""
    text = ORDER.replace("type: String,", "type: String, nullable: true,")
    reading = read_project({"order.yaml": text}, name="shop")
    assert ["warning"] == [d.severity for d in reading.diagnostics]
    assert reading.project is not None
