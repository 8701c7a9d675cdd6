from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nomnom.worker.backoff import FIRST_SECONDS, MOST_SECONDS, parent_waits, pause


def test_pauses_double_up_to_a_bound() -> None:
    """A quarter of a second first, fifteen at most, however long it takes."""
    expected = [0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 15.0]

    assert expected == [pause(tries) for tries in range(1, 9)]
    assert MOST_SECONDS == pause(10**9)


@given(st.integers(1, 10**6), st.floats(0, 1))
def test_jitter_takes_off_a_quarter_at_most(tries: int, jitter: float) -> None:
    """It never lengthens a pause, and never makes it so short that it would spin."""
    assert 0.75 * pause(tries) <= pause(tries, jitter) <= pause(tries)
    assert pause(tries, jitter) >= 0.75 * FIRST_SECONDS


def test_a_parent_is_waited_for_in_growing_steps() -> None:
    """Five tries in all, the delays between them doubled each time and as long together as was asked."""
    assert (2.0, 4.0, 8.0, 16.0) == parent_waits(30)
    assert () == parent_waits(0)
