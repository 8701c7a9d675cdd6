"""The data directory: its modes, its lock, its connection file."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from nomnom.embedded import Connection, DataDir
from nomnom.errors import EmbeddedError

HOLD = """
import signal, sys
from pathlib import Path
from nomnom.embedded import DataDir
data_dir = DataDir(Path(sys.argv[1]))
with data_dir.lock():
    data_dir.write_connection(http_url="http://here:1", database_url="d", nats_url="n")
    print("locked", flush=True)
    signal.pause()
"""


@pytest.fixture
def data_dir(tmp_path: Path) -> DataDir:
    return DataDir(tmp_path / "project" / ".nomnom")


@pytest.fixture
def holder(data_dir: DataDir) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock and has written its addresses."""
    command = [sys.executable, "-c", HOLD, str(data_dir.path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert "locked\n" == process.stdout.readline()
        yield process
        process.kill()


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_a_new_folder_is_private_and_ignored_by_git(data_dir: DataDir) -> None:
    """The folder is made with its parents, only its owner may enter, and git leaves all of it out."""
    data_dir.create()
    assert 0o700 == mode(data_dir.path)
    assert "*\n" == (data_dir.path / ".gitignore").read_text()


def test_an_existing_folder_keeps_its_mode(data_dir: DataDir) -> None:
    """A folder that its owner opened to others stays as it is."""
    data_dir.create()
    data_dir.path.chmod(0o755)
    data_dir.create()
    assert 0o755 == mode(data_dir.path)


def test_a_folder_with_other_files_is_refused(data_dir: DataDir) -> None:
    """A folder of somebody else's files gets no .gitignore that hides them."""
    data_dir.path.mkdir(parents=True)
    (data_dir.path / "thesis.txt").touch()
    with pytest.raises(EmbeddedError, match="holds other files") as raised:
        data_dir.create()
    assert "give --data-dir a new or an empty folder" == raised.value.cure
    assert ["thesis.txt"] == [path.name for path in data_dir.path.iterdir()]


def test_a_file_in_the_way_is_a_clear_error(tmp_path: Path) -> None:
    """A path that is a file is named, with a cure."""
    (tmp_path / "file").touch()
    with pytest.raises(EmbeddedError, match="can't be used as data directory") as raised:
        DataDir(tmp_path / "file").create()
    assert str(tmp_path / "file") == raised.value.place


def test_a_second_owner_is_refused_with_the_first_ones_place(
    data_dir: DataDir, holder: subprocess.Popen[str]
) -> None:
    """The error names the process that owns the folder, its address, and what to do."""
    with pytest.raises(EmbeddedError) as raised, data_dir.lock():
        pass
    assert (
        f"{data_dir.path}: is in use by the nomnom of process {holder.pid} at http://here:1; "
        "stop that one, or use another --data-dir"
    ) == str(raised.value)


def test_the_lock_ends_with_its_process(data_dir: DataDir, holder: subprocess.Popen[str]) -> None:
    """After kill -9 of the owner the folder can be owned anew, and its stale addresses are gone."""
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    assert data_dir.read_connection() is not None
    with data_dir.lock():
        assert None is data_dir.read_connection()


def test_connection_file_lives_as_long_as_the_lock(data_dir: DataDir) -> None:
    """connection.json is private, holds the addresses and our pid, and is removed at the end."""
    urls = {"http_url": "http://h", "database_url": "postgresql://d", "nats_url": "nats://n"}
    path = data_dir.path / "connection.json"
    with data_dir.lock():
        data_dir.write_connection(**urls)
        assert 0o600 == mode(path)
        assert {**urls, "pid": os.getpid()} == json.loads(path.read_text())
        assert Connection(**urls, pid=os.getpid()) == data_dir.read_connection()
    assert not path.exists()
