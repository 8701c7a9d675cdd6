"""Trying again: how often, how long, and when it is enough."""

from __future__ import annotations

import time
from dataclasses import dataclass
from threading import Event

from nomnom.client.answer import Busy
from nomnom.errors import ClientError

FIRST_PAUSE = 0.1
MOST_PAUSE = 5.0


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds without any headway after which a load gives up.

    `sending` is for an API that is away or busy. `storing` is for accepted records of which none becomes a
    row; it outlasts the 30 seconds after which a queue hands a killed worker's messages to another.
    """

    sending: float = 60.0
    storing: float = 120.0


def pause(tries: int, asked: float = 0.0) -> float:
    """Seconds to wait after `tries` (from 1) refusals in a row: doubling, at least what the API asked for."""
    return max(asked, min(MOST_PAUSE, FIRST_PAUSE * 2.0 ** min(tries - 1, 16)))


class Retries:
    """The tries of one request since its last headway.

    It may wait `seconds` in all; with `stopping`, another thread ends the waiting at once.
    """

    def __init__(self, seconds: float, stopping: Event) -> None:
        self._seconds = seconds
        self._stopping = stopping
        self.headway()

    def headway(self) -> None:
        """Something was accepted: the patience is fresh again."""
        self._tries = 0
        self._since = time.monotonic()

    def wait(self, busy: Busy, *, failed: str, place: str) -> None:
        """Wait before the next try. Raises ClientError where patience is over, or the load is stopping.

        `failed` says what could not be done so far.
        """
        self._tries += 1
        left = self._since + self._seconds - time.monotonic()
        if left <= 0:
            raise ClientError(
                f"{busy.reason}; {failed} within {self._seconds:g} s",
                place=place,
                cure="see that it runs (`nomnom up`), then load the file again",
            )
        if self._stopping.wait(min(left, pause(self._tries, busy.retry_after))):
            raise ClientError(f"{failed}, the load was stopped", place=place)
