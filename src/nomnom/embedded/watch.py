"""One service under watch: a small state machine that is told the time."""

from __future__ import annotations

from enum import Enum, auto

from nomnom.embedded.child import Child, describe_exit
from nomnom.embedded.service import FAILED_STOP_TIMEOUT, Event, Service, start_failed
from nomnom.errors import EmbeddedError

FIRST_DELAY = 0.5
MAX_DELAY = 10.0
STEADY_AFTER = 30.0
"""Seconds of work after which an earlier failure no longer counts."""


class State(Enum):
    """Where a service stands."""

    STARTING = auto()
    RUNNING = auto()
    DOWN = auto()


def next_delay(previous: float, ran: float) -> float:
    """Seconds to wait before a restart; `previous` is the last wait, 0 if none, `ran` the work since."""
    if previous == 0 or ran >= STEADY_AFTER:
        return FIRST_DELAY
    return min(previous * 2, MAX_DELAY)


class Watch:
    """Keeps `service` running: `begin` once, then `step` again and again, with monotonic times."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.state = State.DOWN
        self.child: Child | None = None
        self.failure: EmbeddedError | None = None
        self._since = 0.0
        self._delay = 0.0

    def begin(self, now: float) -> None:
        """Launch the service. Raises EmbeddedError where it can't be."""
        self.child = self.service.launch()
        self._enter(State.STARTING, now)

    def step(self, now: float) -> Event | None:
        """Look once and do what is due; the resulting event, if any. Raises no EmbeddedError."""
        try:
            if self.state is State.DOWN:
                return self._relaunch(now)
            assert self.child is not None
            if not self.child.running:
                return self._died(EmbeddedError(self.child.epitaph(), place=self.service.name), now)
            return self._become_ready(self.child, now) if self.state is State.STARTING else None
        except EmbeddedError as error:
            return self._died(error, now)

    def stopped(self) -> Event:
        """The event of its orderly end, once its process was stopped."""
        code = self.child.poll() if self.child else None
        return Event(self.service.name, "stopped", "" if code is None else describe_exit(code))

    def _relaunch(self, now: float) -> Event | None:
        if now < self._since + self._delay:
            return None
        self.begin(now)
        return Event(self.service.name, "restarting", f"after {self._delay:g} s")

    def _become_ready(self, child: Child, now: float) -> Event | None:
        if self.service.is_ready():
            self._enter(State.RUNNING, now)
            return Event(self.service.name, "ready")
        if now > self._since + self.service.start_timeout:
            raise start_failed(self.service, child)
        return None

    def _died(self, error: EmbeddedError, now: float) -> Event:
        if self.child:
            self.child.stop(FAILED_STOP_TIMEOUT)
        ran = now - self._since if self.state is State.RUNNING else 0.0
        self._delay = next_delay(self._delay, ran)
        self.failure = error
        self._enter(State.DOWN, now)
        name = self.service.name
        return Event(name, "died", str(error).removeprefix(f"{name}: "))

    def _enter(self, state: State, now: float) -> None:
        self.state = state
        self._since = now
