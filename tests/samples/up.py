"""A person's nomnom: started by its command, used from outside."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil
import psycopg

PATIENCE_SECONDS = 90


def command(*arguments: str) -> list[str]:
    """The argv of a nomnom command."""
    return [sys.executable, "-m", "nomnom", *arguments]


def environment() -> dict[str, str]:
    """Ours, less what would change what a command does."""
    ours = ("DATABASE_URL", "NATS_URL", "NOMNOM_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


@dataclass(frozen=True, slots=True)
class Up:
    """A running `nomnom up`."""

    process: subprocess.Popen[str]
    data_dir: Path
    http_url: str
    database_url: str
    nats_url: str

    def query(self, text: str) -> list[tuple[Any, ...]]:
        """The rows of a query on its database."""
        with psycopg.connect(self.database_url) as connection:
            return connection.execute(text.encode()).fetchall()

    def post(self, path: str, content: bytes) -> httpx.Response:
        """A request to its API."""
        return httpx.post(f"{self.http_url}{path}", content=content, timeout=PATIENCE_SECONDS)

    def child(self, name: str) -> psutil.Process:
        """Its child process that is that role or that server's program."""
        children = psutil.Process(self.process.pid).children()
        return next(c for c in children if name in (Path(part).name for part in c.cmdline()))

    def await_line(self, start: str) -> str:
        """Read what it prints until a line starts so."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith(start):
                return line
        raise AssertionError(f"it ended without saying {start}")

    def load(self, file: Path, *options: str) -> subprocess.CompletedProcess[str]:
        """Run `nomnom load` on it to the end."""
        return subprocess.run(
            command("load", str(file), "--entity", "Order", "--url", self.http_url, *options),
            capture_output=True,
            text=True,
            env=environment(),
            timeout=PATIENCE_SECONDS,
            check=False,
        )


def free_port() -> int:
    """A port that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(data_dir: Path, project: Path = Path("examples/tpch"), *options: str) -> Iterator[Up]:
    """`nomnom up` for the length of the block, ended by SIGTERM and checked to end cleanly."""
    own = ("--port", str(free_port()), "--data-dir", str(data_dir))
    process = subprocess.Popen(
        command("up", str(project), *own, *options),
        stdout=subprocess.PIPE,
        stderr=None,
        text=True,
        env=environment() | {"COLUMNS": "200"},
    )
    assert process.stdout is not None
    try:
        printed = []
        for line in process.stdout:
            printed.append(line)
            if "connection.json" in line:
                break
        else:
            raise AssertionError("".join(printed))
        found = json.loads((data_dir / "connection.json").read_text())
        yield Up(process, data_dir, found["http_url"], found["database_url"], found["nats_url"])
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE_SECONDS)
    assert 0 == process.returncode
