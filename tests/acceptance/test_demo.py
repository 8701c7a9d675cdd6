"""The demonstration, as `make demo ARGS=--exit` runs it."""

from __future__ import annotations

import re
import socket
import subprocess
from pathlib import Path

from samples.up import command, environment, free_port


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """A nomnom command, run to its end."""
    return subprocess.run(
        command(*arguments),
        capture_output=True,
        text=True,
        env=environment() | {"COLUMNS": "200"},
        timeout=120,
        check=False,
    )


def test_the_demo_loads_counts_and_stops(tmp_path: Path) -> None:
    """It ends with code 0 after printing exact counts, and a second run on the same data counts the same."""
    data_dir, port = str(tmp_path / "data"), str(free_port())
    for _ in range(2):
        done = run("demo", "--exit", "--scale", "0.001", "--data-dir", data_dir, "--port", port)
        assert 0 == done.returncode, done.stderr
        counts = dict(re.findall(r"^  (\w[\w ]*?) {2,}([\d,]+)", done.stdout, re.MULTILINE))
        expected = {"orders": "1,500", "order_line_items": "6,005", "dead letters": "0"}
        assert expected == {name: counts[name] for name in expected}
        assert "rows per second" in done.stdout
        assert "psql" in done.stdout


def test_a_port_in_use_is_said_before_anything_starts(tmp_path: Path) -> None:
    """`up` names the port and the flag to choose another, and leaves no server behind."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        data_dir = str(tmp_path / "data")
        done = run("up", "examples/tpch", "--data-dir", data_dir, "--port", str(port))
    assert 1 == done.returncode
    assert f"port {port}" in done.stderr
    assert "--port" in done.stderr
    assert "starting" not in done.stdout
