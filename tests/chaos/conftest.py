"""Servers of the test's own, which it may kill."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from nomnom.embedded import EmbeddedNats, EmbeddedPostgres


@pytest.fixture
def postgres(tmp_path: Path) -> Iterator[EmbeddedPostgres]:
    """A PostgreSQL server that the test may kill."""
    folder = tmp_path / "postgres"
    folder.mkdir(mode=0o700)
    server = EmbeddedPostgres(folder)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def nats_server(tmp_path: Path) -> Iterator[EmbeddedNats]:
    """A NATS server that the test may kill."""
    folder = tmp_path / "nats"
    folder.mkdir(mode=0o700)
    server = EmbeddedNats(folder)
    server.start()
    yield server
    server.stop()
