"""A real PostgreSQL server of our own, from the wheel's programs."""

from __future__ import annotations

import os
import signal
import tempfile
from functools import cached_property
from pathlib import Path

import psycopg
from psycopg import sql

from nomnom.embedded.child import Child
from nomnom.embedded.cluster import USER, check_version, create_cluster, find_programs
from nomnom.embedded.leftover import stop_leftovers
from nomnom.embedded.namespace import unprivileged
from nomnom.embedded.passwords import SECRETS_FILE, server_password
from nomnom.embedded.port import LOOPBACK, free_port
from nomnom.embedded.service import start
from nomnom.errors import EmbeddedError

DATABASE = "nomnom"


class EmbeddedPostgres:
    """PostgreSQL, its data in `<data_dir>/postgres`, its log in `<data_dir>/log/postgresql.log`.

    `data_dir` has to exist; whoever starts the server has to be its only user (see `DataDir.lock`).
    The port is chosen once per object, so `url` holds across restarts. Settings are PostgreSQL's
    own defaults, durable ones included; edit `postgresql.conf` in the data to change them.
    """

    name = "postgresql"
    # Recovery after a crash replays up to max_wal_size of log before the server answers.
    start_timeout = 120.0
    stop_timeout = 30.0

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir.resolve()
        self._child: Child | None = None
        self.directory = self._data_dir / "postgres"
        self.log_file = self._data_dir / "log" / "postgresql.log"

    @cached_property
    def port(self) -> int:
        """The port on 127.0.0.1."""
        return free_port()

    @cached_property
    def url(self) -> str:
        """Where to connect, password included: `postgresql://nomnom:…@127.0.0.1:<port>/nomnom`."""
        return self._url(DATABASE)

    @property
    def pid(self) -> int | None:
        """The server's process id; None before `start`."""
        return self._child.pid if self._child else None

    def start(self) -> None:
        """(Re)start the server and wait until it answers. Raises EmbeddedError where it can't."""
        self.stop()
        self._child = start(self)

    def stop(self) -> None:
        """Stop the server that `start` started; open transactions are rolled back."""
        if self._child:
            self._child.stop(self.stop_timeout)

    def launch(self) -> Child:
        """Start the process, after making the cluster or stopping left-over servers on it."""
        programs = find_programs()
        prefix = unprivileged(os.geteuid())
        if check_version(self.directory):
            stop_leftovers(self.directory, "postgres", signal.SIGINT)
            # No process has this data now; a pid in the file could only be reused by a stranger,
            # and PostgreSQL would take that for a server and refuse.
            (self.directory / "postmaster.pid").unlink(missing_ok=True)
        else:
            self._create(programs, prefix)
        child = Child(
            [*prefix, str(programs / "postgres"), "-D", str(self.directory), *self._settings()],
            log_file=self.log_file,
            stop_signal=signal.SIGINT,
        )
        child.start()
        return child

    def is_ready(self) -> bool:
        """Whether the server answers; makes the database `nomnom` where it doesn't exist."""
        try:
            with psycopg.connect(
                self._url("postgres"), autocommit=True, connect_timeout=2, sslmode="disable"
            ) as connection:
                _ensure_database(connection)
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                raise EmbeddedError(
                    f"doesn't hold the password of {self.directory}",
                    place=str(self._data_dir / SECRETS_FILE),
                    cure="restore the file, or use another --data-dir",
                ) from error
            return False
        return True

    def _url(self, database: str) -> str:
        password = server_password(self._data_dir, self.name)
        return f"postgresql://{USER}:{password}@{LOOPBACK}:{self.port}/{database}"

    def _settings(self) -> list[str]:
        settings = {
            "listen_addresses": LOOPBACK,
            "port": str(self.port),
            # A socket's path may have 107 bytes at most, which a project's folder soon exceeds.
            "unix_socket_directories": "",
        }
        return [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]

    def _create(self, programs: Path, prefix: tuple[str, ...]) -> None:
        with tempfile.NamedTemporaryFile("w", dir=self._data_dir, prefix=".password-") as file:
            file.write(server_password(self._data_dir, self.name))
            file.flush()
            create_cluster(self.directory, programs, prefix, Path(file.name))


def _ensure_database(connection: psycopg.Connection) -> None:
    found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
    if found.fetchone() is None:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
