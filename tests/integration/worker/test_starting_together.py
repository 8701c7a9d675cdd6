"""Workers that start at the same moment on an empty database."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from structlog.testing import capture_logs

from nomnom.migrate import plan
from nomnom.model.project import Project
from nomnom.worker.schema import set_up
from samples.databases import Place, run

ROUNDS = 50
TABLES = ("order_line_items", "orders", "nomnom_messages", "nomnom_dead_letters")
PATIENCE_SECONDS = 30.0


def together(work: Callable[[], object], times: int) -> None:
    """Run the same work in threads that start at the same moment; raises what one of them raises."""
    start = Barrier(times)

    def wait_and_work() -> None:
        start.wait(PATIENCE_SECONDS)
        work()

    with ThreadPoolExecutor(times) as pool:
        for job in [pool.submit(wait_and_work) for _ in range(times)]:
            job.result()


def test_two_workers_that_start_at_once_fifty_times(place: Place, project: Project) -> None:
    """Never an error, never a double: each table is made by one of the two, and nothing is left to do."""
    for _ in range(ROUNDS):
        with capture_logs() as logs:
            together(
                lambda: set_up("auto", project, database_url=place.url, production=False), times=2
            )
        assert [("table.created", table) for table in sorted(TABLES)] == sorted(
            (entry["event"], entry["table"]) for entry in logs
        )
        assert () == plan(place.url, project).steps
        run(place.url, *(f"DROP TABLE {table}" for table in TABLES))


def test_two_workers_that_start_at_once_with_a_change(place: Place, project: Project) -> None:
    """Of two that find the same column missing one adds it."""
    set_up("auto", project, database_url=place.url, production=False)
    for _ in range(5):
        run(place.url, "ALTER TABLE orders DROP COLUMN clerk")
        with capture_logs() as logs:
            together(
                lambda: set_up("auto", project, database_url=place.url, production=False), times=2
            )
        assert [("schema.changed", "add column orders.clerk")] == [
            (entry["event"], entry["change"]) for entry in logs
        ]
