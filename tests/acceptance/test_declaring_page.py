"""The messages on the page about entities become the rows beneath them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nomnom.extraction import Extract, MessageFacts, RootPlan, compile_plan
from nomnom.loading import load_project
from nomnom.references import load

PAGE = Path("docs/declaring-entities.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^```(\w+)(?: ([\w.]+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SECTIONS = [part for part in re.split(r"^## ", PAGE, flags=re.MULTILINE) if "```yaml" in part]
SENT = MessageFacts("m-1", dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC), 1)


def plan_of(section: str, folder: Path) -> RootPlan:
    """The program of the one root in a section, whose files are written to a folder."""
    (folder / "entities").mkdir()
    for number, (language, label, text) in enumerate(FENCE.findall(section)):
        if language == "yaml":
            (folder / "entities" / f"{number}.yaml").write_text(text, encoding="utf-8")
        elif (language, label) == ("python", "transforms"):
            (folder / "transforms.py").write_text(text, encoding="utf-8")
        elif language == "csv":
            (folder / label).write_text(text, encoding="utf-8")
    project = load_project(folder)
    references = load(project, database_url=None)
    (root,) = compile_plan(project, references=references).roots.values()
    return root


def exchanges(section: str) -> Iterator[tuple[bytes, str, str]]:
    """Each message of a section, what is shown beneath it, rows or problems, and its text."""
    labelled = [(label, text) for _, label, text in FENCE.findall(section)]
    shown = [each for each in labelled if each[0] in ("message", "rows", "problems")]
    for (_, message), (label, text) in zip(shown[::2], shown[1::2], strict=True):
        yield message.encode(), label, text


def cell(value: Any) -> str:
    """A value as the page shows it."""
    if isinstance(value, dt.datetime):
        return value.isoformat().replace("+00:00", "Z")
    return "null" if value is None else str(value)


def as_table(plan: RootPlan, extract: Extract) -> str:
    """The rows of each entity that has some, as the page shows them."""
    tables = []
    for entity, columns, rows in zip(plan.given, plan.columns, extract.rows, strict=True):
        if rows:
            cells = [columns, *(tuple(map(cell, row)) for row in rows)]
            widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
            title = entity.persistence.table if entity.persistence else f"published: {entity.name}"
            lines = [
                " | ".join(text.ljust(width) for text, width in zip(line, widths, strict=True))
                for line in cells
            ]
            lines.insert(1, "-+-".join("-" * width for width in widths))
            tables.append("\n".join([title, *(f"  {line}".rstrip() for line in lines)]) + "\n")
    return "\n".join(tables)


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.splitlines()[0])
def test_messages_become_the_rows_beneath_them(section: str, tmp_path: Path) -> None:
    """Each message is extracted by the entities of its section, or refused with the problems shown."""
    plan = plan_of(section, tmp_path)
    assert [*exchanges(section)]
    for message, label, shown in exchanges(section):
        extract = plan.extract(message, SENT)
        problems = "".join(f"{problem}\n" for bad in extract.bad for problem in bad.problems)
        found = {"rows": as_table(plan, extract), "problems": problems}
        assert {"rows": "", "problems": "", label: shown} == found
