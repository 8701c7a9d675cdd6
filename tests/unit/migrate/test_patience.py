from __future__ import annotations

import pytest

from nomnom.errors import LockedError, OutageError
from nomnom.migrate.patience import Patience, patiently, wait_for_turn


def test_pauses_grow() -> None:
    """Pauses double up to the longest; there is one less than attempts."""
    assert [1.0, 2.0, 3.0, 3.0] == list(
        Patience(attempts=5, first_pause=1.0, longest_pause=3.0).pauses()
    )


def test_a_lock_is_tried_again() -> None:
    """Work that doesn't get its lock gives way for a pause, then has it."""
    slept: list[float] = []
    failures = [LockedError("no luck"), LockedError("no luck")]

    def work() -> None:
        if failures:
            raise failures.pop()

    patiently(work, Patience(sleep=slept.append))

    assert [0.5, 1.0] == slept


def test_a_lock_that_is_never_free() -> None:
    """After all attempts the error goes on, and says what to do."""
    slept: list[float] = []

    def work() -> None:
        raise LockedError("SQLite can't add a column")

    with pytest.raises(LockedError, match=r"SQLite can't add a column.*try again"):
        patiently(work, Patience(attempts=3, sleep=slept.append))

    assert [0.5, 1.0] == slept


def test_another_error_isnt_tried_again() -> None:
    """What waiting for others can't mend is reported at once."""
    slept: list[float] = []

    def work() -> None:
        raise OutageError("the server is away")

    with pytest.raises(OutageError, match="away"):
        patiently(work, Patience(sleep=slept.append))

    assert [] == slept


def test_an_index_behind_which_nobody_queues_may_wait_longer() -> None:
    """A statement that works CONCURRENTLY has a time-out of its own."""
    patience = Patience(lock_timeout=1.0, concurrent_timeout=60.0)
    assert 60.0 == patience.seconds_for("CREATE INDEX CONCURRENTLY i ON t (c)")
    assert 1.0 == patience.seconds_for("CREATE INDEX i ON t (c)")


def test_a_turn_that_never_comes() -> None:
    """Whoever waits too long for another process learns why."""
    slept: list[float] = []

    with pytest.raises(LockedError, match="another process"):
        wait_for_turn(lambda: False, Patience(turn_timeout=5.0, sleep=slept.append))

    assert 5.0 <= sum(slept) < 7.0
