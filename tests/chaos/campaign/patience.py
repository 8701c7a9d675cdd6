"""Waiting for conditions, never longer than a bound."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Event
from typing import TypeVar

LOOK_SECONDS = 0.05
"""Between two looks, so that who waits doesn't take the processor from those it waits for."""

PATIENCE_SECONDS = 90.0

Found = TypeVar("Found")

_NEVER = Event()


class ImpatienceError(AssertionError):
    """What was waited for didn't come."""


def until(
    look: Callable[[], Found | None],
    what: str,
    *,
    seconds: float = PATIENCE_SECONDS,
    check: Callable[[], None] = lambda: None,
) -> Found:
    """Look until there is something true, and return it; `check` may raise what makes waiting pointless.

    Raises ImpatienceError, which says `what` was waited for, after so many seconds.
    """
    deadline = time.monotonic() + seconds
    while not (found := look()):
        check()
        if time.monotonic() > deadline:
            raise ImpatienceError(f"waited {seconds:g} s in vain until {what}")
        _NEVER.wait(LOOK_SECONDS)
    return found


def hold(seconds: float) -> None:
    """Leave things as they are for a while: how long a server is away is a part of what is tried."""
    _NEVER.wait(seconds)
