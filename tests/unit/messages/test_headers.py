from __future__ import annotations

import pytest

from nomnom.messages import letter_id


@pytest.mark.parametrize(("expected", "text"), [(1, "1"), (2**63 - 1, str(2**63 - 1))])
def test_a_header_names_a_dead_letter(expected: int, text: str) -> None:
    """As the id that the database gave it."""
    assert expected == letter_id(text)


@pytest.mark.parametrize(
    "text", ["", "0", "-1", "+1", " 1", "1\n", "1_0", "\u0661", "x", str(2**63), "9" * 5_000]
)
def test_what_no_letter_can_be_called_is_passed_over(text: str) -> None:
    """Anybody may publish to the stream: an odd header is no link, and no reason to fail."""
    assert letter_id(text) is None
