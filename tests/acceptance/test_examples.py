"""The examples have tests of their own, and these pass."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from nomnom.cli.app import app

EXAMPLES = sorted(path for path in Path("examples").iterdir() if path.is_dir())


def nomnom_test(*arguments: str) -> tuple[int, str]:
    """The exit code and the output of `nomnom test`."""
    ended = CliRunner().invoke(app, ["test", *arguments])
    return ended.exit_code, ended.output


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_an_example_passes_in_memory(example: Path) -> None:
    """`nomnom test` passes on SQLite."""
    code, output = nomnom_test(str(example))
    assert 0 == code, output
    assert "passed in" in output


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_an_example_passes_on_postgresql(example: Path, postgres_url: str) -> None:
    """`nomnom test` passes on a PostgreSQL server."""
    code, output = nomnom_test(str(example), "--database", postgres_url)
    assert 0 == code, output
    assert "passed in" in output
