"""What a worker does about the schema before it takes a message."""

from __future__ import annotations

import structlog

from nomnom.migrate import Step, bring_up, check
from nomnom.migrate.changes import CreateTable
from nomnom.model.project import Project, SchemaMode

log = structlog.get_logger(__name__)


def set_up(mode: SchemaMode, project: Project, *, database_url: str, production: bool) -> None:
    """Make sure of the tables.

    `auto` creates missing tables and makes the safe changes, and any number of workers may do so at once;
    `verify` changes nothing; both refuse tables that rows can't be written to. `off` looks at nothing: a wrong
    table is found by the first batch. Raises ConfigurationError, with the plan in its text, OutageError, and
    DataError where rows don't fit a change after all.
    """
    if mode == "off":
        return
    if mode == "verify":
        check(database_url, project)
        log.info("schema.verified")
        return
    if production:
        log.warning(
            "schema.auto_in_production",
            cure="prefer migrations: `nomnom migrations new`, and NOMNOM_SCHEMA=verify",
        )
    bring_up(database_url, project, done=_tell)


def _tell(step: Step) -> None:
    """A line in the log for each table that is made, and for each change of one."""
    if isinstance(step.change, CreateTable):
        log.info("table.created", table=step.change.table)
    else:
        log.info("schema.changed", change=step.name)
