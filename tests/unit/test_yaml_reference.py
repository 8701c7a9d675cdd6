"""Every key of the YAML has an entry with an example, and what the page says of it is true."""

from pathlib import PurePath
from typing import Any

import pytest
from docs.reference.cli_page import commands
from docs.reference.examples import (
    Example,
    examples,
    spelled,
    with_value,
    without,
)
from docs.reference.generate import FOLDER
from docs.reference.outcomes import findings, outcome
from docs.reference.shown import Shown, all_tables, shown

from nomnom.model.types import ALIASES
from nomnom.settings import SETTINGS, Settings
from nomnom.spec import grammar
from nomnom.spec.grammar import SETTING_KEYS
from nomnom.spec.scalars import plain_scalar
from nomnom.spec.shapes import Key, Table

PAGE = (FOLDER / "yaml.md").read_text(encoding="utf-8")
KEYS = [(table, key) for table in all_tables() for key in table.keys]
EXAMPLES = pytest.mark.parametrize("example", examples(), ids=lambda example: example.name)

WITHOUT_EFFECT = {
    ("entity", "doc"),
    ("a parent", "doc"),
    ("a field", "doc"),
    ("a field override", "doc"),
    ("a field override", "primary_key"),
    ("source", "refresh"),
}
"""Keys for the reader only, and the one that tells when to read again."""


def seen(table: Table, key: Key) -> Shown | None:
    try:
        return shown(table, key)
    except LookupError:
        return None


@pytest.fixture(scope="module")
def every_key() -> dict[tuple[str, str], Shown | None]:
    """Each key of the grammar as its entry shows it."""
    return {(table.title, key.name): seen(table, key) for table, key in KEYS}


@EXAMPLES
def test_nothing_is_wrong_with_an_example(example: Example) -> None:
    """An example validates without errors, warnings and notes."""
    assert () == findings(example)


@EXAMPLES
def test_what_an_example_holds_is_used(example: Example) -> None:
    """The messages of an example are of its roots, and each other file is one that its project reads."""
    project = example.read().checked()
    assert set(example.messages) <= {root.name for root in project.roots}
    folder = FOLDER / "examples" / example.name
    held = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    messages = {name for name in held if PurePath(name).stem in example.messages}
    rows = {e.reference.file for e in project.entities if e.reference and e.reference.file}
    assert {*example.files, *example.before} | rows == held - messages


def test_every_table_is_reached() -> None:
    """Whatever the grammar describes may stand in an entity's file or in nomnom.yaml."""
    written = {id(table) for table in vars(grammar).values() if isinstance(table, Table)}
    assert written == {id(table) for table in all_tables()}


def test_every_key_has_an_example(every_key: dict[tuple[str, str], Shown | None]) -> None:
    """Each key stands in an example, at its place of the grammar."""
    assert [] == [key for key, found in every_key.items() if found is None]


def test_every_key_has_an_entry() -> None:
    """The page has a heading for each key, in the order of the grammar, and one for each example."""
    headings = [line.removeprefix("### ") for line in PAGE.splitlines() if line.startswith("### ")]
    entries = [f"{table.title}: {key.name}" for table, key in KEYS]
    assert [*entries, *(f"Example: {example.name}" for example in examples())] == headings


def test_every_key_makes_a_difference(every_key: dict[tuple[str, str], Shown | None]) -> None:
    """Without a key something else comes of its example, but for those that only tell the reader something."""
    idle = {key for key, found in every_key.items() if found and not found.difference}
    assert idle == WITHOUT_EFFECT


def test_a_required_key_is_missed(every_key: dict[tuple[str, str], Shown | None]) -> None:
    """Without a required key an example has an error, which says so."""
    required = [(table.title, key.name) for table, key in KEYS if key.required]
    missed = [found for key in required if (found := every_key[key])]
    assert [] == [s.found.key.name for s in missed if not any("NN004" in e for e in s.errors)]


def test_defaults_are_true(every_key: dict[tuple[str, str], Shown | None]) -> None:
    """A default that is a single word, written out, says what leaving the key out says."""
    plain = {
        key: plain_scalar(found.found.key.default)
        for key, found in every_key.items()
        if found and found.found.key.default and " " not in found.found.key.default
    }
    assert ("a field", "nullable") in plain
    for key, default in plain.items():
        found = every_key[key]
        assert found
        assert (key, outcome(without(found.found))) == (
            key,
            outcome(with_value(found.found, default)),
        )


def test_a_key_means_the_same_in_either_spelling() -> None:
    """Where a key has another spelling, that may stand in its place."""
    twofold = [(table, key, key.other) for table, key in KEYS if key.other]
    assert [("entity", "type"), ("a source", "parent")] == [(t.title, o) for t, _, o in twofold]
    for table, key, other in twofold:
        found = shown(table, key)
        assert found.with_it == outcome(spelled(found.found, other))


def test_every_type_is_in_the_table() -> None:
    """Each spelling of a type is in the table of types, and so is the list."""
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and line.count("|") == 7]
    words = {word.strip(" `,") for row in rows for word in " ".join(row.split("|")[1:3]).split()}
    assert set() == {*ALIASES, "List[…]"} - words


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_a_setting_has_its_variable_and_default(setting: Any) -> None:
    """The page names each setting's variable, and its default is the one in force without it."""
    entry = PAGE.partition(f"### nomnom.yaml: {setting.name}\n")[2].partition("\n### ")[0]
    assert f"variable: `{setting.variable}`" in entry
    flag = f"--{setting.name.replace('_', '-')}"
    flags = {o for _, command in commands() for param in command.params for o in param.opts}
    assert (flag in flags) == (f"flag: `{flag}`" in entry)
    default = getattr(Settings(), setting.name)
    key = next(key for key in SETTING_KEYS if key.name == setting.name)
    assert default is None or str(default) == key.default
