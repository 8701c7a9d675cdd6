"""What the long-running commands show: events, addresses, progress."""

from __future__ import annotations

import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
)

from nomnom.settings import Settings

if TYPE_CHECKING:
    from nomnom.client import OnProgress, Summary
    from nomnom.client import Progress as Loaded
    from nomnom.embedded import Connection, Event, Supervisor

console = Console()
errors = Console(stderr=True)

_STYLES = {"ready": "green", "died": "bold red", "restarting": "yellow"}


def show_event(event: Event) -> None:
    """Print an event of the supervisor's; nobody listening any more is no reason to stop."""
    style = _STYLES.get(event.kind, "dim")
    detail = f"  {event.detail}" if event.detail else ""
    with suppress(SystemExit, OSError):  # rich exits when a pipe is closed
        console.print(f"[{style}]{event.name:<10} {event.kind}[/]", detail, highlight=False, sep="")


def show_addresses(connection: Connection, file: object) -> None:
    """Print where everything is reached; passwords stay in the file."""
    console.print()
    for name, url in (
        ("API", f"{connection.http_url}  (try it: {connection.http_url}/docs)"),
        ("database", without_password(connection.database_url)),
        ("NATS", without_password(connection.nats_url)),
    ):
        console.print(f"  {name:<10}{url}", highlight=False)
    console.print(f"  {'passwords':<10}{file}", highlight=False)
    console.print()


def without_password(url: str) -> str:
    """A URL with its password left out."""
    parts = urlsplit(url)
    if parts.password is None:
        return url
    user, _, host = parts.netloc.rpartition("@")
    return parts._replace(netloc=f"{user.partition(':')[0]}@{host}").geturl()


def psql_command(data_dir: Path) -> str:
    """What to type for `nomnom psql`, however this nomnom was started."""
    program = "nomnom" if shutil.which("nomnom") else sys.argv[0]
    return f"{program} psql" + (
        "" if data_dir == Settings().data_dir else f" --data-dir {data_dir}"
    )


@contextmanager
def interruptible() -> Iterator[None]:
    """While the block runs, SIGTERM raises KeyboardInterrupt as Ctrl-C does; the block ends quietly."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        console.print("stopped")
    finally:
        signal.signal(signal.SIGTERM, before)


def stop_on_signal(supervisor: Supervisor) -> None:
    """From now on Ctrl-C and SIGTERM ask the supervisor to stop, however often they come."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: supervisor.request_stop())


@contextmanager
def progress_bar(title: str) -> Iterator[OnProgress]:
    """A progress bar over the bytes of a file, with the counts of records beside it."""
    with Progress(
        TextColumn("[bold]{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[counts]}"),
        TimeElapsedColumn(),
        console=errors,
    ) as bar:
        task = bar.add_task(title, total=None, counts="")

        def show(loaded: Loaded) -> None:
            counts = f"{loaded.accepted:,} accepted, {loaded.stored:,} stored, {loaded.dead:,} dead"
            bar.update(task, total=loaded.total_bytes, completed=loaded.bytes_read, counts=counts)

        yield show


def show_summary(summary: Summary) -> None:
    """Print how a load ended, with the first problems."""
    for problem in summary.problems:
        errors.print(str(problem), highlight=False, markup=False)
    more = f", {summary.rejected:,} rejected" if summary.rejected else ""
    console.print(
        f"accepted {summary.accepted:,}, stored {summary.stored:,}, dead {summary.dead:,}{more}"
        f" in {summary.seconds:.1f} s",
        highlight=False,
    )
