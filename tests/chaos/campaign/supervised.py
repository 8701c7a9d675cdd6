"""A site under `nomnom up`: its supervisor has to bring back what the campaign kills."""

from __future__ import annotations

import re
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import psutil

from chaos.campaign.patience import until
from chaos.campaign.site import DiedError, kill_nine
from chaos.campaign.steps import API, DATABASE, QUEUE, UP, worker_name
from nomnom.embedded import Child, Connection, DataDir
from nomnom.embedded.leftover import stop_leftovers, stop_recorded_roles
from nomnom.embedded.port import LOOPBACK, free_port
from nomnom.embedded.supervisor import ROLES_FILE

STOP_SECONDS = 60.0
WORKER = worker_name(0)
PROGRAMS = {API: "ingest", WORKER: "worker", QUEUE: "nats-server", DATABASE: "postgres"}
"""A word of each process's command line, or the name of its program."""

_DEATH = re.compile(r"^(?:postgresql|nats|ingest|worker) +died.*$", re.MULTILINE)
"""A line that the supervisor prints for a death."""


class Supervised:
    """See `site.Site`. `folder` holds an initialised cluster."""

    workers = (WORKER,)

    def __init__(self, folder: Path, project: Path) -> None:
        self.folder = folder
        self._project = project
        self._port = free_port()
        self._up: Child | None = None
        self._connection: Connection | None = None
        self._killed: dict[str, int] = {}
        self._deaths = 0

    @property
    def http_url(self) -> str:
        """See `Site`."""
        return f"http://{LOOPBACK}:{self._port}"

    @property
    def database_url(self) -> str:
        """See `Site`."""
        assert self._connection is not None
        return self._connection.database_url

    @property
    def nats_url(self) -> str:
        """See `Site`."""
        assert self._connection is not None
        return self._connection.nats_url

    def start(self, prepare_queue: Callable[[], None]) -> None:
        """See `Site`."""
        self.revive((UP,))
        prepare_queue()

    def pid(self, name: str) -> int:
        """See `Site`. Waits until its supervisor has started it."""
        return until(lambda: self._find(name), f"nomnom up ran {name}", check=self.check)

    def kill(self, names: Sequence[str]) -> None:
        """See `Site`."""
        self.check()
        found = {name: self.pid(name) for name in names}
        for name, pid in found.items():
            self._killed[name] = pid
            self._deaths += name != UP
            kill_nine(pid)
        if UP in names:
            assert self._up is not None
            self._up.wait(STOP_SECONDS)
            self._up = None

    def revive(self, names: Sequence[str]) -> None:
        """See `Site`."""
        if UP in names:
            self._up = self._launched()
            connected = until(self._connected, "nomnom up said where it is", check=self.check)
            self._connection = connected
        for name in names:
            until(
                lambda name=name: self._find(name) not in (None, self._killed.get(name)),  # type: ignore[misc]
                f"nomnom up ran {name} again",
                check=self.check,
            )

    def check(self) -> None:
        """See `Site`. The supervisor tells of deaths: more than the campaign is guilty of are a failure."""
        if self._up is not None and not self._up.running:
            raise DiedError(f"nomnom up {self._up.epitaph()}")
        told = _DEATH.findall(self._log.read_text(encoding="utf-8", errors="replace"))
        if len(told) > self._deaths:
            raise DiedError(
                f"more died than the {self._deaths} that were killed: {'; '.join(told)}"
            )

    def stop(self) -> None:
        """See `Site`."""
        self.check()
        assert self._up is not None
        if self._up.stop(STOP_SECONDS) != 0:
            raise DiedError(f"nomnom up was told to stop and {self._up.epitaph()}")

    def clear(self) -> None:
        """See `Site`."""
        if self._up is not None and self._up.running:
            self._up.stop(STOP_SECONDS)
        # What a killed one left behind, where nothing was started after it.
        stop_recorded_roles(self.folder / ROLES_FILE)
        stop_leftovers(self.folder / "nats", "nats-server", signal.SIGTERM)
        stop_leftovers(self.folder / "postgres", "postgres", signal.SIGINT)

    def _launched(self) -> Child:
        own = ("--port", str(self._port), "--data-dir", str(self.folder), "--log-level", "debug")
        child = Child(
            (sys.executable, "-m", "nomnom", "up", str(self._project), *own),
            env={"DATABASE_URL": "", "NATS_URL": "", "NOMNOM_SCHEMA": "auto", "COLUMNS": "400"},
            log_file=self._log,
        )
        child.start()
        return child

    @property
    def _log(self) -> Path:
        return self.folder / "log" / "up.log"

    def _connected(self) -> Connection | None:
        assert self._up is not None
        found = DataDir(self.folder).read_connection()
        return found if found is not None and found.pid == self._up.pid else None

    def _find(self, name: str) -> int | None:
        if self._up is None or self._up.pid is None:
            return None
        if name == UP:
            return self._up.pid
        for child in psutil.Process(self._up.pid).children():
            try:
                words = [Path(word).name for word in child.cmdline()]
            except psutil.Error:
                continue
            if PROGRAMS[name] in words:
                return child.pid
        return None
