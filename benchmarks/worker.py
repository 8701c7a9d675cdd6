"""How fast a worker is, as a ratio to raw COPY in the same run.

    make bench ARGS="--scale 0.1 --repeat 5"

The limit is COPY of the same rows, serialised beforehand, over one connection into the same tables with the
same indexes, in batches of 5,000 records. The worker starts on a full stream and ends with the last commit.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import psycopg
import structlog
from rich.console import Console
from rich.table import Table

from nomnom.bus import connect
from nomnom.demo import Generated, generate
from nomnom.embedded import EmbeddedNats, EmbeddedPostgres
from nomnom.extraction import compile_plan
from nomnom.loading import load_project
from nomnom.messages import Outgoing, pack
from nomnom.migrate import bring_up
from nomnom.model.project import Project
from nomnom.store import open_store
from nomnom.worker import Worker
from nomnom.worker.writing import Written

BATCH_RECORDS = 5_000
MESSAGE_BYTES = 512 * 1024
console = Console()


def main() -> None:
    """Run every case and print a table of ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=0.05)
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    with tempfile.TemporaryDirectory() as folder:
        data = generate(options.scale, Path(folder) / "tpch")
        with servers(Path(folder)) as (database_url, nats_url):
            report(asyncio.run(measure(data, database_url, nats_url, options.repeat)), data)


@contextmanager
def servers(folder: Path) -> Iterator[tuple[str, str]]:
    """The URLs of a PostgreSQL with its shipped settings and a NATS server."""
    for name in ("postgres", "nats"):
        (folder / name).mkdir(mode=0o700)
    postgres, queue = EmbeddedPostgres(folder / "postgres"), EmbeddedNats(folder / "nats")
    postgres.start()
    try:
        queue.start()
        try:
            yield postgres.url, queue.url
        finally:
            queue.stop()
    finally:
        postgres.stop()


async def measure(
    data: Generated, database_url: str, nats_url: str, repeat: int
) -> dict[str, list[float]]:
    """Seconds per case and run."""
    project = load_project(Path("examples/tpch"))
    documents = data.ndjson.read_bytes().splitlines()
    seconds: dict[str, list[float]] = {}

    def note(case: str, took: float) -> None:
        seconds.setdefault(case, []).append(took)

    packed = [Outgoing("Order", part) for part in pack(documents, MESSAGE_BYTES)]
    for _ in range(repeat):
        empty(database_url, project)
        note("COPY (the limit)", copy(database_url, project, documents))
        empty(database_url, project)
        note("fresh rows, many per message", await work(database_url, nats_url, project, packed))
        note("the same rows again", await work(database_url, nats_url, project, packed))
        empty(database_url, project)
        single = [Outgoing("Order", (document,)) for document in documents]
        note("fresh rows, one per message", await work(database_url, nats_url, project, single))
    return seconds


def empty(database_url: str, project: Project) -> None:
    """Make the tables anew, without rows."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    bring_up(database_url, project)


def copy(database_url: str, project: Project, documents: Sequence[bytes]) -> float:
    """Seconds that COPY takes for the rows of all documents, serialised beforehand."""
    root = compile_plan(project).roots["Order"]
    batches = []
    for start in range(0, len(documents), BATCH_RECORDS):
        rows = root.extract(b"\n".join(documents[start : start + BATCH_RECORDS])).rows
        batches.append([serialised(table) for table in rows])
    targets = [e.persistence for e in root.stored if e.persistence]
    statements = [
        f"COPY {t.table} ({', '.join(c.name for c in t.columns)}) FROM STDIN" for t in targets
    ]
    started = time.perf_counter()
    with psycopg.connect(database_url) as connection, connection.cursor() as cursor:
        for tables in batches:
            for statement, content in zip(statements, tables, strict=True):
                with cursor.copy(statement.encode()) as sink:
                    sink.write(content)
            connection.commit()
    return time.perf_counter() - started


def serialised(rows: Sequence[Sequence[object]]) -> bytes:
    """Rows in COPY's text form."""
    return "".join(
        "\t".join("\\N" if value is None else str(value) for value in row) + "\n" for row in rows
    ).encode()


async def work(
    database_url: str, nats_url: str, project: Project, messages: Sequence[Outgoing]
) -> float:
    """Seconds from a worker's start on a full stream to its last commit."""
    again = [Outgoing(message.entity, message.documents) for message in messages]
    wanted = sum(len(message.documents) for message in again)
    store = open_store(database_url, project)
    done = asyncio.Event()
    records = 0

    async with connect(nats_url, name="bench") as bus:
        await bus.ensure_stream()
        for outcome in await bus.publish_all(again):
            assert isinstance(outcome, int), outcome

        def count(written: Written) -> None:
            nonlocal records
            records += written.stored
            if records >= wanted:
                done.set()

        worker = Worker(
            bus,
            store,
            compile_plan(project),
            set_up=partial(bring_up, database_url, project),
            on_written=count,
        )
        started = time.perf_counter()
        running = asyncio.create_task(worker.run())
        await asyncio.wait(
            {running, asyncio.ensure_future(done.wait())}, return_when=asyncio.FIRST_COMPLETED
        )
        took = time.perf_counter() - started
        worker.stop()
        await running
    store.close()
    return took


def report(seconds: dict[str, list[float]], data: Generated) -> None:
    """Print medians, rows per second and the ratio to the limit."""
    rows = data.orders + data.line_items
    limit = statistics.median(seconds["COPY (the limit)"])
    table = Table(title=f"{data.orders:,} orders, {data.line_items:,} line items")
    for heading in ("case", "median s", "rows/s", "ratio to COPY"):
        table.add_column(heading, justify="left" if heading == "case" else "right")
    for case, runs in seconds.items():
        median = statistics.median(runs)
        table.add_row(case, f"{median:.2f}", f"{rows / median:,.0f}", f"{limit / median:.2f}")
    console.print(table)


if __name__ == "__main__":
    main()
