"""How fast a worker is, as a ratio to raw COPY and to dlt in the same run.

    make bench ARGS="--scale 0.1 --repeat 5"

The limit is COPY of the same rows, serialised beforehand, over one connection into the same tables with the
same indexes, in batches of 5,000 records. The worker starts on a full stream and ends with the last commit; its
ledger is on. Each round measures the limit beside the cases, and a ratio is the median of the rounds' ratios.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import subprocess
import tempfile
import time
from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from pathlib import Path

import msgspec
import structlog
from rich.console import Console
from rich.table import Table

from benchmarks import processes
from benchmarks.stack import Stack, copy, stack
from nomnom.bus import connect
from nomnom.demo import Generated, generate
from nomnom.extraction import compile_plan
from nomnom.messages import pack
from nomnom.migrate import bring_up
from nomnom.store import open_store
from nomnom.worker import Worker
from nomnom.worker.writing import Written

LIMIT = "COPY (the limit)"
MESSAGE_BYTES = 512 * 1024
console = Console()

Parts = Sequence[Sequence[bytes]]
"""The documents of each message."""


def main() -> None:
    """Run every case and print a table of ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=0.05, help="of TPC-H; 0.1 is 150,000 orders")
    parser.add_argument("--repeat", type=int, default=3, help="rounds")
    parser.add_argument("--dlt", type=Path, help="the Python of an environment with dlt")
    options = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        data = generate(options.scale, folder / "tpch")
        with stack(folder) as on:
            rounds = [
                dict(asyncio.run(_round(on, folder / str(n), data, options.dlt)))
                for n in range(options.repeat)
            ]
        report(rounds, data)


async def _round(
    on: Stack, folder: Path, data: Generated, dlt: Path | None
) -> list[tuple[str, float]]:
    """Seconds of each case, once."""
    folder.mkdir()
    documents = data.ndjson.read_bytes().splitlines()
    many: Parts = list(pack(documents, MESSAGE_BYTES))
    changed: Parts = list(pack(list(map(_changed, documents)), MESSAGE_BYTES))
    single: Parts = [(document,) for document in documents]
    on.empty()
    found = [(LIMIT, copy(on, documents))]
    on.empty()
    found += [
        ("fresh rows, many per message", await work(on, many)),
        ("the same rows again", await work(on, many)),
        ("every row changed", await work(on, changed)),
    ]
    on.empty()
    found += [("fresh rows, one per message", await work(on, single))]
    for workers in (1, 2):
        on.empty()
        took = await processes.work(on, folder, many, workers=workers)
        found += [(f"fresh rows, {workers} process{'es' * (workers > 1)}", took)]
    if dlt is not None:
        found += [("dlt, merge", _dlt(dlt, on, data, folder / "dlt"))]
    return found


def _changed(document: bytes) -> bytes:
    """An order with the same keys, of which every row has another value."""
    order = msgspec.json.Decoder(float_hook=Decimal).decode(document)
    for each in (order, *order["line_items"]):
        each["comment"] = "changed"
    return msgspec.json.Encoder(decimal_format="number").encode(order)


async def work(on: Stack, parts: Parts) -> float:
    """Seconds from a worker's start on a full stream to its last commit."""
    await on.fill(parts)
    wanted = sum(map(len, parts))
    store = open_store(on.database_url, on.project)
    done = asyncio.Event()
    records = 0

    async with connect(on.nats_url, name="bench") as bus:

        def count(written: Written) -> None:
            nonlocal records
            records += written.stored
            if records >= wanted:
                done.set()

        worker = Worker(
            bus,
            store,
            compile_plan(on.project),
            set_up=partial(bring_up, on.database_url, on.project),
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


def _dlt(python: Path, on: Stack, data: Generated, folder: Path) -> float:
    """Seconds that dlt takes for the same file and database."""
    script = Path(__file__).with_name("dlt_load.py")
    command = list(map(str, (python, script, on.database_url, data.ndjson, folder)))
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    return float(run.stdout.split()[-1])


def report(rounds: Sequence[dict[str, float]], data: Generated) -> None:
    """Print medians of seconds, rows per second and the ratios to the limit of the same round."""
    rows = data.orders + data.line_items
    table = Table(title=f"{data.orders:,} orders, {data.line_items:,} line items")
    for heading in ("case", "median s", "rows/s", "ratio to COPY"):
        table.add_column(heading, justify="left" if heading == "case" else "right")
    for case in rounds[0]:
        median = statistics.median(each[case] for each in rounds)
        ratio = statistics.median(each[LIMIT] / each[case] for each in rounds)
        table.add_row(case, f"{median:.2f}", f"{rows / median:,.0f}", f"{ratio:.2f}")
    console.print(table)


if __name__ == "__main__":
    main()
