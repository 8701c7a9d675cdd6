"""The running processes of a round, whoever looks after them."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import psutil


class DiedError(AssertionError):
    """A process ended that nobody had killed."""


class Site(Protocol):
    """Processes by name (see `steps`), with one folder for their data and logs."""

    folder: Path

    @property
    def http_url(self) -> str:
        """Where the API is."""

    @property
    def database_url(self) -> str:
        """Where the database is; may be another one after a restart."""

    @property
    def nats_url(self) -> str:
        """Where the queue is; may be another one after a restart."""

    @property
    def workers(self) -> Sequence[str]:
        """The names of the workers."""

    def start(self, prepare_queue: Callable[[], None]) -> None:
        """Start all of it and wait until the API answers; the queue is prepared once its server is there."""

    def pid(self, name: str) -> int:
        """The process that bears a name at this moment."""

    def kill(self, names: Sequence[str]) -> None:
        """`kill -9` these, by their pids."""

    def revive(self, names: Sequence[str]) -> None:
        """Have these run again, in that order. They need not be ready by then."""

    def check(self) -> None:
        """Raise DiedError where a process ended that nobody had killed."""

    def stop(self) -> None:
        """Stop all of it as a person would. Raises DiedError where that isn't clean."""

    def clear(self) -> None:
        """End whatever still runs, however."""


class Frozen:
    """A process that doesn't go on until the end of the block; of the database, all its processes."""

    def __init__(self, pid: int) -> None:
        process = psutil.Process(pid)
        self._all = [process, *process.children(recursive=True)]

    def __enter__(self) -> None:
        self._signal(signal.SIGSTOP)

    def __exit__(self, *_: object) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        for each in self._all:
            with suppress(psutil.NoSuchProcess):  # it may have been about to end
                each.send_signal(number)


def kill_nine(pid: int) -> None:
    """`kill -9` a process."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
