"""What a role does about the schema when it starts: verify it, or bring it up to date."""

from __future__ import annotations

from nomnom.errors import ConfigurationError
from nomnom.migrate.apply import Listener, apply, ignore
from nomnom.migrate.patience import Patience
from nomnom.migrate.plan import Plan, Step
from nomnom.migrate.planning import plan
from nomnom.migrate.rendering import as_text
from nomnom.model.project import Project


def check(url: str, project: Project) -> Plan:
    """The plan of a database whose tables rows can be written to; for `schema: verify`.

    Extra columns, and indexes that are missing, are no hindrance. Raises ConfigurationError, with the plan in
    its text, where a table or column is missing or incompatible.
    """
    found = plan(url, project)
    _refuse(found)
    return found


def bring_up(
    url: str,
    project: Project,
    *,
    patience: Patience | None = None,
    done: Listener = ignore,
) -> tuple[Step, ...]:
    """Create the tables that are missing and make the safe changes; the steps made. For `schema: auto`.

    Any number of processes may do so at once. Raises ConfigurationError, with what is left of the plan in its
    text, where rows can't be written before somebody decides about changes that aren't safe, and what `apply`
    raises.
    """
    outcome = apply(url, project, patience=patience, done=done)
    _refuse(outcome.left)
    return outcome.steps


def _refuse(found: Plan) -> None:
    if found.stopping:
        raise ConfigurationError(
            f"the tables aren't as the entities declare:\n\n{as_text(found)}",
            place=found.database,
            cure="make these changes with `nomnom schema apply`, or by hand with the SQL above",
        )
