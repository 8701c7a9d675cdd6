"""What a `nomnom up` that was killed left behind, when the next one starts."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from nomnom.embedded import DataDir, Event
from nomnom.embedded.leftover import record_roles
from nomnom.embedded.supervisor import ROLES_FILE
from nomnom.local import Stack
from samples.up import free_port

PATIENCE_SECONDS = 60
LISTEN = """
import socket, sys
listener = socket.create_server(("127.0.0.1", int(sys.argv[1])))
print("listening", flush=True)
listener.accept()
"""


class StartingError(Exception):
    """The first server is about to be started."""


def on_event(event: Event) -> None:
    """Go no further than to the first server."""
    raise StartingError(event.name)


@contextmanager
def listening(port: int) -> Iterator[subprocess.Popen[str]]:
    """A process that holds a port, as an API does."""
    process = subprocess.Popen(
        (sys.executable, "-c", LISTEN, str(port)), stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        assert "listening\n" == process.stdout.readline()
        yield process
    finally:
        process.kill()
        process.communicate()


def test_the_api_left_behind_gives_its_port_back(tmp_path: Path) -> None:
    """It is stopped before the port is looked at, so that the next one starts on the same port."""
    port, folder = free_port(), DataDir(tmp_path / "data")
    folder.create()
    stack = Stack(Path("examples/tpch"), folder.path, "127.0.0.1", port)
    with listening(port) as left:
        record_roles(folder.path / ROLES_FILE, [left.pid])
        with pytest.raises(StartingError, match="postgresql"), stack.running(on_event):
            pass
        assert -signal.SIGTERM == left.wait(PATIENCE_SECONDS)
