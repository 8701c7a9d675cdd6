"""`nomnom validate`, from outside."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Nomnom = Callable[..., CompletedProcess[str]]


CASES = Path(__file__).parents[2] / "cases" / "validate"
ERRORS = CASES / "NN216-values"
WARNING = CASES / "NN303-nullable-unicity"


def test_errors_are_printed_and_exit_with_one(nomnom: Nomnom) -> None:
    """Every diagnostic is a line on stdout, in order, and nothing else is printed."""
    ended = nomnom("validate", ERRORS)
    assert (1, "") == (ended.returncode, ended.stderr)
    assert (ERRORS / "expected.txt").read_text("utf-8") == ended.stdout


def test_a_warning_does_not_fail(nomnom: Nomnom) -> None:
    """A project with warnings only is valid: they are printed, and the exit code is 0."""
    ended = nomnom("validate", WARNING)
    assert 0 == ended.returncode
    warnings = (WARNING / "expected.txt").read_text("utf-8")
    assert f"{warnings}{WARNING.name}: 1 entities are valid\n" == ended.stdout


def test_notes_are_shown_to_those_who_ask(nomnom: Nomnom) -> None:
    """With --notes they stand among the warnings in the order of their places; the exit code is the same."""
    ended = nomnom("validate", WARNING, "--notes")
    assert 0 == ended.returncode
    *found, summary = ended.stdout.splitlines()
    expected = [(WARNING / name).read_text("utf-8") for name in ("expected.txt", "notes.txt")]
    assert sorted("".join(expected).splitlines()) == found
    assert f"{WARNING.name}: 1 entities are valid" == summary


def test_json_has_the_notes_too(nomnom: Nomnom) -> None:
    """With --notes the list has them, told apart by their severity."""
    ended = nomnom("validate", WARNING, "--format", "json", "--notes")
    severities = {each["code"]: each["severity"] for each in json.loads(ended.stdout)}
    assert (0, {"NN404": "note", "NN303": "warning"}) == (ended.returncode, severities)


@pytest.mark.parametrize(("expected", "folder"), [(1, ERRORS), (0, WARNING)])
def test_json_says_the_same(expected: int, folder: Path, nomnom: Nomnom) -> None:
    """With --format json stdout is a list with the parts of each diagnostic, whatever the exit code."""
    ended = nomnom("validate", folder, "--format", "json")
    assert expected == ended.returncode
    found = json.loads(ended.stdout)
    keys = ["file", "line", "column", "severity", "code", "message", "hint"]
    assert all(keys == list(each) for each in found)
    lines = [
        "{file}:{line}:{column}: {severity}[{code}]: {message}; {hint}".format(**each)
        for each in found
    ]
    assert (folder / "expected.txt").read_text("utf-8").splitlines() == lines


def test_json_of_a_faultless_project(nomnom: Nomnom, shop: Path) -> None:
    """Without diagnostics the list is empty, and the exit code 0."""
    ended = nomnom("validate", shop, "--format", "json")
    assert (0, []) == (ended.returncode, json.loads(ended.stdout))


def test_the_project_is_here_unless_named(nomnom: Nomnom, shop: Path, tmp_path: Path) -> None:
    """Without PROJECT it is the working folder that is checked."""
    (shop / "order.yaml").rename(tmp_path / "order.yaml")
    ended = nomnom("validate")
    assert f"{tmp_path.name}: 1 entities are valid\n" == ended.stdout


def test_entities_may_lie_elsewhere(nomnom: Nomnom, shop: Path, tmp_path: Path) -> None:
    """With --entities the project's settings come from PROJECT and its entities from there."""
    project = tmp_path / "settings"
    project.mkdir()
    (project / "nomnom.yaml").write_text("name: store\n", encoding="utf-8")
    ended = nomnom("validate", project, "--entities", shop)
    assert (0, "store: 1 entities are valid\n") == (ended.returncode, ended.stdout)


@pytest.mark.parametrize(
    "arguments", [("nowhere",), ("shop", "--entities", "nowhere")], ids=["PROJECT", "--entities"]
)
def test_a_missing_folder_is_a_diagnostic(
    arguments: tuple[str, ...], nomnom: Nomnom, shop: Path
) -> None:
    """A folder that isn't there is named, with what to do, and the exit code is 1."""
    assert shop.is_dir()
    ended = nomnom("validate", *arguments)
    assert (1, "") == (ended.returncode, ended.stderr)
    cure = "name the folder of nomnom.yaml, or of the entities"
    line = f"nowhere:1:1: error[NN007]: the folder does not exist; {cure}\n"
    assert line == ended.stdout


def test_text_no_terminal_takes_is_escaped(nomnom: Nomnom, shop: Path) -> None:
    """A name with half a character in it is reported like any other wrong name."""
    text = r'entity: {name: "A\ud800", source_type: root, fields: [{name: a, type: Date}]}'
    (shop / "order.yaml").write_text(text, encoding="utf-8")
    ended = nomnom("validate", shop)
    assert (1, "") == (ended.returncode, ended.stderr)
    assert r"A\ud800" in ended.stdout


def test_an_unknown_format_is_refused(nomnom: Nomnom, shop: Path) -> None:
    """A word that --format doesn't know is a mistake of usage: exit code 2, and the valid words."""
    ended = nomnom("validate", shop, "--format", "xml")
    assert (2, "") == (ended.returncode, ended.stdout)
    assert "'text', 'json'" in ended.stderr
