"""What the pages under docs/ show is what comes out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import cast, get_args

import psycopg
import pytest
from typer.testing import CliRunner

from nomnom.cli.app import app
from nomnom.explaining import as_json, explain
from nomnom.explaining import as_text as explained
from nomnom.extraction import compile_plan
from nomnom.migrate import as_text, bring_up
from nomnom.migrate import plan as migration
from nomnom.model.project import Project
from nomnom.references import load_available
from nomnom.spec import read_project
from nomnom.tables import Database, ddl, entity_tables, render

PAGES = sorted(Path("docs").glob("*.md"))
FENCE = re.compile(r"^```(\w+)(?: (\w+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def sections(page: Path) -> Iterator[str]:
    """The parts of a page between its second-level headings."""
    yield from re.split(r"^## ", page.read_text(encoding="utf-8"), flags=re.MULTILINE)


def shown_files(section: str, label: str = "") -> dict[str, str]:
    """The entities that a section shows under a label, as files."""
    return {
        f"entities/{n}.yaml": text
        for n, (language, under, text) in enumerate(FENCE.findall(section))
        if language == "yaml" and under == label
    }


def shown(section: str, label: str = "") -> Project:
    """The project of the entities that a section shows under a label."""
    reading = read_project(shown_files(section, label), name="docs")
    assert reading.project is not None, reading.diagnostics
    return reading.project


def rendered(section: str, database: Database) -> str:
    """The DDL of the entities that a section shows."""
    return render(ddl(entity_tables(shown(section), database), database))


def planned(section: str, url: str) -> str:
    """The plan from the entities a section shows as before, with its rows, to those it shows as after."""
    bring_up(url, shown(section, "before"))
    with psycopg.connect(url) as connection:
        for language, label, text in FENCE.findall(section):
            if (language, label) == ("sql", "rows"):
                connection.execute(text.encode())
    return as_text(migration(url, shown(section, "after")))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_entities_become_the_ddl_beneath_them(page: Path) -> None:
    """Each block of DDL for a database is what its section's entities become there."""
    for section in sections(page):
        for language, database, text in FENCE.findall(section):
            if language == "sql" and database in get_args(Database):
                assert text == rendered(section, cast("Database", database))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_no_entity_is_warned_of(page: Path) -> None:
    """What a page shows as good is valid without a warning, unless findings stand beneath it."""
    shown_as_good = [part for part in sections(page) if "```text findings" not in part]
    for section in shown_as_good:
        for label in ("", "before", "after"):
            if files := shown_files(section, label):
                assert () == read_project(files, name="docs").diagnostics


FOUND = [part for page in PAGES for part in sections(page) if "```text findings" in part]


@pytest.mark.parametrize("section", FOUND, ids=lambda section: section.splitlines()[0])
def test_entities_give_the_findings_beneath_them(section: str) -> None:
    """Each block of findings is what is found with --notes, whatever the file is called there."""
    (expected,) = (text for _, label, text in FENCE.findall(section) if label == "findings")
    found = read_project(shown_files(section), name="docs", notes=True).diagnostics
    lines = [line.partition(":")[2] for line in expected.splitlines()]
    assert lines == [str(finding).partition(":")[2] for finding in found]


PLANS = [section for page in PAGES for section in sections(page) if "```text plan" in section]


@pytest.mark.parametrize("section", PLANS, ids=lambda section: section.splitlines()[0])
def test_a_change_gets_the_plan_beneath_it(section: str, database_url: str) -> None:
    """Each plan is what a real PostgreSQL with the entities and rows above it needs."""
    (expected,) = (text for _, label, text in FENCE.findall(section) if label == "plan")
    assert expected == planned(section, database_url)


def test_messages_are_explained_as_shown_beneath_them() -> None:
    """Each explanation, as text or as JSON, is that of the message above it for the entities above it."""
    message = b""
    for section in sections(Path("docs/explaining.md")):
        if shown_files(section):
            project = shown(section)
            plan = compile_plan(project, references=load_available(project, database_url=None))
        for language, label, text in FENCE.findall(section):
            if label == "message":
                message = text.encode()
            elif label == "explained":
                told = explain(project, plan, message)
                assert text == (explained(told) if language == "text" else as_json(told) + "\n")
    assert message


TESTED = [section for page in PAGES for section in sections(page) if "```text report" in section]


@pytest.mark.parametrize("section", TESTED, ids=lambda section: section.splitlines()[0])
def test_tests_give_the_report_beneath_them(section: str, tmp_path: Path) -> None:
    """Each report is what `nomnom test` prints of the tests and entities above it, the time aside."""
    texts = {label: text for _, label, text in FENCE.findall(section)}
    for name, text in shown_files(section).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "tests").mkdir()
    file, _, _ = texts["report"].partition(" ")
    (tmp_path / file).write_text(texts["tests"], encoding="utf-8")
    ended = CliRunner().invoke(app, ["test", str(tmp_path)])
    assert texts["report"] == re.sub(r"in \d+\.\d\d s", "in 0.00 s", ended.output)
