"""What docs/reliability.md names is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PAGE = Path("docs/reliability.md").read_text(encoding="utf-8")
TESTS = sorted(set(re.findall(r"`(tests/\S+\.py)::(\w+)`", PAGE)))


@pytest.mark.parametrize(("file", "name"), TESTS)
def test_a_test_that_is_named_as_proof_exists(file: str, name: str) -> None:
    """A promise whose test was renamed or removed would have no proof."""
    assert re.search(rf"^(async )?def {name}\(", Path(file).read_text("utf-8"), re.MULTILINE)


def test_every_promise_has_its_proof() -> None:
    """Each row of the table of promises names a test."""
    table = PAGE.split("## The promises")[1].split("\n\n")[1]
    promises = table.splitlines()[2:]
    assert promises
    assert [] == [row for row in promises if "::test_" not in row]
