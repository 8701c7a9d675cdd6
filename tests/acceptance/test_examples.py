"""Each example validates without a murmur, passes its own tests, and its README's commands do what they say."""

from __future__ import annotations

import doctest
import re
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from typer.testing import CliRunner

from nomnom.cli.app import app
from nomnom.loading import read_folder
from samples.shell import lines, run
from samples.up import Up

StartUp = Callable[..., AbstractContextManager[Up]]
EXAMPLES = Path("examples")
FOLDERS = sorted(folder for folder in EXAMPLES.iterdir() if folder.is_dir())


def nomnom_test(*arguments: str) -> tuple[int, str]:
    """The exit code and the output of `nomnom test`."""
    ended = CliRunner().invoke(app, ["test", *arguments])
    return ended.exit_code, ended.output


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_nothing_is_wrong_with_an_example(folder: Path) -> None:
    """It has no error and no warning; nor a note, but for TPC-H, whose keys have no length."""
    assert () == read_folder(folder, notes=folder.name != "tpch").diagnostics


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_an_example_passes_in_memory(folder: Path) -> None:
    """`nomnom test` passes on SQLite."""
    code, output = nomnom_test(str(folder))
    assert 0 == code, output
    assert "passed in" in output


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_an_example_passes_on_postgresql(folder: Path, postgres_url: str) -> None:
    """`nomnom test` passes on a PostgreSQL server."""
    code, output = nomnom_test(str(folder), "--database", postgres_url)
    assert 0 == code, output
    assert "passed in" in output


@pytest.mark.skipif(shutil.which("curl") is None, reason="the commands use curl")
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_commands_of_a_readme_lead_to_the_rows_shown(
    folder: Path, start_up: StartUp, tmp_path: Path
) -> None:
    """Messages sent by curl end, by way of the API, the queue and a worker, as the tables that it shows."""
    readme = (folder / "README.md").read_text(encoding="utf-8")
    _, send, look = re.findall(r"^```bash\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    _, shown = re.findall(r"^```text\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    with start_up(tmp_path / ".nomnom", folder) as up:
        accepted = run(send, up, Path()).count('"accepted"')
        assert accepted
        while [(accepted,)] != up.query("SELECT count(*) FROM nomnom_messages"):
            assert up.process.poll() is None
        assert lines(shown.rstrip()) == lines(run(look, up).rstrip())
        assert [] == up.query("SELECT reason FROM nomnom_dead_letters")


@pytest.mark.parametrize("file", sorted(EXAMPLES.glob("*/transforms.py")), ids=str)
def test_examples_in_transforms_are_right(file: Path) -> None:
    """What the docstrings of an example's own transforms show is what they give."""
    spec = spec_from_file_location("example_transforms", file)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    ran = doctest.testmod(module)
    assert ran.attempted
    assert 0 == ran.failed
