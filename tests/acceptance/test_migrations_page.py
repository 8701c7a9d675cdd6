"""The session on the page about migrations, run as it stands."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from nomnom.loading import load_project
from nomnom.migrate import bring_up
from samples.up import environment

PAGE = Path("docs/production-migrations.md")
EXAMPLE = Path("examples/tpch").resolve()
CONSOLE = re.compile(r"^```console(?: (\w+))?\n\$ (.*?)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def session(label: str) -> list[tuple[str, str]]:
    """The commands of a session on the page, each with what it prints."""
    found = CONSOLE.findall(PAGE.read_text(encoding="utf-8"))
    return [(command, output) for under, command, output in found if under == label]


def printed(command: str, folder: Path, database_url: str) -> str:
    """What a command prints, run beside a project `shop` that is a copy of the example."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment() | {"PATH": path, "DATABASE_URL": database_url, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "" == done.stderr
    return done.stdout


@pytest.mark.parametrize("label", ["", "adopted"])
def test_the_session_prints_what_the_page_shows(
    label: str, database_url: str, tmp_path: Path
) -> None:
    """Each command, in its order, on an empty database, or on one whose tables a worker made."""
    shutil.copytree(EXAMPLE, tmp_path / "shop")
    if label == "adopted":
        bring_up(database_url, load_project(EXAMPLE))
    steps = session(label)
    assert steps
    for command, output in steps:
        assert output == printed(command, tmp_path, database_url)
