"""The session on the page about dead letters, run as it stands beside a running nomnom."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from samples.shell import run
from samples.up import Up

StartUp = Callable[..., AbstractContextManager[Up]]
PAGE = Path("docs/dead-letters.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SETTINGS = re.compile(r"^```yaml settings\n(.*?)^```$", re.MULTILINE | re.DOTALL)
STEP = re.compile(r"^\$ (.*?)\n(.*?)(?=^\n?\$ |\Z)", re.MULTILINE | re.DOTALL)
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ")


def write_shop(folder: Path) -> Path:
    """The page's entities and settings as a project."""
    entities = folder / "shop" / "entities"
    entities.mkdir(parents=True)
    for number, (language, text) in enumerate(BLOCK.findall(PAGE)):
        if language == "yaml":
            (entities / f"{number}.yaml").write_text(text, encoding="utf-8")
    (settings,) = SETTINGS.findall(PAGE)
    (folder / "shop" / "nomnom.yaml").write_text(settings, encoding="utf-8")
    return folder / "shop"


def steps() -> Iterator[tuple[str, str | None]]:
    """The page's commands in their order, each with what it prints where that is shown."""
    for language, text in BLOCK.findall(PAGE):
        if language == "bash":
            yield text, None
        elif language == "console":
            yield from STEP.findall(text)


def alike(printed: str) -> str:
    """What is printed, with ids and times that are the same on each run."""
    return UUID.sub("some-id", TIME.sub("some time", printed)).strip()


def await_processed(up: Up, printed: str) -> None:
    """Wait until all messages that are named have been processed."""
    named = set(UUID.findall(printed))
    listed = ", ".join(f"'{each}'" for each in named) or "''"
    query = f"SELECT count(*) FROM nomnom_messages WHERE message_id IN ({listed})"
    while up.query(query) != [(len(named),)]:
        assert up.process.poll() is None


@pytest.mark.skipif(shutil.which("curl") is None, reason="the page's commands use curl")
def test_the_session_prints_what_the_page_shows(start_up: StartUp, tmp_path: Path) -> None:
    """From three dead letters to two rows: each command in its order, on real servers."""
    session = list(steps())
    assert 2 + PAGE.count("\n$ ") == len(session)
    with start_up(tmp_path / ".nomnom", write_shop(tmp_path)) as up:
        for command, shown in session:
            printed = run(command, up)
            if shown is not None:
                assert alike(shown) == alike(printed)
            await_processed(up, printed)
