"""Creating what is missing, once, however many processes start."""

from __future__ import annotations

from functools import partial
from typing import Any

from nomnom.model.project import Project
from nomnom.store.backend import execute
from nomnom.store.postgres.merge import SYNTAX
from nomnom.store.setup import create_missing, statements

SETUP_LOCK = 0x6E6F6D6E6F6D  # "nomnom"
"""The advisory lock under which tables are made, so that two workers never make one at a time."""


def create_tables(connection: Any, project: Project) -> tuple[str, ...]:
    """Create the tables that don't exist, each with its indexes, in one transaction; their names."""
    run = partial(execute, connection)
    with connection.transaction():
        run("SELECT pg_advisory_xact_lock(%s)", (SETUP_LOCK,))
        return create_missing(statements(project, "postgresql"), partial(_exists, connection), run)


def _exists(connection: Any, table: str) -> bool:
    found = execute(connection, "SELECT to_regclass(%s) IS NOT NULL", (SYNTAX.name(table),))
    return found == [(True,)]
