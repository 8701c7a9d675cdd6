"""Which foreign keys become constraints."""

from __future__ import annotations

from nomnom.model.entity import ForeignKey, Persistence
from nomnom.model.project import Project


def constraining_keys(project: Project, persistence: Persistence) -> tuple[ForeignKey, ...]:
    """The foreign keys of a table that become constraints, in declared order.

    They refer to a column of a table of ours that alone identifies a row: its primary key, or its
    single unicity field. The others get an index only.
    """
    ours = (e.persistence for e in project.entities if e.has_table)
    tables = {each.table: each for each in ours if each}
    return tuple(
        key
        for key in persistence.foreign_keys
        if (owner := tables.get(key.table))
        and (key.target,) in ((owner.primary_key.name,), owner.unicity)
    )
