"""`nomnom load`: send a file."""

from __future__ import annotations

from typing import Annotated

import typer

from nomnom.cli import screen
from nomnom.cli.options import DataDir, settings_from


def load(
    file: Annotated[
        str,
        typer.Argument(
            help="Records as the entity's input has them: NDJSON, CSV, HL7 v2; .gz too; - is standard input."
        ),
    ],
    entity: Annotated[str, typer.Option(help="The root entity that the records are of.")],
    url: Annotated[
        str | None, typer.Option(help="The ingestion API [that of the running `nomnom up`].")
    ] = None,
    data_dir: DataDir = None,
    concurrency: Annotated[
        int, typer.Option(min=1, help="Requests at once; 1 keeps the order.")
    ] = 1,
    wait: Annotated[bool, typer.Option(help="Wait until every record is stored or dead.")] = True,
) -> None:
    """Send a file of records. Exit code 1 where a record was rejected or became a dead letter."""
    from nomnom.client import load_file
    from nomnom.embedded import DataDir as Folder

    settings = settings_from(None, data_dir=data_dir)
    running = Folder(settings.data_dir).read_connection()
    target = url or (running.http_url if running else f"http://{settings.host}:{settings.port}")
    with screen.progress_bar(file) as show:
        summary = load_file(
            file, entity, url=target, concurrency=concurrency, wait=wait, on_progress=show
        )
    screen.show_summary(summary)
    raise typer.Exit(1 if summary.rejected or summary.dead else 0)
