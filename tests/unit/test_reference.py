"""The pages of docs/reference are what the code says."""

import re
from pathlib import Path

import pytest
from docs.reference import generate

from nomnom.migrate.revisions.codes import CODES as REVISION_CODES
from nomnom.spec import CODES, EXPLANATIONS

PAGES = generate.pages()
ROW = re.compile(r"\| \[?(N[NM]\d+)")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_up_to_date(name: str) -> None:
    """Each page is as it would be made now; `make reference` makes it so."""
    assert PAGES[name] == (generate.FOLDER / name).read_text(encoding="utf-8")


def test_every_page_is_made() -> None:
    """The folder holds no page that nothing makes."""
    assert sorted(PAGES) == sorted(path.name for path in generate.FOLDER.glob("*.md"))


def test_every_code_is_in_a_table() -> None:
    """Every code of projects and revisions has a row, and each one explained has a heading too."""
    page = PAGES["codes.md"].splitlines()
    rows = [row[1] for line in page if (row := ROW.match(line))]
    assert [*CODES, *REVISION_CODES] == rows
    assert list(EXPLANATIONS) == [line[4:] for line in page if line.startswith("### ")]


def test_links_lead_somewhere() -> None:
    """The page about silences, to which the codes refer, is there."""
    assert Path("docs/checking-a-project.md").is_file()
    assert "checking-a-project.md#silences" in PAGES["codes.md"]
