"""What a worker does about the schema before it takes a message."""

from __future__ import annotations

import structlog

from nomnom.migrate import Step, bring_up, check
from nomnom.migrate.changes import CreateTable
from nomnom.model.project import Project, SchemaMode
from nomnom.store import Store

log = structlog.get_logger(__name__)


def set_up(
    mode: SchemaMode, store: Store, project: Project, *, database_url: str, production: bool
) -> None:
    """Make sure of the tables.

    `auto` creates missing tables and makes the safe changes; `verify` changes nothing; both refuse tables that
    rows can't be written to. `off` looks at nothing: a wrong table is found by the first batch. Raises
    ConfigurationError, with the plan in its text, and OutageError.
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
    # First, for a table that goes by its old name isn't missing.
    bring_up(database_url, project, done=_tell)
    create_missing(store)


def create_missing(store: Store) -> None:
    """Create the tables that are missing, and log each."""
    for table in store.prepare():
        log.info("table.created", table=table)


def _tell(step: Step) -> None:
    if isinstance(step.change, CreateTable):
        log.info("table.created", table=step.change.table)
    else:
        log.info("schema.changed", change=step.name)
