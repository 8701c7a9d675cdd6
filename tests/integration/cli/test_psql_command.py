"""`nomnom psql` where there is nothing for psql."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

from nomnom.embedded import DataDir

Nomnom = Callable[..., subprocess.CompletedProcess[str]]


def test_the_command_for_the_database_of_a_running_nomnom_is_told(
    nomnom: Nomnom, tmp_path: Path
) -> None:
    """psql would show the tables of another server, or none."""
    data_dir = DataDir(tmp_path / ".nomnom")
    with data_dir.lock():
        data_dir.write_connection(
            http_url="http://127.0.0.1:1", database_url="sqlite:///shop.db", nats_url="nats://x"
        )
        ended = nomnom("psql", "-c", "SELECT 1")
    assert (1, "") == (ended.returncode, ended.stdout)
    assert "the database is SQLite; psql only speaks to PostgreSQL" in ended.stderr
    assert "use `sqlite3 shop.db`" in ended.stderr
