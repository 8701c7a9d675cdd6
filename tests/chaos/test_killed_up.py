"""A `nomnom up` that is killed, with its servers and roles left behind."""

from __future__ import annotations

import subprocess
from contextlib import ExitStack, suppress
from pathlib import Path

import httpx
import psutil

from nomnom.embedded import DataDir
from samples.up import command, environment, free_port, running


def test_a_killed_up_starts_again_on_its_port(tmp_path: Path) -> None:
    """The next one ends what was left behind, the API that holds the port included, and works."""
    data, port = tmp_path / "data", ("--port", str(free_port()))
    first = subprocess.Popen(
        command("up", "examples/tpch", "--data-dir", str(data), *port),
        stdout=subprocess.DEVNULL,
        env=environment(),
    )
    with ExitStack() as ends:
        ends.callback(first.kill)
        while DataDir(data).read_connection() is None:
            assert first.poll() is None
        left = psutil.Process(first.pid).children()
        for each in left:
            ends.callback(end, each)
        first.kill()
        first.wait()
        with running(data, Path("examples/tpch"), *port) as up:
            assert 200 == httpx.get(f"{up.http_url}/ready").status_code
            assert [] == [each for each in left if runs(each)]


def runs(process: psutil.Process) -> bool:
    """Whether it still does something: who reaps orphans is up to the system."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def end(process: psutil.Process) -> None:
    """Kill what a failing test would leave running."""
    with suppress(psutil.NoSuchProcess):
        process.kill()
