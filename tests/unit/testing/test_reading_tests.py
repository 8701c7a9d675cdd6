"""What is wrong with a project's tests is said before anything runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from nomnom.errors import ProjectError
from nomnom.extraction import compile_plan
from nomnom.loading import load_project
from nomnom.spec import CODES as PROJECT_CODES
from nomnom.testing.codes import CODES
from nomnom.testing.reading import read_folder, read_suites

CASES = Path(__file__).parents[2] / "cases" / "testing"
FOLDERS = sorted(folder for folder in CASES.iterdir() if folder.name.startswith("N"))
SHOP = load_project(CASES / "shop")
PLAN = compile_plan(SHOP)


def unreadable(path: str) -> bytes:
    raise FileNotFoundError(2, "No such file or directory", path)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_diagnostics(folder: Path) -> None:
    """The tests of a case give exactly the diagnostics beside them, sorted."""
    texts = {file.name: file.read_text("utf-8") for file in folder.glob("*.yaml")}
    with pytest.raises(ProjectError) as raised:
        if texts:
            read_suites(texts, SHOP, PLAN, unreadable)
        else:
            read_folder(folder, SHOP, PLAN)
    assert (folder / "expected.txt").read_text("utf-8") == f"{raised.value}\n"


def test_every_code_has_a_case() -> None:
    """Each code is provoked by a case that bears its name, and no case shows one that isn't listed."""
    found = {f.name: (f / "expected.txt").read_text("utf-8") for f in FOLDERS}
    provoked = {name[:5] for name, text in found.items() if f"[{name[:5]}]" in text}
    assert set(CODES) == {code for code in provoked if code.startswith("NT")}
    shown = set(re.findall(r"\[(N[NT]\d+)\]", "".join(found.values())))
    assert set() == shown - set(CODES) - set(PROJECT_CODES)


def test_every_diagnostic_has_a_cure() -> None:
    """No diagnostic stops at the complaint: each says what to do about it."""
    lines = [line for f in FOLDERS for line in (f / "expected.txt").read_text("utf-8").splitlines()]
    assert [] == [line for line in lines if "; " not in line]
