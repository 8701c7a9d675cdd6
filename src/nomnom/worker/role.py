"""The worker as a process: connections, signals, a clean end."""

from __future__ import annotations

import asyncio
import signal

from nomnom.bus import connect
from nomnom.extraction import compile_plan
from nomnom.model.project import Project
from nomnom.store import open_store
from nomnom.worker.loop import Worker


async def run_worker(project: Project, *, database_url: str, nats_url: str) -> None:
    """Work until SIGTERM or SIGINT, which finish the batch being written.

    Waits for servers that aren't there yet. Raises as `Worker.run` does.
    """
    store = open_store(database_url, project, application="nomnom-worker")
    plan = compile_plan(project)
    try:
        async with connect(nats_url, name="nomnom-worker") as bus:
            worker = Worker(bus, store, plan)
            loop = asyncio.get_running_loop()
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(number, worker.stop)
            await worker.run()
    finally:
        store.close()
