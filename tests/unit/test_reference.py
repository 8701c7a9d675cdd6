"""The pages of docs/reference are what the code says."""

import re
from pathlib import Path

import pytest
from docs.reference import generate
from docs.reference.cli_page import commands
from docs.reference.shapes_said import anchor

from nomnom.migrate.revisions.codes import CODES as REVISION_CODES
from nomnom.spec import CODES, EXPLANATIONS
from nomnom.testing.codes import CODES as TEST_CODES

ROW = re.compile(r"\| \[?(N[NMT]\d+)")
SECTION = re.compile(r"^## (nomnom.*?)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("name", generate.PAGES)
def test_a_page_is_up_to_date(name: str) -> None:
    """Each page is as it would be made now; `make reference` makes it so."""
    assert generate.PAGES[name]() == (generate.FOLDER / name).read_text(encoding="utf-8")


def test_every_page_is_made() -> None:
    """The folder holds no page and no schema that nothing makes."""
    written = [path.name for path in generate.FOLDER.iterdir() if path.suffix in (".md", ".json")]
    assert sorted(generate.PAGES) == sorted(written)


def test_every_code_is_in_a_table() -> None:
    """Every code of projects, revisions and tests has a row, and each one explained has a heading too."""
    page = generate.PAGES["codes.md"]().splitlines()
    rows = [row[1] for line in page if (row := ROW.match(line))]
    assert [*CODES, *REVISION_CODES, *TEST_CODES] == rows
    assert list(EXPLANATIONS) == [line[4:] for line in page if line.startswith("### ")]


def test_links_lead_somewhere() -> None:
    """The page about silences, to which the codes refer, is there."""
    assert Path("docs/checking-a-project.md").is_file()
    assert "checking-a-project.md#silences" in generate.PAGES["codes.md"]()


@pytest.mark.parametrize("name", ["cli.md", "yaml.md"])
def test_headings_are_found_by_links(name: str) -> None:
    """No two headings of a page have one anchor, and each link within the page leads to one."""
    text = (generate.FOLDER / name).read_text(encoding="utf-8")
    anchors = [anchor(title) for title in re.findall(r"^#+ (.+)$", text, re.MULTILINE)]
    assert sorted(set(anchors)) == sorted(anchors)
    assert set() == set(re.findall(r"\]\(#([^)]+)\)", text)) - set(anchors)


def test_every_command_is_on_its_page() -> None:
    """Every command has a section with its help, and a row for each argument and option."""
    sections = dict(SECTION.findall((generate.FOLDER / "cli.md").read_text(encoding="utf-8")))
    assert sorted(name for name, _ in commands()) == sorted(sections)
    for name, command in commands():
        rows = [line for line in sections[name].splitlines() if line.startswith("| `")]
        assert len(command.params) == len(rows)
        flags = {o for p in command.params for o in p.opts if o.startswith("-")}
        assert set() == {flag for flag in flags if flag not in sections[name]}
