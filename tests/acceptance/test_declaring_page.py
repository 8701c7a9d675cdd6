"""The messages on the page about entities become the rows beneath them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from nomnom.extraction import MessageFacts, RootPlan, compile_plan
from nomnom.loading import load_project
from nomnom.messages import Delivery
from nomnom.model.project import Project
from nomnom.references import load
from nomnom.store.sqlite import memory_store
from nomnom.worker.batch import prepare
from nomnom.worker.writing import write

PAGE = Path("docs/declaring-entities.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^```(\w+)(?: ([\w.]+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SECTIONS = [part for part in re.split(r"^## ", PAGE, flags=re.MULTILINE) if "```yaml" in part]
SENT = MessageFacts("m-1", dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC), 1)


def project_of(section: str, folder: Path) -> Project:
    """The project of a section, whose files are written to a folder."""
    (folder / "entities").mkdir()
    for number, (language, label, text) in enumerate(FENCE.findall(section)):
        if language == "yaml":
            (folder / "entities" / f"{number}.yaml").write_text(text, encoding="utf-8")
        elif (language, label) == ("python", "transforms"):
            (folder / "transforms.py").write_text(text, encoding="utf-8")
        elif language == "csv":
            (folder / label).write_text(text, encoding="utf-8")
    return load_project(folder)


def plan_of(section: str, folder: Path) -> RootPlan:
    """The program of the one root in a section."""
    project = project_of(section, folder)
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


def as_table(plan: RootPlan, rows: Sequence[Sequence[Sequence[Any]]]) -> str:
    """The rows of each entity that has some, as the page shows them."""
    tables = []
    for entity, columns, theirs in zip(plan.given, plan.columns, rows, strict=True):
        if theirs:
            cells = [columns, *(tuple(map(cell, row)) for row in theirs)]
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
        found = {"rows": as_table(plan, extract.rows), "problems": problems}
        assert {"rows": "", "problems": "", label: shown} == found


@pytest.mark.parametrize(
    "section",
    [each for each in SECTIONS if "```json deliveries" in each],
    ids=lambda section: section.splitlines()[0],
)
def test_deliveries_leave_the_tables_beneath_them(section: str, tmp_path: Path) -> None:
    """Each line is a message and a batch of its own; what the database holds then is shown."""
    project = project_of(section, tmp_path)
    plan, store = compile_plan(project), memory_store(project)
    (root,) = plan.roots.values()
    texts = {label: text for _, label, text in FENCE.findall(section)}
    for number, line in enumerate(texts["deliveries"].splitlines(), 1):
        subject = f"messages.ingest.{root.root.name}"
        delivery = Delivery(subject, line.encode(), "MESSAGES", number, SENT.received_at)
        assert 0 == write(store, [prepare(plan, delivery)], SENT.received_at).dead
    rows = [store.rows(entity) for entity in root.given]
    assert texts["stored"] == as_table(root, rows)
    store.close()
