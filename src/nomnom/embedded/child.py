"""One child process: its command, its log and its end."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from nomnom.errors import EmbeddedError

STDERR = 2
LOG_LIMIT = 10 * 1024 * 1024
"""Bytes beyond which a log is set aside as `<name>.1` at the next start."""


class Child:
    """A process of ours in a session of its own, so that the terminal's Ctrl-C reaches only us.

    `env` is added to our own environment. stdout and stderr are appended to `log_file`; without
    one, both go to our stderr. `stop_signal` asks the process to end. A Child is started once.
    """

    def __init__(
        self,
        argv: Sequence[str],
        *,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        log_file: Path | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
    ) -> None:
        self.argv = tuple(argv)
        self.log_file = log_file
        self.stop_signal = stop_signal
        self._env = dict(env or {})
        self._cwd = cwd
        self._log_start = 0
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the process. Raises EmbeddedError where its program can't be run."""
        if self.log_file is None:
            self._spawn(STDERR)
            return
        with _open_log(self.log_file) as log:
            self._log_start = log.tell()
            self._spawn(log.fileno())

    def _spawn(self, output: int) -> None:
        try:
            self._process = subprocess.Popen(
                self.argv,
                env=os.environ | self._env,
                cwd=self._cwd,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        except OSError as error:
            raise EmbeddedError(
                f"can't be run: {error.strerror}",
                place=self.argv[0],
                cure="check that the program exists and that you may execute it",
            ) from error

    @property
    def pid(self) -> int | None:
        """The process id; None before the start."""
        return self._process.pid if self._process else None

    @property
    def running(self) -> bool:
        """Whether the process was started and goes on."""
        return self._process is not None and self._process.poll() is None

    def poll(self) -> int | None:
        """The exit code, negative for a signal; None while it runs or before the start."""
        return self._process.poll() if self._process else None

    def wait(self, timeout: float) -> int | None:
        """As `poll`, after waiting for the end at most `timeout` seconds."""
        if self._process is None:
            return None
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout)
        return self._process.returncode

    def terminate(self) -> None:
        """Ask the process to end; nothing happens where it doesn't run."""
        if self._process:
            self._process.send_signal(self.stop_signal)

    def kill(self) -> None:
        """End the process and its process group at once, and wait for that."""
        if self._process and self._process.poll() is None:
            # A session of its own makes it the leader of a group that bears its pid.
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def stop(self, timeout: float) -> int | None:
        """Ask the process to end, kill it after `timeout` seconds. Returns what `poll` does."""
        stop_all((self,), timeout)
        return self.poll()

    def last_lines(self, count: int = 10) -> str:
        """The last lines this process wrote to its log file; empty without one."""
        if self.log_file is None:
            return ""
        with suppress(FileNotFoundError), self.log_file.open("rb") as log:
            end = log.seek(0, os.SEEK_END)
            log.seek(max(self._log_start, end - 64 * 1024))
            return "\n".join(log.read().decode("utf-8", "replace").splitlines()[-count:])
        return ""

    def epitaph(self) -> str:
        """How the process ended, for people: code or signal, log file, its last lines."""
        code = self.poll()
        end = "is running" if code is None else describe_exit(code)
        if self.log_file is None:
            return end
        lines = self.last_lines()
        return (
            f"{end}; {self.log_file} ends with:\n{lines}"
            if lines
            else f"{end}; see {self.log_file}"
        )


def stop_all(children: Iterable[Child], timeout: float) -> None:
    """Ask all to end at once, then kill those that still run `timeout` seconds later."""
    running = [child for child in children if child.running]
    for child in running:
        child.terminate()
    deadline = time.monotonic() + timeout
    for child in running:
        if child.wait(max(0.0, deadline - time.monotonic())) is None:
            child.kill()


def describe_exit(code: int) -> str:
    """An exit code in words: `exited with code 3`, `was ended by SIGKILL`."""
    if code >= 0:
        return f"exited with code {code}"
    try:
        return f"was ended by {signal.Signals(-code).name}"
    except ValueError:
        return f"was ended by signal {-code}"


def _open_log(path: Path) -> BinaryIO:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    if path.exists() and path.stat().st_size > LOG_LIMIT:
        path.replace(path.with_name(f"{path.name}.1"))
    log = path.open("ab")
    log.seek(0, os.SEEK_END)
    return log
