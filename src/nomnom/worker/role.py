"""The worker as a process: connections, signals, a clean end."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import structlog

from nomnom.bus import connect
from nomnom.errors import OutageError
from nomnom.extraction import compile_plan
from nomnom.model.project import Project
from nomnom.store import open_store
from nomnom.worker.loop import Worker

log = structlog.get_logger(__name__)


async def run_worker(
    project: Project, *, database_url: str, nats_url: str, ready_file: Path | None = None
) -> None:
    """Work until SIGTERM or SIGINT, which finish the batch being written.

    Waits for servers that aren't there yet. `ready_file` exists, with our process id in it, from when tables
    and queue are there until the end: a probe may look at it. Raises as `Worker.run` does.
    """
    store = open_store(database_url, project, application="nomnom-worker")
    plan = compile_plan(project)
    try:
        async with connect(nats_url, name="nomnom-worker") as bus:
            worker = Worker(bus, store, plan, on_started=lambda: _say_ready(ready_file))
            loop = asyncio.get_running_loop()
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(number, worker.stop)
            await worker.run()
    except OutageError as error:
        log.error("worker.abandoned", error=str(error))
        _remove(ready_file)
        os._exit(1)
    finally:
        store.close()
        _remove(ready_file)


def _remove(ready_file: Path | None) -> None:
    if ready_file is not None:
        ready_file.unlink(missing_ok=True)


def _say_ready(ready_file: Path | None) -> None:
    if ready_file is not None:
        ready_file.write_text(f"{os.getpid()}\n", encoding="ascii")
