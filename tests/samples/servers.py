"""Servers that a test may kill."""

from __future__ import annotations

import os
import signal

from nomnom.embedded import EmbeddedNats, EmbeddedPostgres


def kill_and_start(server: EmbeddedPostgres | EmbeddedNats) -> None:
    """End a server as a power cut would, and start it again."""
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    server.stop()
    server.start()
