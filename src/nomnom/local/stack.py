"""What `nomnom up` runs: which servers and roles, and how they find each other."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from nomnom.embedded import (
    DataDir,
    EmbeddedNats,
    EmbeddedPostgres,
    Event,
    Role,
    Service,
    Supervisor,
)
from nomnom.embedded.data_dir import Connection
from nomnom.errors import EmbeddedError

PROBE_SECONDS = 1.0
WORKER_READY = "worker.ready"
"""The file in the data directory by which the worker says that it is ready."""


@dataclass(frozen=True, slots=True)
class Stack:
    """A project on one machine. A database or NATS server that isn't given is embedded.

    `roles_say` is added to the environment of the roles: how they log, for example.
    """

    project: Path
    data_dir: Path
    host: str
    port: int
    database_url: str | None = None
    nats_url: str | None = None
    entities: Path | None = None
    roles_say: tuple[tuple[str, str], ...] = ()

    @property
    def http_url(self) -> str:
        """Where the ingestion API is reached from this machine."""
        reached = "127.0.0.1" if self.host in ("0.0.0.0", "::") else self.host  # noqa: S104  compared only
        return f"http://{f'[{reached}]' if ':' in reached else reached}:{self.port}"

    @contextmanager
    def running(self, on_event: Callable[[Event], None]) -> Iterator[Supervisor]:
        """Start everything; the block gets the supervisor, whose `run` watches until a stop is requested.

        Writes `connection.json` once all is ready, and stops everything at the end of the block. Raises
        EmbeddedError where the data directory is in use or something doesn't start.
        """
        folder = DataDir(self.data_dir)
        with folder.lock():
            servers: list[Service] = []
            database_url, nats_url = self.database_url, self.nats_url
            if database_url is None:
                postgres = EmbeddedPostgres(folder.path)
                servers.append(postgres)
                database_url = postgres.url
            if nats_url is None:
                nats = EmbeddedNats(folder.path)
                servers.append(nats)
                nats_url = nats.url
            roles = self._roles(database_url, nats_url)
            supervisor = Supervisor(folder.path, servers, roles, on_event)
            supervisor.stop_left_behind()  # before the port is looked at, which the API among them holds
            self._require_free_port()
            supervisor.start()
            try:
                if not supervisor.stop_requested:
                    folder.write_connection(
                        http_url=self.http_url, database_url=database_url, nats_url=nats_url
                    )
                yield supervisor
            finally:
                supervisor.stop()

    def connection(self) -> Connection | None:
        """The addresses in `connection.json`, if all of it runs."""
        return DataDir(self.data_dir).read_connection()

    def _roles(self, database_url: str, nats_url: str) -> tuple[Role, ...]:
        environment = {
            "DATABASE_URL": database_url,
            "NATS_URL": nats_url,
            "NOMNOM_HOST": self.host,
            "NOMNOM_PORT": str(self.port),
            **dict(self.roles_say),
        }
        ready_file = DataDir(self.data_dir).path / WORKER_READY
        worker = (*self._argv("worker"), "--ready-file", str(ready_file))
        return (
            Role("ingest", self._argv("ingest"), environment, ready=self._answers),
            Role("worker", worker, environment, ready=lambda: _is_held(ready_file)),
        )

    def _require_free_port(self) -> None:
        """Find out before anything starts, and before a stranger's answer is taken for ours."""
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
            except OSError as error:
                raise EmbeddedError(
                    f"port {self.port} can't be used: {error.strerror}",
                    place=f"ingestion API at {self.host}",
                    cure="stop what listens there, or choose another with --port",
                ) from error

    def _argv(self, command: str) -> tuple[str, ...]:
        entities = ("--entities", str(self.entities)) if self.entities else ()
        return (sys.executable, "-m", "nomnom", command, str(self.project), *entities)

    def _answers(self) -> bool:
        try:
            ready = httpx.get(f"{self.http_url}/ready", timeout=PROBE_SECONDS, trust_env=False)
        except httpx.TransportError:
            return False
        return ready.is_success


def _is_held(ready_file: Path) -> bool:
    """Whether the process that wrote a ready file is alive: one killed before left its file behind."""
    try:
        return psutil.pid_exists(int(ready_file.read_text(encoding="ascii")))
    except (OSError, ValueError):
        return False
