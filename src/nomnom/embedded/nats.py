"""A real NATS server with JetStream of our own, from the wheel's program."""

from __future__ import annotations

import json
import shutil
import signal
import socket
import sys
import sysconfig
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from nomnom.embedded.child import Child
from nomnom.embedded.leftover import stop_leftovers
from nomnom.embedded.passwords import server_password
from nomnom.embedded.port import LOOPBACK, free_port
from nomnom.embedded.private_file import write_private
from nomnom.embedded.service import start
from nomnom.errors import EmbeddedError

PROGRAM = "nats-server"
USER = "nomnom"
LEAST_STORE = 1024**3
"""Bytes that JetStream may always fill, so a nearly full disk shows as the disk's own error."""


class EmbeddedNats:
    """NATS with its streams in `<data_dir>/nats` and its log in `<data_dir>/log/nats.log`.

    `data_dir` has to exist; whoever starts the server has to be its only user (see `DataDir.lock`).
    The port is chosen once per object, so `url` holds across restarts. `max_payload` (1 MiB) and
    `sync_interval` (2 minutes: a power failure may cost what came since, the end of a process costs
    nothing) are the server's defaults.
    """

    name = "nats"
    # Opening large streams after a crash checks their blocks before the server answers.
    start_timeout = 120.0
    stop_timeout = 30.0

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir.resolve()
        self._child: Child | None = None
        self.directory = self._data_dir / "nats"
        self.config_file = self._data_dir / "nats.conf"
        self.log_file = self._data_dir / "log" / "nats.log"

    @cached_property
    def port(self) -> int:
        """The port on 127.0.0.1."""
        return free_port()

    @cached_property
    def url(self) -> str:
        """Where to connect, password included: `nats://nomnom:…@127.0.0.1:<port>`."""
        return f"nats://{USER}:{self._password}@{LOOPBACK}:{self.port}"

    @property
    def pid(self) -> int | None:
        """The server's process id; None before `start`."""
        return self._child.pid if self._child else None

    def start(self) -> None:
        """(Re)start the server and wait for its JetStream. Raises EmbeddedError where it can't."""
        self.stop()
        self._child = start(self)

    def stop(self) -> None:
        """Stop the server that `start` started; streams are kept."""
        if self._child:
            self._child.stop(self.stop_timeout)

    def launch(self) -> Child:
        """Start the process, after stopping left-over servers on the same streams."""
        program = find_program()
        self.directory.mkdir(mode=0o700, exist_ok=True)
        stop_leftovers(self.directory, PROGRAM, signal.SIGTERM)
        text = config_text(self.port, self._password, self.directory, store_limit(self.directory))
        write_private(self.config_file, text)
        child = Child(
            [str(program), "--config", str(self.config_file)],
            cwd=self.directory,
            log_file=self.log_file,
        )
        child.start()
        return child

    def is_ready(self) -> bool:
        """Whether the server greets clients and has JetStream."""
        return read_info(self.port).get("jetstream") is True

    @cached_property
    def _password(self) -> str:
        return server_password(self._data_dir, self.name)


def find_program(folders: Sequence[Path] | None = None, search_path: str | None = None) -> Path:
    """The `nats-server` program: in one of `folders`, else on `search_path`.

    None means the scripts of this Python's environment, and PATH. Raises EmbeddedError where it is
    nowhere.
    """
    if folders is None:
        folders = (Path(sysconfig.get_path("scripts")), Path(sys.executable).parent)
    for folder in folders:
        if (folder / PROGRAM).is_file():
            return folder / PROGRAM
    if found := shutil.which(PROGRAM, path=search_path):
        return Path(found)
    raise EmbeddedError(
        f"{PROGRAM} isn't installed",
        place="embedded NATS",
        cure="pip install 'nomnom[embedded]', or give --nats-url",
    )


def config_text(port: int, password: str, store: Path, limit: int) -> str:
    """The server's configuration; `limit` is what all streams together may fill, in bytes."""
    return f"""\
server_name: nomnom
listen: "{LOOPBACK}:{port}"
authorization {{ user: {USER}, password: "{password}" }}
jetstream {{
  store_dir: {json.dumps(str(store), ensure_ascii=False)}
  max_file_store: {limit}
}}
"""


def store_limit(store: Path) -> int:
    """Bytes that streams may fill: half of what the disk has left; the rest is PostgreSQL's."""
    held = sum(file.stat().st_size for file in store.rglob("*") if file.is_file())
    return max(LEAST_STORE, (shutil.disk_usage(store).free + held) // 2)


def read_info(port: int) -> dict[str, Any]:
    """What the server on that port says of itself in its greeting; empty where none answers.

    The greeting is the NATS client protocol's first line, `INFO {…}`.
    """
    try:
        with (
            socket.create_connection((LOOPBACK, port), timeout=1) as connection,
            connection.makefile("rb") as lines,
        ):
            word, _, info = lines.readline().partition(b" ")
            return dict(json.loads(info)) if word == b"INFO" else {}
    except (OSError, ValueError):
        return {}
