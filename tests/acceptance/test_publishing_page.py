"""What the page about publishing shows is what happens: a project without any table, end to end."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from samples.up import Up, environment

StartUp = Callable[..., AbstractContextManager[Up]]
PAGE = Path("docs/publishing.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The page's code blocks in a language, with its label if it has one."""
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def write_project(folder: Path) -> Path:
    """The page's entities as a project."""
    entities = folder / "readings" / "entities"
    entities.mkdir(parents=True)
    for number, text in enumerate(blocks("yaml")):
        (entities / f"{number}.yaml").write_text(text, encoding="utf-8")
    return folder / "readings"


def test_a_message_is_published_as_shown(start_up: StartUp, tmp_path: Path) -> None:
    """The client that the page shows prints the lines beneath it, in a project that has no table."""
    (message,), (shown,), (client,) = map(blocks, ("json message", "text published", "python"))
    with start_up(tmp_path / ".nomnom", write_project(tmp_path)) as up:
        accepted = up.post("/ingest/Reading", message.encode())
        assert 202 == accepted.status_code
        reading = subprocess.Popen(
            [sys.executable, "-c", client],
            cwd=tmp_path,
            env=environment(),
            stdout=subprocess.PIPE,
            text=True,
        )
        assert reading.stdout is not None
        try:
            printed = [reading.stdout.readline() for _ in shown.splitlines()]
        finally:
            reading.kill()
            reading.communicate()
        assert shown.splitlines() == [line.rstrip("\n") for line in printed]
        assert [(1, 1, 0)] == up.query("SELECT records, stored, dead FROM nomnom_messages")
