"""What the pages under docs/ show is what comes out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import cast, get_args

import pytest

from nomnom.spec import read_project
from nomnom.tables import Database, ddl, entity_tables, render

PAGES = sorted(Path("docs").glob("*.md"))
FENCE = re.compile(r"^```(\w+)(?: (\w+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def sections(page: Path) -> Iterator[str]:
    """The parts of a page between its second-level headings."""
    yield from re.split(r"^## ", page.read_text(encoding="utf-8"), flags=re.MULTILINE)


def rendered(section: str, database: Database) -> str:
    """The DDL of the entities that a section shows."""
    files = {
        f"entities/{n}.yaml": text
        for n, (language, _, text) in enumerate(FENCE.findall(section))
        if language == "yaml" and text.startswith("entity:")
    }
    reading = read_project(files, name="docs")
    assert reading.project is not None, reading.diagnostics
    return render(ddl(entity_tables(reading.project, database), database))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_entities_become_the_ddl_beneath_them(page: Path) -> None:
    """Each block of DDL for a database is what its section's entities become there."""
    for section in sections(page):
        for language, database, text in FENCE.findall(section):
            if language == "sql" and database in get_args(Database):
                assert text == rendered(section, cast("Database", database))
