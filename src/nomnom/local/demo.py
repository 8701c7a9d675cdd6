"""The demonstration: TPC-H orders through everything that runs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nomnom.client import OnProgress, load_file
from nomnom.embedded import Connection
from nomnom.model.project import Project
from nomnom.store import open_store


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What a demonstration did. `tables` are names with exact row counts, all rows of earlier runs included.

    `rows` are those that this run's records became; `seconds` is from the first byte sent to the last commit.
    """

    records: int
    dead: int
    rows: int
    seconds: float
    tables: tuple[tuple[str, int], ...]


def demonstrate(
    project: Project,
    connection: Connection,
    orders: Path,
    *,
    rows: int,
    on_progress: OnProgress,
) -> Demonstration:
    """Load a file of orders, which become `rows` rows, wait until they are stored, and count.

    Raises ClientError where the API can't be reached, OutageError where the database can't.
    """
    summary = load_file(orders, "Order", url=connection.http_url, on_progress=on_progress)
    store = open_store(connection.database_url, project, application="nomnom-demo")
    try:
        tables = tuple(
            (e.persistence.table, store.count(e)) for e in project.stored if e.persistence
        )
    finally:
        store.close()
    return Demonstration(summary.stored, summary.dead, rows, summary.seconds, tables)


def example(name: str) -> Path:
    """The folder of an example project: in the installed package, else in the source tree.

    Raises FileNotFoundError where there is no such example.
    """
    package = Path(__file__).parents[1]
    for folder in (package / "examples" / name, package.parents[1] / "examples" / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"there is no example {name}")


QUERIES = (
    "SELECT order_status, count(*), sum(total_price) FROM orders GROUP BY 1 ORDER BY 1",
    "SELECT ship_mode, sum(extended_price * (1 - discount)) AS revenue"
    " FROM order_line_items GROUP BY 1 ORDER BY 2 DESC",
    "SELECT message_id, records, stored, dead FROM nomnom_messages ORDER BY processed_at DESC LIMIT 5",
)
"""SQL worth trying on what the demonstration loaded."""
