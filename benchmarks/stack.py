"""The servers that a benchmark runs on, the tables it fills, and the limit it is compared with."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from nomnom.bus import connect
from nomnom.embedded import EmbeddedNats, EmbeddedPostgres
from nomnom.extraction import compile_plan
from nomnom.loading import load_project
from nomnom.messages import Outgoing
from nomnom.migrate import bring_up
from nomnom.model.project import Project

PROJECT = Path(__file__).parents[1] / "examples" / "tpch"
BATCH_RECORDS = 5_000


@dataclass(frozen=True, slots=True)
class Stack:
    """A PostgreSQL with its shipped settings and a NATS server, by their URLs, and the project on them."""

    database_url: str
    nats_url: str
    project: Project

    def empty(self) -> None:
        """Make the tables anew, without rows."""
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
        bring_up(self.database_url, self.project)

    async def fill(self, parts: Sequence[Sequence[bytes]]) -> None:
        """Put messages of these documents on the stream. Raises AssertionError where one isn't taken."""
        async with connect(self.nats_url, name="bench") as bus:
            await bus.ensure_stream()
            messages = [Outgoing("Order", tuple(part)) for part in parts]
            for outcome in await bus.publish_all(messages):
                assert isinstance(outcome, int), outcome


@contextmanager
def stack(folder: Path) -> Iterator[Stack]:
    """Servers of our own, with their data in a folder, for the TPC-H example."""
    for name in ("postgres", "nats"):
        (folder / name).mkdir(mode=0o700)
    postgres, queue = EmbeddedPostgres(folder / "postgres"), EmbeddedNats(folder / "nats")
    postgres.start()
    try:
        queue.start()
        try:
            yield Stack(postgres.url, queue.url, load_project(PROJECT))
        finally:
            queue.stop()
    finally:
        postgres.stop()


def copy(on: Stack, documents: Sequence[bytes]) -> float:
    """The limit: seconds that COPY takes for the rows of all documents, serialised beforehand."""
    root = compile_plan(on.project).roots["Order"]
    batches = []
    for start in range(0, len(documents), BATCH_RECORDS):
        rows = root.extract(b"\n".join(documents[start : start + BATCH_RECORDS])).rows
        batches.append([_serialised(table) for table in rows])
    targets = [e.persistence for e in root.stored if e.persistence]
    statements = [
        f"COPY {t.table} ({', '.join(c.name for c in t.columns)}) FROM STDIN" for t in targets
    ]
    started = time.perf_counter()
    with psycopg.connect(on.database_url) as connection, connection.cursor() as cursor:
        for tables in batches:
            for statement, content in zip(statements, tables, strict=True):
                with cursor.copy(statement.encode()) as sink:
                    sink.write(content)
            connection.commit()
    return time.perf_counter() - started


def _serialised(rows: Sequence[Sequence[object]]) -> bytes:
    """Rows in COPY's text form; generated orders have nothing in them that wants escaping."""
    return "".join(
        "\t".join("\\N" if value is None else str(value) for value in row) + "\n" for row in rows
    ).encode()
