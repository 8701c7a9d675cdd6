"""Advice speaks of the names that the tables really get."""

import re
from pathlib import Path

import pytest

from nomnom.loading import read_folder
from nomnom.tables import ddl, entity_tables, render

CASES = Path(__file__).parents[2] / "cases" / "validate"
FOLDERS = ["NN401-shortened-names", "NN402-long-names"]


@pytest.mark.parametrize("case", FOLDERS)
def test_every_shortened_name_is_told(case: str) -> None:
    """The shortened names in the DDL are those that the notes and warnings give, no more and no fewer."""
    reading = read_folder(CASES / case, notes=True)
    told = {name for d in reading.diagnostics for name in re.findall(r'"(\w+)"', d.message)}
    made = render(ddl(entity_tables(reading.checked(), "postgresql"), "postgresql"))
    shortened = set(re.findall(r"\w+_[0-9a-f]{8}\b", made))
    assert shortened == {name for name in told if len(name) <= 63}
