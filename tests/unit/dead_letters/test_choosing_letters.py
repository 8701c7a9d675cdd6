from __future__ import annotations

import datetime as dt

import pytest

from nomnom.dead_letters import choose, is_everything, moment
from nomnom.errors import NomnomError
from nomnom.store import LetterFilter

NOW = dt.datetime(2026, 1, 2, 12, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ("2026-01-02T11:58:30Z", "90s"),
        ("2026-01-02T11:45:00Z", "15m"),
        ("2026-01-02T10:00:00Z", "2h"),
        ("2025-12-26T12:00:00Z", "7d"),
        ("2025-12-26T12:00:00Z", "1w"),
        ("2026-01-02T12:00:00Z", "0s"),
        ("2026-01-02T00:00:00Z", "2026-01-02"),
        ("2026-01-02T10:00:00Z", "2026-01-02T10:00"),
        ("2026-01-02T10:00:00Z", "2026-01-02 10:00:00Z"),
        ("2026-01-02T10:00:00Z", "2026-01-02T15:00:00+05:00"),
    ],
)
def test_a_time_is_so_long_ago_or_iso(expected: str, text: str) -> None:
    """Without an offset it is in UTC."""
    assert dt.datetime.fromisoformat(expected) == moment(text, NOW)


@pytest.mark.parametrize(
    "text", ["", "2", "h", "2y", "-2h", "2 h", "yesterday", "999999999w", "2026-13-01", "\u0662h"]
)
def test_another_time_is_refused_with_both_ways_to_write_it(text: str) -> None:
    """What can't be understood isn't guessed."""
    with pytest.raises(NomnomError, match=r"expected a time, got .*2h.*2026-01-02T10:00:00Z"):
        moment(text, NOW)


def test_letters_are_open_ones_unless_a_state_is_said_or_they_are_named() -> None:
    """Who names a letter means it in whatever state it is; each one once."""
    assert LetterFilter(entity="Order", state="open") == choose(entity="Order")
    assert LetterFilter(state="discarded") == choose(state="discarded")
    assert LetterFilter() == choose(state="all")
    assert LetterFilter(ids=(3, 1)) == choose([3, 1, 3])


def test_everything_is_what_only_a_state_is_said_of() -> None:
    """Commands that change many letters ask for more than that."""
    assert is_everything(choose())
    assert is_everything(choose(state="retried"))
    chosen = (choose([1]), choose(entity="A"), choose(reason="x"), choose(message_id="m"))
    assert not any(map(is_everything, (*chosen, choose(since=NOW), choose(until=NOW))))
