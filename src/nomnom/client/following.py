"""Following accepted messages until their records are rows or dead letters."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress

from nomnom.client.answer import Busy, StatusAnswer
from nomnom.errors import ClientError

MOST_IDS = 1000
"""Messages that one request may ask for."""

FIRST_PAUSE = 0.1
MOST_PAUSE = 0.5

Ask = Callable[[Sequence[str]], StatusAnswer | Busy]
"""Asks once what became of messages."""


class Following:
    """The accepted messages of a load, and what is known of them so far."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._pending: dict[str, None] = {}
        self._looked_at = time.monotonic()
        self._trouble: Busy | None = None
        self._unknown: set[str] = set()
        self.stored = 0
        self.dead = 0

    def add(self, message_ids: Iterable[str]) -> None:
        """Follow these messages too."""
        self._pending.update(dict.fromkeys(message_ids))

    def glance(self) -> None:
        """Ask for the oldest messages, unless that was done a moment ago. Raises nothing."""
        if self._pending and time.monotonic() - self._looked_at >= MOST_PAUSE:
            # What can't be answered now is no reason to stop sending; `wait` tells it.
            with suppress(ClientError):
                self._look(tuple(self._pending)[:MOST_IDS])

    def wait(self, seconds: float, on_news: Callable[[], None], *, place: str) -> None:
        """Ask, with pauses, until every message is processed; `on_news` is called after each that is news.

        Raises ClientError where no message gets processed for `seconds`.
        """
        delay = FIRST_PAUSE
        since = time.monotonic()
        while self._pending:
            before = len(self._pending)
            ids = tuple(self._pending)
            for start in range(0, len(ids), MOST_IDS):
                self._look(ids[start : start + MOST_IDS])
            if len(self._pending) < before:
                on_news()
                delay, since = FIRST_PAUSE, time.monotonic()
            elif time.monotonic() - since >= seconds:
                raise self._stalled(seconds, place)
            if self._pending:
                asked = self._trouble.retry_after if self._trouble else 0.0
                time.sleep(min(max(delay, asked), seconds))
                delay = min(MOST_PAUSE, delay * 1.5)

    def _look(self, message_ids: tuple[str, ...]) -> None:
        answer = self._ask(message_ids)
        self._looked_at = time.monotonic()
        self._trouble = answer if isinstance(answer, Busy) else None
        if isinstance(answer, Busy):
            return
        for status in answer.statuses:
            if status.is_final and status.message_id in self._pending:
                del self._pending[status.message_id]
                self.stored += status.stored
                self.dead += status.dead
        self._unknown -= set(message_ids)
        self._unknown |= {s.message_id for s in answer.statuses if s.status == "unknown"}

    def _stalled(self, seconds: float, place: str) -> ClientError:
        waiting = (
            f"{len(self._pending)} accepted messages were not processed, none for {seconds:g} s"
        )
        if self._trouble:
            message = f"{waiting}; the API {self._trouble.reason}"
            cure = "their records are safe in the queue; bring the database back, or use --no-wait"
        elif self._unknown:
            message = f"{waiting}; the API no longer knows {len(self._unknown)} of them"
            cure = "if the queue's data was deleted meanwhile, load the file again"
        else:
            message = waiting
            cure = "their records are safe in the queue; see that a worker runs (`nomnom up`)"
        return ClientError(message, place=place, cure=cure)
