"""How much memory a worker takes with a large backlog before it: its resident size, sampled while it works.

make bench-memory ARGS="--messages 1000000"
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path

import psutil
import psycopg
from rich.console import Console

from benchmarks.processes import stored, wait_until, worker_process
from benchmarks.stack import stack
from nomnom.demo import generate

FILL = 20_000
"""Messages that are put on the stream at once."""


def main() -> None:
    """Put a backlog on the stream before a worker that is stopped, let it go, and print the most it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=1_000_000)
    options = parser.parse_args()
    sizes: list[int] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        documents = generate(0.02, folder / "tpch").ndjson.read_bytes().splitlines()
        with stack(folder) as on:
            on.empty()
            parts = ((document,) for document in islice(cycle(documents), options.messages))
            while some := list(islice(parts, FILL)):
                asyncio.run(on.fill(some))
            started = time.perf_counter()
            with (
                worker_process(on, folder, 0) as process,
                psycopg.connect(on.database_url, autocommit=True) as connection,
            ):
                watched = psutil.Process(process.pid)

                def is_done() -> bool:
                    sizes.append(watched.memory_info().rss)
                    return stored(connection) >= int(options.messages)

                wait_until(is_done, process)
            took = time.perf_counter() - started
    Console().print(
        f"{options.messages:,} messages of one order in {took:.0f} s;"
        f" resident size: at most {max(sizes) / 2**20:.0f} MB, at the end {sizes[-1] / 2**20:.0f} MB"
    )


if __name__ == "__main__":
    main()
