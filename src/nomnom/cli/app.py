"""The commands, put together.

A command imports the rooms that it needs when it runs, so that a quick one doesn't wait for all of them.
"""

from __future__ import annotations

import sys

import typer

from nomnom.cli import dead_letters, generate, migrations, psql, schema
from nomnom.cli.demo import demo
from nomnom.cli.explain import explain
from nomnom.cli.ingest import ingest
from nomnom.cli.load import load
from nomnom.cli.test import run_tests
from nomnom.cli.transforms import transforms
from nomnom.cli.up import up
from nomnom.cli.validate import validate
from nomnom.cli.worker import worker
from nomnom.errors import NomnomError, ProjectError

app = typer.Typer(
    name="nomnom",
    help="Turn messages into correct relational tables, from entities declared in YAML.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (demo, up, validate, explain, load, transforms, ingest, worker):
    app.command()(command)
app.add_typer(dead_letters.app, name="dead-letters")
app.add_typer(generate.app, name="generate")
app.command("test")(run_tests)
app.add_typer(schema.app, name="schema")
app.add_typer(migrations.app, name="migrations")
app.command(context_settings=psql.PASS_ON)(psql.psql)


def main() -> None:
    """Run the command line; an error of nomnom's is one line on stderr and exit code 1.

    Of a project that isn't right every finding is a line of its own.
    """
    try:
        app()
    except ProjectError as error:
        print(error, file=sys.stderr)  # noqa: T201  the command line prints
        sys.exit(1)
    except NomnomError as error:
        print(f"error: {error}", file=sys.stderr)  # noqa: T201  the command line prints
        sys.exit(1)
