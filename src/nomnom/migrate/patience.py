"""How long a change waits for a lock, and how often it tries again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from nomnom.errors import LockedError


@dataclass(frozen=True, slots=True)
class Patience:
    """Times in seconds.

    A statement waits `lock_timeout` for a lock and no longer, since all others who want the table queue up
    behind it meanwhile. Then it gives way for a pause, which doubles from `first_pause` up to `longest_pause`,
    and tries again, `attempts` times in all. A CONCURRENTLY built index, behind which nobody queues, waits
    `concurrent_timeout`; another process that changes tables is waited for `turn_timeout`.
    """

    lock_timeout: float = 3.0
    attempts: int = 8
    first_pause: float = 0.5
    longest_pause: float = 20.0
    concurrent_timeout: float = 300.0
    turn_timeout: float = 3600.0
    sleep: Callable[[float], None] = time.sleep

    def seconds_for(self, sql: str) -> float:
        """How long that statement may wait for a lock."""
        return self.concurrent_timeout if "CONCURRENTLY" in sql else self.lock_timeout

    def pauses(self) -> Iterator[float]:
        """The pauses between attempts, one less than there are attempts."""
        pause = self.first_pause
        for _ in range(self.attempts - 1):
            yield pause
            pause = min(pause * 2, self.longest_pause)


def patiently(work: Callable[[], None], patience: Patience) -> None:
    """Run `work` until it gets its locks. It has to leave nothing half done when it doesn't.

    Whatever else than LockedError it raises goes on, and so does that after all attempts.
    """
    pauses = patience.pauses()
    while True:
        try:
            work()
        except LockedError:
            pause = next(pauses, None)
            if pause is None:
                raise
            patience.sleep(pause)
        else:
            return


def wait_for_turn(take: Callable[[], bool], patience: Patience) -> None:
    """Ask for a turn again and again until it is given; raises LockedError after `turn_timeout`."""
    waited, pause = 0.0, 0.02
    while not take():
        if waited >= patience.turn_timeout:
            raise LockedError(
                "another process has been changing tables for too long",
                cure="look for a `nomnom schema apply`, a `nomnom migrations apply` or a worker that hangs",
            )
        patience.sleep(pause)
        waited, pause = waited + pause, min(pause * 2, 0.2)
