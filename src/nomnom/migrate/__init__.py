"""From a live database and the entities to a plan of classified changes, and making them."""

from nomnom.migrate.apply import Applied, apply
from nomnom.migrate.classes import ChangeClass, Verdict
from nomnom.migrate.patience import Patience
from nomnom.migrate.plan import EVERYTHING, SAFE_ONLY, Allowance, Plan, Step
from nomnom.migrate.planning import plan
from nomnom.migrate.rendering import as_json, as_sql, as_text
from nomnom.migrate.selection import selected
from nomnom.migrate.start import bring_up, check

__all__ = [
    "EVERYTHING",
    "SAFE_ONLY",
    "Allowance",
    "Applied",
    "ChangeClass",
    "Patience",
    "Plan",
    "Step",
    "Verdict",
    "apply",
    "as_json",
    "as_sql",
    "as_text",
    "bring_up",
    "check",
    "plan",
    "selected",
]
