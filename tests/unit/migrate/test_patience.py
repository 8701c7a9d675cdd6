from __future__ import annotations

import sqlite3

import pytest
import sqlalchemy as sa

from nomnom.errors import ConfigurationError, OutageError
from nomnom.migrate.patience import Patience, patiently, wait_for_turn


def failure(name: str) -> sa.exc.DBAPIError:
    cause = sqlite3.OperationalError("no luck")
    cause.sqlite_errorname = name
    return sa.exc.OperationalError("ALTER …", None, cause)


def test_pauses_grow() -> None:
    """Pauses double up to the longest; there is one less than attempts."""
    assert [1.0, 2.0, 3.0, 3.0] == list(
        Patience(attempts=5, first_pause=1.0, longest_pause=3.0).pauses()
    )


def test_a_lock_is_tried_again() -> None:
    """A statement that doesn't get its lock gives way for a pause, then has it."""
    slept: list[float] = []
    failures = [failure("SQLITE_BUSY"), failure("SQLITE_BUSY")]

    def work() -> None:
        if failures:
            raise failures.pop()

    patiently(work, "add a column", "sqlite", Patience(sleep=slept.append))

    assert [0.5, 1.0] == slept


def test_a_lock_that_is_never_free() -> None:
    """After all attempts it is an outage, which says what was wanted and what to do."""

    def work() -> None:
        raise failure("SQLITE_BUSY")

    with pytest.raises(OutageError, match=r"SQLite can't add a column.*try again") as caught:
        patiently(work, "add a column", "sqlite", Patience(attempts=3, sleep=lambda _: None))

    assert isinstance(caught.value.__cause__, sa.exc.DBAPIError)


def test_another_error_isnt_tried_again() -> None:
    """What no waiting can mend is reported at once."""
    slept: list[float] = []

    def work() -> None:
        raise failure("SQLITE_CORRUPT")

    with pytest.raises(ConfigurationError):
        patiently(work, "add a column", "sqlite", Patience(sleep=slept.append))

    assert [] == slept


def test_a_turn_that_never_comes() -> None:
    """Whoever waits too long for another process learns why."""
    slept: list[float] = []

    with pytest.raises(OutageError, match="another process"):
        wait_for_turn(lambda: False, Patience(turn_timeout=5.0, sleep=slept.append))

    assert 5.0 <= sum(slept) < 7.0
