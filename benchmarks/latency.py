"""How long a message takes from being accepted to being committed, at a trickle, with a histogram.

    make bench-latency ARGS="--rate 200 --seconds 30"

Accepted is when the stream has acknowledged it, which is what the API waits for before it answers 202.
Committed is when another connection sees its ledger entry; it looks every few milliseconds, which is in the
figures.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from bisect import bisect_left
from collections.abc import Sequence
from pathlib import Path

import psycopg
from rich.console import Console
from rich.table import Table

from benchmarks.processes import worker_process
from benchmarks.stack import Stack, stack
from nomnom.bus import connect
from nomnom.demo import generate
from nomnom.messages import Outgoing

LOOK_SECONDS = 0.005
BOUNDS = (10, 25, 50, 75, 100, 150, 200, 250, 500, 1000)
"""Upper bounds of the histogram's bars, in milliseconds."""

_COMMITTED = "SELECT count(*) FROM nomnom_messages"
console = Console()


def main() -> None:
    """Run a worker process beside a trickle of orders, and print percentiles and a histogram."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=int, default=200, help="messages a second")
    parser.add_argument("--seconds", type=int, default=30)
    options = parser.parse_args()
    count = options.rate * options.seconds
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lines = generate(max(0.001, count / 1_500_000), folder / "tpch").ndjson.read_bytes()
        with stack(folder) as on:
            on.empty()
            with worker_process(on, folder, 0):
                took = asyncio.run(measure(on, lines.splitlines()[:count], options.rate))
    report(sorted(took), options.rate)


async def measure(on: Stack, documents: Sequence[bytes], rate: int) -> list[float]:
    """Milliseconds of each message."""
    accepted: list[float] = []
    committed: list[float] = []
    async with connect(on.nats_url, name="bench") as bus:

        async def send() -> None:
            started = time.perf_counter()
            for number, document in enumerate(documents):
                await asyncio.sleep(started + number / rate - time.perf_counter())
                await bus.publish(Outgoing("Order", (document,)))
                accepted.append(time.perf_counter())

        sending = asyncio.create_task(send())
        async with await psycopg.AsyncConnection.connect(
            on.database_url, autocommit=True
        ) as connection:
            while len(committed) < len(documents):
                cursor = await connection.execute(_COMMITTED)
                ((there,),) = await cursor.fetchall()
                committed += [time.perf_counter()] * (there - len(committed))
                await asyncio.sleep(LOOK_SECONDS)
        await sending
    # One worker commits in the stream's order, so the nth that is committed is the nth that was accepted.
    return [1000 * (end - begin) for begin, end in zip(accepted, committed, strict=True)]


def report(took: Sequence[float], rate: int) -> None:
    """Print percentiles and the histogram."""
    cuts = statistics.quantiles(took, n=100)
    console.print(
        f"{len(took):,} messages at {rate} a second, accepted to committed:"
        f" p50 {cuts[49]:.0f} ms, p95 {cuts[94]:.0f} ms, p99 {cuts[98]:.0f} ms, most {took[-1]:.0f} ms"
    )
    table = Table("up to ms", "messages", "")
    below = 0
    for bound in BOUNDS:
        upto = bisect_left(took, bound)
        table.add_row(f"{bound}", f"{upto - below:,}", "█" * round(60 * (upto - below) / len(took)))
        below = upto
    if below < len(took):
        table.add_row("more", f"{len(took) - below:,}", "")
    console.print(table)


if __name__ == "__main__":
    main()
