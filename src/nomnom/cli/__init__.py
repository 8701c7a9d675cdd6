"""The command line: arguments → call → print. One file per command; no logic."""

from __future__ import annotations

import sys

import typer

from nomnom.cli import demo, ingest, load, psql, schema, up, validate, worker
from nomnom.errors import NomnomError

app = typer.Typer(
    name="nomnom",
    help="Turn JSON messages into correct relational tables, from entities declared in YAML.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("demo")(demo.demo)
app.command("up")(up.up)
app.command("validate")(validate.validate)
app.add_typer(schema.app, name="schema")
app.command("load")(load.load)
app.command("psql", context_settings=psql.PASS_ON)(psql.psql)
app.command("ingest")(ingest.ingest)
app.command("worker")(worker.worker)


def main() -> None:
    """Run the command line; an error of nomnom's is one line on stderr and exit code 1."""
    try:
        app()
    except NomnomError as error:
        print(f"error: {error}", file=sys.stderr)  # noqa: T201  the command line prints
        sys.exit(1)
