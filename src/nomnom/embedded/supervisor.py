"""Keeps a set of servers and roles running until told to stop."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

from nomnom.embedded.child import stop_all
from nomnom.embedded.leftover import record_roles, stop_recorded_roles
from nomnom.embedded.service import READY_INTERVAL, Event, Role, Service
from nomnom.embedded.watch import State, Watch

ROLES_FILE = "roles.json"
WATCH_INTERVAL = 0.2
SERVER_STOP_TIMEOUT = 30.0


class Supervisor:
    """Starts `servers` in the given order, then `roles` at once; restarts what dies; stops all of it.

    `on_event` is called with every event, in the thread that calls `start`, `run` or `stop`; only
    one thread at a time may. `role_stop_timeout` is how many seconds roles get to end after
    SIGTERM. The roles' pids are kept in `<data_dir>/roles.json`, so that those left by a killed run
    are stopped by the next `start`.
    """

    def __init__(
        self,
        data_dir: Path,
        servers: Sequence[Service],
        roles: Sequence[Role],
        on_event: Callable[[Event], None],
        *,
        role_stop_timeout: float = 10.0,
    ) -> None:
        self._roles_file = data_dir / ROLES_FILE
        self._servers = [Watch(server) for server in servers]
        self._roles = [Watch(role) for role in roles]
        self._on_event = on_event
        self._role_stop_timeout = role_stop_timeout
        self._stop_requested = False
        self._stopped = False
        # The one queue whose `put` may interrupt itself, as a signal handler does (see its
        # documentation).
        self._wake: queue.SimpleQueue[None] = queue.SimpleQueue()

    @property
    def stop_requested(self) -> bool:
        """Whether somebody asked to stop."""
        return self._stop_requested

    @property
    def pids(self) -> dict[str, int]:
        """The last process ids of what was started, by name, in starting order."""
        pids = {w.service.name: w.child.pid for w in (*self._servers, *self._roles) if w.child}
        return {name: pid for name, pid in pids.items() if pid is not None}

    def request_stop(self) -> None:
        """Make `start` and `run` return soon. Safe in a signal handler and in any thread."""
        self._stop_requested = True
        self._wake.put(None)

    def stop_left_behind(self) -> None:
        """Stop the roles of an earlier run that was killed; `start` does so too."""
        stop_recorded_roles(self._roles_file, self._role_stop_timeout)

    def start(self) -> None:
        """Start the servers, each after the one before is ready, then all roles; returns early on a stop.

        Raises EmbeddedError where one fails; all that was started is stopped again by then.
        """
        try:
            self.stop_left_behind()
            started: list[Watch] = []
            for together in (*([server] for server in self._servers), self._roles):
                started += together
                self._start_all(together, started)
        except BaseException:
            self.stop()
            raise

    def run(self) -> None:
        """Watch what was started until a stop is requested, then stop all of it."""
        try:
            while not self._stop_requested:
                self._step((*self._servers, *self._roles))
        finally:
            self.stop()

    def stop(self) -> None:
        """Stop all roles at once, then the servers, last one first. A second call does nothing."""
        if self._stopped:
            return
        self._stopped = True
        self._stop_requested = True
        with ExitStack() as servers:  # last one first, and each one whatever the others raise
            for watch in self._servers:
                servers.callback(self._stop_server, watch)
            self._stop_roles()

    def _stop_roles(self) -> None:
        running = [watch for watch in self._roles if watch.child]
        stop_all((watch.child for watch in running if watch.child), self._role_stop_timeout)
        self._roles_file.unlink(missing_ok=True)
        for watch in running:
            self._on_event(watch.stopped())

    def _stop_server(self, watch: Watch) -> None:
        if watch.child:
            watch.child.stop(SERVER_STOP_TIMEOUT)
            self._on_event(watch.stopped())

    def _start_all(self, together: Sequence[Watch], started: Sequence[Watch]) -> None:
        """Launch some, and wait until each is ready; those `started` before are watched meanwhile."""
        for watch in together:
            if self._stop_requested:
                return
            self._on_event(Event(watch.service.name, "starting"))
            watch.begin(time.monotonic())
            self._record_roles()
        while not self._stop_requested and any(w.state is State.STARTING for w in together):
            self._step(started)
            for watch in together:
                if watch.state is State.DOWN and watch.failure:
                    raise watch.failure

    def _step(self, watches: Sequence[Watch]) -> None:
        for watch in watches:
            if event := watch.step(time.monotonic()):
                if event.kind == "restarting":
                    self._record_roles()
                self._on_event(event)
        starting = any(watch.state is State.STARTING for watch in watches)
        with suppress(queue.Empty):
            self._wake.get(timeout=READY_INTERVAL if starting else WATCH_INTERVAL)

    def _record_roles(self) -> None:
        pids = (watch.child.pid for watch in self._roles if watch.child and watch.child.running)
        record_roles(self._roles_file, [pid for pid in pids if pid is not None])
