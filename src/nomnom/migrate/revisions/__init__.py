"""Migrations: a project's revisions, which build its tables step by step.

A revision is a plain Alembic file in the project's folder `migrations`. `new_revision` writes one,
`apply_revisions` runs what a database lacks, `status` says what that is, `scripts` gives the SQL for people who
run it themselves, `baseline` takes in a database whose tables nomnom created by itself.
"""

from nomnom.migrate.planning import VERSION_TABLE
from nomnom.migrate.revisions.adopting import Adopted, baseline
from nomnom.migrate.revisions.applying import Status, apply_revisions, status
from nomnom.migrate.revisions.history import History, Revision, read_history
from nomnom.migrate.revisions.making import Made, new_revision
from nomnom.migrate.revisions.running import downgrade, upgrade
from nomnom.migrate.revisions.scripts import Script, scripts

__all__ = [
    "VERSION_TABLE",
    "Adopted",
    "History",
    "Made",
    "Revision",
    "Script",
    "Status",
    "apply_revisions",
    "baseline",
    "downgrade",
    "new_revision",
    "read_history",
    "scripts",
    "status",
    "upgrade",
]
