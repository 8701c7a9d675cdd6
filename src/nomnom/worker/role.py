"""The worker as a process: connections, signals, a clean end."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import structlog

from nomnom.bus import connect
from nomnom.errors import OutageError
from nomnom.extraction import References, compile_plan
from nomnom.model.project import Project, SchemaMode
from nomnom.references import load
from nomnom.references.refreshing import refreshing
from nomnom.store import Store, open_store
from nomnom.worker.backoff import parent_waits
from nomnom.worker.loop import PARENT_SECONDS, Worker
from nomnom.worker.pruning import pruning
from nomnom.worker.schema import set_up

log = structlog.get_logger(__name__)


async def run_worker(
    project: Project,
    *,
    database_url: str,
    nats_url: str,
    schema: SchemaMode = "auto",
    production: bool = False,
    ledger_days: int = 0,
    parent_wait: float = PARENT_SECONDS,
    ready_file: Path | None = None,
) -> None:
    """Work until SIGTERM or SIGINT, which finish the batch being written.

    Waits for servers that aren't there yet; see `set_up` for `schema` and `production`, and `pruning` for
    `ledger_days`. A message waits `parent_wait` seconds for the rows that its foreign keys lead to.
    `ready_file` exists, with our process id in it, from when tables and queue are there until the end: a
    probe may look at it.
    Raises ConfigurationError as `Worker.run` does. A stop that can't finish its batch in time ends the process
    with code 1 on the spot, since the thread that waits for the database can't be ended otherwise. Nothing is
    lost: what wasn't committed is delivered again.
    """

    def connected() -> Store:
        return open_store(database_url, project, application="nomnom-worker")

    store = connected()
    references = References()
    plan = compile_plan(project, references=references)

    def prepare() -> None:
        set_up(schema, project, database_url=database_url, production=production)
        load(project, database_url=database_url, into=references)

    kept = refreshing(references, project, database_url=database_url)
    try:
        async with (
            kept,
            connect(nats_url, name="nomnom-worker") as bus,
            pruning(bus, connected, days=ledger_days),
        ):
            worker = Worker(
                bus,
                store,
                plan,
                set_up=prepare,
                parent_waits=parent_waits(parent_wait),
                on_started=lambda: _say_ready(ready_file),
            )
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
