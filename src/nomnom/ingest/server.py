"""Serving an app over HTTP, with a clean end."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
import uvicorn
from fastapi import FastAPI

from nomnom.errors import SettingsError

log = structlog.get_logger(__name__)

STOP_SECONDS = 5
"""How long requests that are under way at a stop may take."""

BACKLOG = 2048
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class _Server(uvicorn.Server):
    """uvicorn, which leaves the signals to us: its own way ends in the signal's default, not in a return."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def serve(app: FastAPI, host: str, port: int) -> None:
    """Serve until SIGINT or SIGTERM: requests under way are answered first, then it returns.

    Port 0 takes a free one; the log's `ingest.started` has the address. Paths and bodies of requests aren't
    logged. Call it in the main thread. Raises SettingsError where the address can't be listened on.
    """
    listener = _listen(host, port)
    config = uvicorn.Config(
        app,
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=STOP_SECONDS,
    )
    with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
        runner.run(_serve(_Server(config), listener))


async def _serve(server: uvicorn.Server, listener: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    for each in STOP_SIGNALS:
        loop.add_signal_handler(each, _stop, server)
    log.info("ingest.started", url=_url(listener))
    await server.serve(sockets=[listener])
    log.info("ingest.stopped")


def _stop(server: uvicorn.Server) -> None:
    server.should_exit = True


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise SettingsError(
            f"can't listen there: {error.strerror or error}",
            place=f"{host}:{port}",
            cure="stop what uses the port, or choose another with --port",
        ) from error


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
