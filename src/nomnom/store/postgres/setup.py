"""Creating what is missing, once, however many processes start."""

from __future__ import annotations

import psycopg
from psycopg import sql

from nomnom.model.project import Project
from nomnom.tables import Statement, ddl, entity_tables, system_tables

SETUP_LOCK = 0x6E6F6D6E6F6D  # "nomnom"
"""The advisory lock under which tables are made, so that two workers never make one at a time."""


def statements(project: Project) -> tuple[Statement, ...]:
    """Everything that a project's database needs: nomnom's own tables, then the entities'."""
    own = ddl(system_tables("postgresql"), "postgresql")
    return own + ddl(entity_tables(project, "postgresql"), "postgresql")


def create_missing(
    connection: psycopg.Connection[tuple[object, ...]], project: Project
) -> tuple[str, ...]:
    """Create the tables that don't exist, each with its indexes, in one transaction; their names.

    A table that exists is left as it is, indexes included: building one on a table with rows locks out its
    writers, which is a change to be planned.
    """
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", (SETUP_LOCK,))
        wanted = statements(project)
        names = list(dict.fromkeys(statement.table for statement in wanted))
        missing = [name for name in names if not _exists(cursor, name)]
        for statement in wanted:
            if statement.table in missing:
                cursor.execute(sql.SQL(statement.sql))
    return tuple(missing)


def _exists(cursor: psycopg.Cursor[tuple[object, ...]], table: str) -> bool:
    name = sql.Identifier(table).as_string(cursor)
    found = cursor.execute("SELECT to_regclass(%s) IS NOT NULL", (name,)).fetchone()
    return found == (True,)
