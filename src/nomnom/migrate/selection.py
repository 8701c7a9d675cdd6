"""Which steps of a plan are made: those allowed whose ground is there."""

from __future__ import annotations

from nomnom.migrate.changes import columns_of, references_of
from nomnom.migrate.plan import Allowance, Plan, Step


def selected(plan: Plan, allowance: Allowance) -> tuple[Step, ...]:
    """The steps that are allowed, without those that build on one that isn't.

    A step builds on an earlier one of the same table that is about the whole table, or about one of its
    columns; so does one whose foreign key refers there.
    """
    chosen: list[Step] = []
    skipped: list[Step] = []
    for step in plan.steps:
        if allowance.permits(step) and not any(_builds_on(step, other) for other in skipped):
            chosen.append(step)
        else:
            skipped.append(step)
    return tuple(chosen)


def without(plan: Plan, done: tuple[Step, ...]) -> Plan:
    """What is left of a plan."""
    return Plan(plan.database, tuple(s for s in plan.steps if s not in done), plan.foreign)


def _builds_on(step: Step, other: Step) -> bool:
    places = [(step.change.table, columns_of(step.change))]
    places += [(key.table, key.targets) for key in references_of(step.change)]
    earlier = columns_of(other.change)
    return any(
        table == other.change.table and (not earlier or not columns or set(columns) & set(earlier))
        for table, columns in places
    )
