"""Workers as processes of their own, as `nomnom worker` runs them."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg

from benchmarks.stack import PROJECT, Stack

PATIENCE_SECONDS = 600
POLL_SECONDS = 0.02


@contextmanager
def worker_process(on: Stack, folder: Path, number: int) -> Iterator[subprocess.Popen[bytes]]:
    """A worker that waits for messages."""
    ready = folder / f"worker-{number}.ready"
    command = [sys.executable, "-m", "nomnom", "worker", str(PROJECT)]
    command += ["--database-url", on.database_url, "--nats-url", on.nats_url]
    command += ["--ready-file", str(ready), "--log-level", "error"]
    process = subprocess.Popen(command)
    try:
        wait_until(ready.exists, process)
        yield process
    finally:
        process.send_signal(signal.SIGCONT)
        process.terminate()
        process.wait()


async def work(on: Stack, folder: Path, parts: Sequence[Sequence[bytes]], *, workers: int) -> float:
    """Seconds that some workers, all ready, take for a full stream, up to the last commit.

    They are stopped (SIGSTOP) while the stream is filled.
    """
    wanted = sum(map(len, parts))
    with ExitStack() as running, psycopg.connect(on.database_url, autocommit=True) as connection:
        processes = [running.enter_context(worker_process(on, folder, n)) for n in range(workers)]
        for process in processes:
            process.send_signal(signal.SIGSTOP)
        await on.fill(parts)
        started = time.perf_counter()
        for process in processes:
            process.send_signal(signal.SIGCONT)
        wait_until(lambda: stored(connection) >= wanted, *processes)
        return time.perf_counter() - started


def stored(connection: psycopg.Connection) -> int:
    """Records that are rows by now."""
    row = connection.execute("SELECT coalesce(sum(stored), 0) FROM nomnom_messages").fetchone()
    return int(row[0]) if row else 0


def wait_until(true: Callable[[], bool], *processes: subprocess.Popen[bytes]) -> None:
    """Wait for something that processes bring about. Raises AssertionError where one of them ends first."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < until, "the benchmark takes too long"
        assert all(process.poll() is None for process in processes), "a worker has ended"
        time.sleep(POLL_SECONDS)
