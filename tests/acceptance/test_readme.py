"""What the README shows is what happens."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from nomnom.loading import load_project, read_folder
from nomnom.tables import ddl, entity_tables, render
from samples.shell import lines, run
from samples.up import Up

StartUp = Callable[..., AbstractContextManager[Up]]
README = Path("README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The README's code blocks in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def write_shop(folder: Path) -> Path:
    """The README's project, as it tells to write it."""
    names = re.findall(r"<code>shop/(entities/\w+\.yaml)</code>", README)
    for name, text in zip(names, blocks("yaml"), strict=True):
        file = folder / "shop" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder / "shop"


def test_the_yaml_gives_the_ddl_beside_it(tmp_path: Path) -> None:
    """The DDL blocks are what the entities beside them become."""
    tables = entity_tables(load_project(write_shop(tmp_path)), "postgresql")
    assert "\n".join(blocks("sql")) == render(ddl(tables, "postgresql"))


def test_the_yaml_is_not_warned_of(tmp_path: Path) -> None:
    """The first project that somebody sees is valid without a warning."""
    assert () == read_folder(write_shop(tmp_path)).diagnostics


@pytest.mark.skipif(shutil.which("curl") is None, reason="the README's commands use curl")
def test_the_commands_lead_to_the_rows_shown(start_up: StartUp, tmp_path: Path) -> None:
    """The curl and psql commands, run as they stand, end with the table that the README shows."""
    send, refuse = (block for block in blocks("bash") if "curl" in block)
    shown = next(block for block in blocks("text") if "purchase_key |" in block)
    with start_up(tmp_path / ".nomnom", write_shop(tmp_path)) as up:
        accepted = json.loads(run(send.partition("\n\n")[0], up))
        assert "accepted" == accepted["status"]
        while not up.query("SELECT 1 FROM purchase_lines LIMIT 1"):
            assert up.process.poll() is None
        rows = run(send.partition("\n\n")[2], up)
        assert lines(shown) == lines(rows)[:4]
        problems = json.loads(run(refuse, up))["problems"]
        assert ["/lines/0/price"] == [problem["pointer"] for problem in problems]
