"""PostgreSQL's own client, so that nobody has to install one to look at a table."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Sequence
from urllib.parse import SplitResult, unquote, urlsplit

from nomnom.embedded.cluster import find_programs
from nomnom.errors import EmbeddedError


def psql_command(url: str, arguments: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """The argv that runs psql on a database, and what its environment needs besides ours.

    The password is in the environment only, since everybody may see an argv. The wheel's psql is taken, else
    one on the PATH. Raises EmbeddedError where there is none, or where the database isn't PostgreSQL: psql
    would go to a server on this machine instead, and that is another database.
    """
    parts = urlsplit(url)
    product = parts.scheme.partition("+")[0]
    if product not in ("postgresql", "postgres"):
        raise _other_database(product, parts)
    environment = {
        "PGHOST": parts.hostname,
        "PGPORT": str(parts.port) if parts.port else None,
        "PGUSER": unquote(parts.username) if parts.username else None,
        "PGPASSWORD": unquote(parts.password) if parts.password else None,
        "PGDATABASE": unquote(parts.path.removeprefix("/")) or None,
    }
    given = {name: value for name, value in environment.items() if value is not None}
    return [_program(), *arguments], given


def _other_database(product: str, parts: SplitResult) -> EmbeddedError:
    """Which database it is, and the command for it; without a password, since everybody may see an argv."""
    database = parts.path.removeprefix("/")
    match product:
        case "sqlite":
            name, command = "SQLite", ["sqlite3", database]
        case "mysql" | "mariadb":
            name = "MySQL" if product == "mysql" else "MariaDB"
            host, port = parts.hostname or "localhost", parts.port or 3306
            user = [f"--user={unquote(parts.username)}"] if parts.username else []
            ask = ["--password"] if parts.password else []
            command = [product, f"--host={host}", f"--port={port}", *user, *ask, database]
        case _:
            return EmbeddedError(
                "psql only speaks to PostgreSQL, and the URL isn't one of it",
                place="database_url",
                cure="use postgresql://user:password@host:port/database",
            )
    return EmbeddedError(
        f"the database is {name}; psql only speaks to PostgreSQL",
        place="database_url",
        cure=f"use `{shlex.join(command)}`",
    )


def _program() -> str:
    try:
        wheel = find_programs() / "psql"
    except EmbeddedError:
        wheel = None
    if wheel is not None and wheel.is_file():
        return str(wheel)
    found = shutil.which("psql")
    if found is None:
        raise EmbeddedError(
            "psql isn't installed",
            place="PostgreSQL's client",
            cure="pip install 'nomnom[embedded]', or use a client of your own with the database_url",
        )
    return found
