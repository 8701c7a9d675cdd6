"""A project's rows as a module of structs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from mypy import api

from nomnom.artefacts import models_module
from nomnom.extraction import compile_plan
from nomnom.loading import load_project
from samples.entities import ORDERS

ROOT = Path(__file__).parents[3]
CASES = ROOT / "tests" / "cases" / "models"
PROJECTS = {"names": CASES / "names", "tpch": ROOT / "examples" / "tpch"}


def module_of(folder: Path) -> str:
    """The module of the project in a folder."""
    project = load_project(folder)
    return models_module(project.name, compile_plan(project, every=True))


@pytest.mark.parametrize("name", PROJECTS)
def test_the_module_is_the_golden_one(name: str) -> None:
    """To the letter; `nomnom generate models FOLDER --output FILE` writes it anew."""
    expected = (CASES / name / "models.py").read_text(encoding="utf-8")
    assert expected == module_of(PROJECTS[name])


def test_every_case_is_compared() -> None:
    """No golden module is left over."""
    assert sorted(PROJECTS) == sorted(path.name for path in CASES.iterdir())


@pytest.mark.parametrize("name", PROJECTS)
def test_type_checkers_take_it(name: str, tmp_path: Path) -> None:
    """mypy finds nothing to say, even where fields are called like types."""
    module = CASES / name / "models.py"
    printed, complaints, status = api.run(["--strict", f"--cache-dir={tmp_path}", str(module)])
    assert (0, "") == (status, complaints), printed


@pytest.mark.parametrize("command", [("format", "--check"), ("check", "--select=E,F,I,UP")])
def test_it_is_formatted(command: tuple[str, ...]) -> None:
    """As ruff would do it with its own settings."""
    ended = subprocess.run(
        [sys.executable, "-m", "ruff", *command, "--isolated", str(CASES)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert 0 == ended.returncode, ended.stdout + ended.stderr


def test_equal_projects_give_equal_text() -> None:
    """Nothing in it depends on the run."""
    once, again = (models_module("shop", compile_plan(ORDERS, every=True)) for _ in range(2))
    assert once == again
