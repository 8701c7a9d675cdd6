"""The API as a process of its own."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from nomnom.errors import SettingsError
from nomnom.extraction import Plan
from nomnom.ingest import create_app, serve

SCRIPT = Path(__file__).with_name("served_api.py")
PATIENCE_SECONDS = 30.0


@contextmanager
def _served(nats_url: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The process, once it listens, and its address."""
    command = [sys.executable, str(SCRIPT), "0", nats_url, "examples/tpch"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            assert process.stdout is not None
            for line in process.stdout:
                if found := re.search(r"http://127\.0\.0\.1:\d+", line):
                    yield process, found.group()
                    break
            else:
                pytest.fail("it ended before it listened")
        finally:
            process.kill()


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_a_served_api_answers_and_stops_cleanly(fresh_nats_url: str, stop: signal.Signals) -> None:
    """It takes what curl sends, logs nothing of it, and ends with 0 within a second or two of the signal."""
    body = b'{"order_key": "secret"}'
    with (
        _served(fresh_nats_url) as (process, url),
        httpx.Client(base_url=url, trust_env=False) as client,
    ):
        assert 200 == client.get("/health").status_code
        answer = client.post("/ingest/Order?entity=secret", content=body)
        assert (422, "application/problem+json") == (
            answer.status_code,
            answer.headers["content-type"],
        )
        process.send_signal(stop)
        output, _ = process.communicate(timeout=PATIENCE_SECONDS)
    assert 0 == process.returncode
    assert "ingest.stopped" in output
    assert "secret" not in output
    assert "Traceback" not in output


def test_a_stop_while_nats_is_away_is_clean_too() -> None:
    """Waiting for NATS doesn't hold the end up."""
    with _served("nats://127.0.0.1:1") as (process, _):
        process.send_signal(signal.SIGTERM)
        output, _ = process.communicate(timeout=PATIENCE_SECONDS)
    assert 0 == process.returncode
    assert "Traceback" not in output


def test_a_port_in_use_is_named(plan: Plan) -> None:
    """The error has the address and the cure."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=f"127.0.0.1:{port}.*choose another with --port"):
            serve(create_app(plan, "nats://127.0.0.1:1"), "127.0.0.1", port)
