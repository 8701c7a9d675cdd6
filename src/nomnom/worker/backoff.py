"""How long to pause between tries of what is away or has yet to come. Pure; the caller waits."""

from __future__ import annotations

FIRST_SECONDS = 0.25
MOST_SECONDS = 15.0


def pause(tries: int, jitter: float = 0.0) -> float:
    """Seconds to wait after `tries` failures in a row (from 1): doubling, up to a bound.

    `jitter` in 0..1 shortens the pause by up to a quarter, so that many workers don't come back at once.
    """
    doubled = min(MOST_SECONDS, FIRST_SECONDS * 2.0 ** min(tries - 1, 16))
    return doubled * (1 - jitter / 4)


PARENT_ATTEMPTS = 5


def parent_waits(seconds: float) -> tuple[float, ...]:
    """The delays before a message whose parents are missing is tried again, each twice the one before.

    Together they are `seconds`; none, where that is 0: then the first try is the last.
    """
    if seconds <= 0:
        return ()
    shares = [2.0**n for n in range(PARENT_ATTEMPTS - 1)]
    return tuple(seconds * share / sum(shares) for share in shares)
