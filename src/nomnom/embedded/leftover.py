"""Processes that an earlier, killed run left behind."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import psutil

from nomnom.embedded.private_file import write_private
from nomnom.errors import EmbeddedError

POLL_INTERVAL = 0.02
SAME_START = 2.0
"""Seconds by which two readings of a process's start may differ as the clock is adjusted."""


def stop_leftovers(
    directory: Path, program: str, stop_signal: signal.Signals, timeout: float = 30.0
) -> None:
    """End every process named `program` that works in `directory`; kill it past `timeout`.

    Its working directory tells a server's processes from all others, whatever a stale pid file
    says, and still does after the folder was moved.
    """
    left = [p for p in psutil.process_iter(["name"]) if _works_in(p, directory, program)]
    pids = {process.pid for process in left}
    _end([p for p in left if _parent(p) not in pids], left, stop_signal, timeout)


def record_roles(path: Path, pids: Iterable[int]) -> None:
    """Write which processes are ours: their pids and when they started."""
    records = []
    for pid in pids:
        with suppress(psutil.NoSuchProcess):
            records.append({"pid": pid, "create_time": psutil.Process(pid).create_time()})
    write_private(path, json.dumps(records) + "\n")


def stop_recorded_roles(path: Path, timeout: float = 10.0) -> None:
    """End the processes of `path` that still run, reused pids left alone; remove the file."""
    left = list(_recorded(path))
    _end(left, left, signal.SIGTERM, timeout)
    path.unlink(missing_ok=True)


def _recorded(path: Path) -> Iterator[psutil.Process]:
    try:
        records = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return
    for record in records:
        with suppress(psutil.NoSuchProcess):
            process = psutil.Process(record["pid"])
            if abs(process.create_time() - record["create_time"]) < SAME_START:
                yield process


def _works_in(process: psutil.Process, directory: Path, program: str) -> bool:
    try:
        # The link itself leads to the folder; its text may name another one in a mount namespace.
        place = Path(f"/proc/{process.pid}/cwd") if psutil.LINUX else Path(process.cwd())
        return process.name() == program and place.samefile(directory)
    except (psutil.Error, OSError):
        return False


def _parent(process: psutil.Process) -> int | None:
    try:
        return process.ppid()
    except psutil.Error:
        return None


def _end(
    first: Sequence[psutil.Process],
    everyone: Sequence[psutil.Process],
    stop_signal: signal.Signals,
    timeout: float,
) -> None:
    for process in first:
        _signal(process, stop_signal)
    for process in _still_running(everyone, timeout):
        _signal(process, signal.SIGKILL)
    _still_running(everyone, timeout)


def _still_running(processes: Sequence[psutil.Process], timeout: float) -> list[psutil.Process]:
    """Those that haven't ended after at most `timeout` seconds.

    A zombie has ended: who reaps orphans, and when, is up to the system (in many containers nobody does).
    """
    deadline = time.monotonic() + timeout
    while running := [process for process in processes if _runs(process)]:
        if time.monotonic() > deadline:
            break
        time.sleep(POLL_INTERVAL)
    return running


def _runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _signal(process: psutil.Process, number: signal.Signals) -> None:
    try:
        process.send_signal(number)
    except psutil.NoSuchProcess:
        pass
    except psutil.AccessDenied as error:
        raise EmbeddedError(
            "was left running by an earlier run and belongs to another user",
            place=f"process {process.pid}",
            cure=f"stop it as that user, with: kill {process.pid}",
        ) from error
