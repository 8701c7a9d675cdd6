"""`nomnom demo`: the whole way, to watch."""

from __future__ import annotations

from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Annotated

import typer

from nomnom.cli import screen
from nomnom.cli.options import DatabaseUrl, DataDir, Host, NatsUrl, Port, settings_from
from nomnom.cli.up import stack_of
from nomnom.loading import load_project

if TYPE_CHECKING:
    from nomnom.local import Demonstration


def demo(
    scale: Annotated[
        float, typer.Option(min=0.001, help="TPC-H scale factor: 1 is 1.5 million orders.")
    ] = 0.01,
    leave: Annotated[
        bool, typer.Option("--exit", help="Stop when done instead of staying up.")
    ] = False,
    host: Host = None,
    port: Port = None,
    data_dir: DataDir = None,
    database_url: DatabaseUrl = None,
    nats_url: NatsUrl = None,
) -> None:
    """Run examples/tpch with generated TPC-H orders: API, queue, worker and tables, on real servers."""
    from nomnom.demo import generate
    from nomnom.local import demonstrate, example

    settings = settings_from(
        None,
        host=host,
        port=port,
        data_dir=data_dir,
        database_url=database_url,
        nats_url=nats_url,
        log_level="warning",
    )
    folder = example("tpch")
    project = load_project(folder)
    stack = stack_of(settings, folder)
    with screen.interruptible(), stack.running(screen.show_event) as supervisor:
        connection = stack.connection()
        if connection is None:
            return
        screen.show_addresses(connection, stack.data_dir / "connection.json")
        with screen.console.status(f"generating TPC-H orders at scale {scale:g}"):
            data = generate(scale, settings.data_dir / "tpch")
        watching = Thread(target=supervisor.run, name="supervisor")
        watching.start()
        try:
            with screen.progress_bar("orders") as show:
                rows = data.orders + data.line_items
                done = demonstrate(project, connection, data.ndjson, rows=rows, on_progress=show)
            show_result(done, settings.data_dir)
            if not leave:
                screen.console.print("\nIt stays up until Ctrl-C.")
                watching.join()
        finally:
            screen.stop_on_signal(supervisor)  # a second Ctrl-C doesn't cut the stop short
            supervisor.request_stop()
            watching.join()


def show_result(done: Demonstration, data_dir: Path) -> None:
    """Print what the demonstration did, and what to try next."""
    from nomnom.local import QUERIES

    say = screen.console.print
    for table, count in done.tables:
        say(f"  {table:<20}{count:>12,} rows", highlight=False)
    say(f"  {'dead letters':<20}{done.dead:>12,}", highlight=False)
    rate = done.rows / done.seconds
    say(
        f"\n{done.rows:,} rows in {done.seconds:.1f} s: {rate:,.0f} rows per second\n",
        highlight=False,
    )
    say("Look at them while it is up:")
    for query in QUERIES:
        say(f'  {screen.psql_command(data_dir)} -c "{query}"', highlight=False, soft_wrap=True)
