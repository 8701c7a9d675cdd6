"""A site whose processes the campaign starts itself, each one again after it has killed it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import httpx

from chaos.campaign.patience import until
from chaos.campaign.site import DiedError, kill_nine
from chaos.campaign.steps import API, DATABASE, QUEUE, worker_name
from nomnom.embedded import Child, EmbeddedNats, EmbeddedPostgres
from nomnom.embedded.port import LOOPBACK, free_port

STOP_SECONDS = 30.0


class Apart:
    """See `site.Site`. `folder` holds an initialised cluster."""

    def __init__(self, folder: Path, project: Path, workers: int) -> None:
        self.folder = folder
        self.workers = tuple(worker_name(number) for number in range(workers))
        self._project = project
        self._port = free_port()
        self._servers: dict[str, EmbeddedPostgres | EmbeddedNats] = {
            DATABASE: EmbeddedPostgres(folder),
            QUEUE: EmbeddedNats(folder),
        }
        self._roles: dict[str, Child] = {}

    @property
    def http_url(self) -> str:
        """See `Site`."""
        return f"http://{LOOPBACK}:{self._port}"

    @property
    def database_url(self) -> str:
        """See `Site`."""
        return self._servers[DATABASE].url

    @property
    def nats_url(self) -> str:
        """See `Site`."""
        return self._servers[QUEUE].url

    def start(self, prepare_queue: Callable[[], None]) -> None:
        """See `Site`."""
        self.revive((DATABASE, QUEUE))
        prepare_queue()
        self.revive((API, *self.workers))
        until(self._answers, "the API answered", check=self.check)

    def pid(self, name: str) -> int:
        """See `Site`."""
        pid = (self._servers.get(name) or self._roles[name]).pid
        assert pid is not None
        return pid

    def kill(self, names: Sequence[str]) -> None:
        """See `Site`."""
        self.check()
        for name in names:
            kill_nine(self.pid(name))
        for name in names:
            if name in self._servers:
                self._servers[name].stop()
            else:
                self._roles.pop(name).kill()

    def revive(self, names: Sequence[str]) -> None:
        """See `Site`."""
        for name in names:
            if name in self._servers:
                self._servers[name].start()
            else:
                self._roles[name] = self._role(name)

    def check(self) -> None:
        """See `Site`."""
        for name, child in self._roles.items():
            if not child.running:
                raise DiedError(f"{name} {child.epitaph()}")

    def stop(self) -> None:
        """See `Site`. Waits until all are ready, after whatever was done to them; only then a stop is clean."""
        until(self._all_ready, "everything was ready again", check=self.check)
        for child in self._roles.values():
            child.terminate()
        for name, child in self._roles.items():
            if child.wait(STOP_SECONDS) != 0:
                raise DiedError(f"{name} was told to stop and {child.epitaph()}")

    def clear(self) -> None:
        """See `Site`."""
        for end in (
            *(child.kill for child in self._roles.values()),
            *(server.stop for server in self._servers.values()),
        ):
            _whatever_happens(end)

    def _role(self, name: str) -> Child:
        role = ("ingest",) if name == API else ("worker", "--ready-file", str(self._sign(name)))
        child = Child(
            (sys.executable, "-m", "nomnom", *role, str(self._project)),
            env={
                "DATABASE_URL": self.database_url,
                "NATS_URL": self.nats_url,
                "NOMNOM_PORT": str(self._port),
                "NOMNOM_LOG_LEVEL": "debug",
                "NOMNOM_SCHEMA": "auto",
            },
            log_file=self.folder / "log" / f"{name}.log",
        )
        child.start()
        return child

    def _sign(self, worker: str) -> Path:
        """The file by which a worker says that it is ready: it has its pid in it."""
        return self.folder / f"{worker}.ready"

    def _all_ready(self) -> bool:
        return self._answers() and all(
            self._sign(name).is_file()
            and self._sign(name).read_text().strip() == str(self.pid(name))
            for name in self.workers
        )

    def _answers(self) -> bool:
        with suppress(httpx.TransportError):
            return httpx.get(f"{self.http_url}/ready", trust_env=False).is_success
        return False


def _whatever_happens(end: Callable[[], object]) -> None:
    with suppress(ProcessLookupError):
        end()
