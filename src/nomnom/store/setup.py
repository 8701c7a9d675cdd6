"""Creating what is missing, once, however many processes start: what all databases share. No I/O."""

from __future__ import annotations

from collections.abc import Callable

from nomnom.model.project import Project
from nomnom.tables import Database, Statement, ddl, entity_tables, system_tables


def statements(project: Project, database: Database) -> tuple[Statement, ...]:
    """Everything that a project's database needs: nomnom's own tables, then the entities'."""
    return ddl(system_tables(database), database) + ddl(entity_tables(project, database), database)


def create_missing(
    wanted: tuple[Statement, ...], exists: Callable[[str], bool], run: Callable[[str], object]
) -> tuple[str, ...]:
    """Create the tables that don't exist, each with its indexes; their names.

    A table that exists is left as it is, indexes included: building one on a table with rows locks out its
    writers, which is a change to be planned. The caller holds the lock that makes other processes wait.
    """
    names = dict.fromkeys(statement.table for statement in wanted)
    missing = tuple(name for name in names if not exists(name))
    for statement in wanted:
        if statement.table in missing:
            run(statement.sql)
    return missing
