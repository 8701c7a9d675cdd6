"""The folder of all that a local nomnom keeps: servers' data, logs, passwords, addresses."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from nomnom.embedded.private_file import write_private
from nomnom.errors import EmbeddedError

DEFAULT = Path(".nomnom")
LOCK = "lock"
GITIGNORE = ".gitignore"
CONNECTION = "connection.json"


@dataclass(frozen=True, slots=True)
class Connection:
    """Where a running nomnom is reached, passwords included; `pid` is the process that runs it."""

    http_url: str
    database_url: str
    nats_url: str
    pid: int


class DataDir:
    """A data directory. `path` is absolute."""

    def __init__(self, path: Path = DEFAULT) -> None:
        self.path = path.absolute()

    def create(self) -> None:
        """Make the folder with mode 0700 and a `.gitignore` of `*`.

        One that is ours already is left as it is. Raises EmbeddedError where it can't be made, or
        holds files of somebody else.
        """
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            names = {entry.name for entry in self.path.iterdir()}
            if LOCK in names:
                return
            if names - {GITIGNORE}:
                raise EmbeddedError(
                    "holds other files and isn't a data directory of nomnom",
                    place=str(self.path),
                    cure="give --data-dir a new or an empty folder",
                )
            if GITIGNORE not in names:
                (self.path / GITIGNORE).write_text("*\n", encoding="utf-8")
            (self.path / LOCK).touch(mode=0o600)
        except OSError as error:
            raise self._unusable(error) from error

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Create the folder, then own it while the block runs.

        The lock ends with the process, however that ends. `connection.json` doesn't outlive the
        block, nor does a stale one reach into it. Raises EmbeddedError where another process owns the
        folder; it names that process.
        """
        self.create()
        try:
            lock = (self.path / LOCK).open("r+", encoding="utf-8")
        except OSError as error:
            raise self._unusable(error) from error
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise self._owned(lock.read().strip()) from error
            except OSError as error:
                raise self._unusable(error) from error
            self._remove_connection()
            lock.truncate(0)
            lock.write(f"{os.getpid()}\n")
            lock.flush()
            try:
                yield
            finally:
                self._remove_connection()

    def write_connection(self, *, http_url: str, database_url: str, nats_url: str) -> None:
        """Write `connection.json`, atomically and with mode 0600."""
        connection = Connection(http_url, database_url, nats_url, os.getpid())
        write_private(self.path / CONNECTION, json.dumps(asdict(connection), indent=2) + "\n")

    def read_connection(self) -> Connection | None:
        """What `connection.json` says; None where it doesn't exist or can't be understood.

        After a `kill -9` it may be stale: `pid` then runs no more.
        """
        try:
            return Connection(**json.loads((self.path / CONNECTION).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def _remove_connection(self) -> None:
        (self.path / CONNECTION).unlink(missing_ok=True)

    def _owned(self, holder: str) -> EmbeddedError:
        connection = self.read_connection()
        at = f" at {connection.http_url}" if connection else ""
        return EmbeddedError(
            f"is in use by the nomnom of process {holder or '(unknown)'}{at}",
            place=str(self.path),
            cure="stop that one, or use another --data-dir",
        )

    def _unusable(self, error: OSError) -> EmbeddedError:
        return EmbeddedError(
            f"can't be used as data directory: {error.strerror}",
            place=str(self.path),
            cure="give --data-dir a folder that you may write to",
        )
