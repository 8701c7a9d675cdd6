"""Pauses between tries."""

from __future__ import annotations

from threading import Event

import pytest

from nomnom.client.answer import Busy
from nomnom.client.retry import FIRST_PAUSE, MOST_PAUSE, Retries, pause
from nomnom.errors import ClientError


def test_pauses_double_up_to_a_bound() -> None:
    """An API that is away for long is asked every few seconds, however long it lasts."""
    assert [FIRST_PAUSE, 2 * FIRST_PAUSE, 4 * FIRST_PAUSE] == [pause(n) for n in (1, 2, 3)]
    assert MOST_PAUSE == pause(7) == pause(10_000)


def test_an_api_may_ask_for_a_longer_pause() -> None:
    """Retry-After is honoured where it is more than we would wait anyway."""
    assert 9.0 == pause(1, asked=9.0)
    assert MOST_PAUSE == pause(50, asked=1.0)


def test_patience_ends_with_the_reason_and_the_cure() -> None:
    """The error says what the API said, what could not be sent, and what to do."""
    retries = Retries(0.0, Event())
    with pytest.raises(ClientError) as caught:
        retries.wait(
            Busy("answers 503: the queue is full"),
            failed="lines 4-9 could not be sent",
            place="http://api",
        )
    expected = (
        "http://api: answers 503: the queue is full; lines 4-9 could not be sent within 0 s; "
        "see that it runs (`nomnom up`), then load the file again"
    )
    assert expected == str(caught.value)


def test_a_stop_ends_the_waiting_at_once() -> None:
    """A thread that waits for its next try doesn't hold up the end of the load."""
    stopping = Event()
    stopping.set()
    with pytest.raises(ClientError, match="line 1 could not be sent, the load was stopped"):
        Retries(3600, stopping).wait(
            Busy("away", 3600), failed="line 1 could not be sent", place="http://api"
        )
