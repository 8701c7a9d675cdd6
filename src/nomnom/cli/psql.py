"""`nomnom psql`: look at the tables of a running `nomnom up`."""

from __future__ import annotations

import os

import typer

from nomnom.cli.options import DatabaseUrl, DataDir, settings_from
from nomnom.errors import SettingsError

PASS_ON = {
    "allow_extra_args": True,
    "ignore_unknown_options": True,
    "help_option_names": ["--help"],
}


def psql(
    context: typer.Context, data_dir: DataDir = None, database_url: DatabaseUrl = None
) -> None:
    """Run psql on the database of a running `nomnom up`; further arguments go to psql (-c "SELECT 1")."""
    from nomnom.embedded import DataDir as Folder
    from nomnom.embedded import psql_command

    settings = settings_from(data_dir=data_dir, database_url=database_url)
    running = Folder(settings.data_dir).read_connection()
    url = settings.database_url or (running.database_url if running else None)
    if url is None:
        raise SettingsError(
            "no nomnom runs here",
            place=str(settings.data_dir),
            cure="start one with `nomnom up`, or give --data-dir or --database-url",
        )
    argv, environment = psql_command(url, context.args)
    os.execve(argv[0], argv, os.environ | environment)  # noqa: S606  no shell is wanted
