"""What a supervisor can keep running."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from nomnom.embedded.child import Child
from nomnom.errors import EmbeddedError

EventKind = Literal["starting", "ready", "died", "restarting", "stopped"]

READY_INTERVAL = 0.05
"""Seconds between two looks at whether a service is ready."""


FAILED_STOP_TIMEOUT = 10.0
"""Seconds that a service which isn't ready in time gets to end by itself."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to the service `name`; `detail` is for people and may be empty."""

    name: str
    kind: EventKind
    detail: str = ""


class Service(Protocol):
    """A thing that runs as one child process.

    `launch` starts the process and returns it, at once; it may be called again after that process
    ended. `is_ready` is one quick look at whether the launched process does its work. Both raise
    EmbeddedError where no waiting helps. A process that isn't ready `start_timeout` seconds after
    its launch has failed.
    """

    @property
    def name(self) -> str:
        """What events and errors call it."""

    @property
    def start_timeout(self) -> float:
        """Seconds from launch to ready at most."""

    def launch(self) -> Child:
        """Start the process."""

    def is_ready(self) -> bool:
        """Whether it does its work."""


@dataclass(frozen=True, slots=True)
class Role:
    """A process of nomnom itself, a worker for example.

    `env` is added to our environment. Output goes to `log_file`, or to our stderr where that is
    None. `ready` is a quick look; without it the role is ready as soon as it is launched.
    """

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)
    log_file: Path | None = None
    ready: Callable[[], bool] | None = None
    start_timeout: float = 60.0

    def launch(self) -> Child:
        """Start the process."""
        child = Child(self.argv, env=self.env, log_file=self.log_file)
        child.start()
        return child

    def is_ready(self) -> bool:
        """Whether it does its work."""
        return self.ready is None or self.ready()


def start(service: Service) -> Child:
    """Launch `service` and wait until it is ready. Raises EmbeddedError, and stops it, if it fails."""
    child = service.launch()
    try:
        deadline = time.monotonic() + service.start_timeout
        while child.running and time.monotonic() < deadline:
            if service.is_ready() and child.running:
                return child
            child.wait(READY_INTERVAL)
        raise start_failed(service, child)
    except BaseException:
        child.stop(FAILED_STOP_TIMEOUT)
        raise


def start_failed(service: Service, child: Child) -> EmbeddedError:
    """The error for a service that ended, or wasn't ready in time."""
    late = f"wasn't ready within {service.start_timeout:g} s; it " if child.running else ""
    return EmbeddedError(f"{late}{child.epitaph()}", place=service.name)
