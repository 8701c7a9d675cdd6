"""The page about errors has exactly the cases that are provoked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from samples.provoked import CASES, Becomes, Case

PAGE = Path("docs/errors.md")
HEADINGS = {"postgresql": "PostgreSQL", "mariadb": "MySQL and MariaDB", "sqlite": "SQLite"}
DOES: dict[Becomes, str] = {
    "transient": "pauses and tries again",
    "data": "dead letter",
    "configuration": "stops",
}


def row(case: Case) -> str:
    """The case's line in its table."""
    code = f"`{case.code}`" if case.code else "none"
    return f"| {case.what} | {code} | {case.becomes} | {DOES[case.becomes]} |"


@pytest.mark.parametrize("kind", CASES)
def test_the_page_has_the_cases_that_are_provoked(kind: str) -> None:
    """Each database's table is that of the cases, line by line."""
    sections = re.split(r"^## ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    (section,) = (each for each in sections if each.startswith(HEADINGS[kind] + "\n"))
    table = [line for line in section.splitlines() if line.startswith("| ")]
    assert [row(case) for case in CASES[kind]] == table[1:]
