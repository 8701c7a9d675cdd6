"""The program on the page about Python, run and type-checked as it stands."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from mypy import api

from samples.up import environment

PAGE = Path("docs/python.md").read_text(encoding="utf-8")
EXAMPLE = Path("examples/tpch").resolve()


def blocks(language: str) -> list[str]:
    """The page's code blocks in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as the page says: its projects, and the models made by its command; and the program."""
    shutil.copytree(EXAMPLE, tmp_path / "shop")
    (tmp_path / "till").mkdir()
    for number, text in enumerate(blocks("yaml")):
        (tmp_path / "till" / f"{number}.yaml").write_text(text, encoding="utf-8")
    (command,) = blocks("bash")
    run(["bash", "-euc", command], tmp_path)
    (tmp_path / "program.py").write_text("\n".join(blocks("python")), encoding="utf-8")
    return tmp_path


def run(command: list[str], folder: Path) -> str:
    """What a command prints, which has to end well and without a complaint."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment() | {"PATH": path},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (0, "") == (done.returncode, done.stderr)
    return done.stdout


def test_the_program_prints_what_the_page_shows(folder: Path) -> None:
    """The blocks of Python, one after the other, print the blocks of text."""
    assert "".join(blocks("text")) == run([sys.executable, "program.py"], folder)


def test_type_checkers_take_the_program(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """mypy knows what every name is, the fields of typed rows included."""
    monkeypatch.chdir(folder)
    printed, complaints, status = api.run(["--strict", "program.py"])
    assert (0, "") == (status, complaints), printed
