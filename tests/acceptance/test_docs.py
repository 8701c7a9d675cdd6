"""What the pages under docs/ show is what comes out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import cast, get_args

import psycopg
import pytest

from nomnom.migrate import as_text, bring_up, plan
from nomnom.model.project import Project
from nomnom.spec import read_project
from nomnom.tables import Database, ddl, entity_tables, render

PAGES = sorted(Path("docs").glob("*.md"))
FENCE = re.compile(r"^```(\w+)(?: (\w+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def sections(page: Path) -> Iterator[str]:
    """The parts of a page between its second-level headings."""
    yield from re.split(r"^## ", page.read_text(encoding="utf-8"), flags=re.MULTILINE)


def shown(section: str, label: str = "") -> Project:
    """The project of the entities that a section shows under a label."""
    files = {
        f"entities/{n}.yaml": text
        for n, (language, under, text) in enumerate(FENCE.findall(section))
        if language == "yaml" and under == label
    }
    reading = read_project(files, name="docs")
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
    return as_text(plan(url, shown(section, "after")))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_entities_become_the_ddl_beneath_them(page: Path) -> None:
    """Each block of DDL for a database is what its section's entities become there."""
    for section in sections(page):
        for language, database, text in FENCE.findall(section):
            if language == "sql" and database in get_args(Database):
                assert text == rendered(section, cast("Database", database))


PLANS = [section for page in PAGES for section in sections(page) if "```text plan" in section]


@pytest.mark.parametrize("section", PLANS, ids=lambda section: section.splitlines()[0])
def test_a_change_gets_the_plan_beneath_it(section: str, database_url: str) -> None:
    """Each plan is what a real PostgreSQL with the entities and rows above it needs."""
    (expected,) = (text for _, label, text in FENCE.findall(section) if label == "plan")
    assert expected == planned(section, database_url)
