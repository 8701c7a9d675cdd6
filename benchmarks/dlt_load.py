"""dlt's way of doing the same: a file of orders merged into PostgreSQL. Run by `benchmarks.worker`.

    .venv-bench/bin/python benchmarks/dlt_load.py DATABASE_URL FILE FOLDER

It has an environment of its own (requirements/bench.txt) and imports nothing of nomnom. It prints the seconds
from the first byte read to the end of the load, the imports left out. Settings are those that dlt ships with;
orders have their key as primary key and are merged, and line items become the nested table that dlt makes.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
os.environ["RUNTIME__LOG_LEVEL"] = "ERROR"

import dlt  # type: ignore[import-not-found]  # it is in the other environment

PAGE = 1_000
"""Orders that are handed over at once: pages are what dlt's documentation recommends."""


def orders(file: Path) -> Iterator[list[dict[str, Any]]]:
    """The orders of a file, in pages."""
    with file.open("rb") as lines:
        while page := [json.loads(line) for line in islice(lines, PAGE)]:
            yield page


def main() -> None:
    """Load, and print how long it took."""
    database_url, file, folder = sys.argv[1:]
    started = time.perf_counter()
    pipeline = dlt.pipeline(
        "orders",
        pipelines_dir=folder,
        destination=dlt.destinations.postgres(database_url),
        dataset_name="dlt",
    )
    resource = dlt.resource(
        orders(Path(file)), name="orders", write_disposition="merge", primary_key="order_key"
    )
    pipeline.run(resource).raise_on_failed_jobs()
    sys.stdout.write(f"{time.perf_counter() - started}\n")


if __name__ == "__main__":
    main()
