"""`nomnom psql`: look at the tables of a running `nomnom up`."""

from __future__ import annotations

import os

import typer

from nomnom.cli.options import DatabaseUrl, DataDir, settings_from
from nomnom.cli.running import database_url_of

PASS_ON = {
    "allow_extra_args": True,
    "ignore_unknown_options": True,
    "help_option_names": ["--help"],
}


def psql(
    context: typer.Context, data_dir: DataDir = None, database_url: DatabaseUrl = None
) -> None:
    """Run psql on the database of a running `nomnom up`; further arguments go to psql (-c "SELECT 1")."""
    from nomnom.embedded import psql_command

    url = database_url_of(settings_from(None, data_dir=data_dir, database_url=database_url))
    argv, environment = psql_command(url, context.args)
    os.execve(argv[0], argv, os.environ | environment)  # noqa: S606  no shell is wanted
