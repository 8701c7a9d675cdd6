"""Which indexes a table has: those declared, those of its references, and none without use."""

from __future__ import annotations

from typing import TypeAlias

from nomnom.model.entity import Entity, Persistence
from nomnom.model.project import Project

Columns: TypeAlias = tuple[str, ...]


def business_keys(project: Project, entity: Entity) -> frozenset[str]:
    """The single unicity fields of all other entities, reference ones included.

    By convention a column of such a name refers to that entity: `orders.customer_key` → Customer.
    """
    others = (e for e in project.entities if e.name != entity.name and not e.abstract)
    keys = (e.persistence.unicity for e in others if e.persistence)
    return frozenset(key[0] for key in keys if len(key) == 1)


def indexes_of(project: Project, entity: Entity) -> tuple[Columns, ...]:
    """The columns of each index of an entity's table, see `table_indexes`; none where it has no table."""
    if entity.persistence is None:
        return ()
    return table_indexes(
        entity.persistence,
        references=business_keys(project, entity),
        each_unicity_field=project.index_unicity_fields,
    )


def table_indexes(
    persistence: Persistence,
    *,
    references: frozenset[str] = frozenset(),
    each_unicity_field: bool = False,
) -> tuple[Columns, ...]:
    """The columns of each index of a table, in the order of its columns.

    Wanted are the declared `indexes`, each foreign key's column, each column named in `references`,
    and the columns by which the children of one parent are found. One is left out where the primary
    key, the unique constraint or another index already leads with its columns. `each_unicity_field`
    adds one on each unicity field, useful or not.
    """
    foreign_keys = {(key.column,) for key in persistence.foreign_keys}
    by_convention = {(c.name,) for c in persistence.columns if c.name in references}
    parent = tuple(name for name in persistence.key if name in persistence.reconciled_by)
    wanted = {*persistence.indexes, *foreign_keys, *by_convention, *([parent] if parent else [])}
    unique = {(persistence.primary_key.name,), persistence.unicity}
    useful = {
        columns
        for columns in wanted
        if not any(_leads(other, columns) for other in unique)
        and not any(_leads(other, columns) for other in wanted - {columns})
    }
    extra = {(name,) for name in persistence.unicity if each_unicity_field}
    names = (persistence.primary_key.name, *(column.name for column in persistence.columns))
    return tuple(sorted(useful | extra, key=lambda columns: [*map(names.index, columns)]))


def keyed_columns(persistence: Persistence, indexes: tuple[Columns, ...]) -> frozenset[str]:
    """The columns in the primary key, the unique constraint, a foreign key or an index."""
    foreign_keys = (key.column for key in persistence.foreign_keys)
    indexed = (name for columns in indexes for name in columns)
    return frozenset({persistence.primary_key.name, *persistence.unicity, *foreign_keys, *indexed})


def _leads(longer: Columns, columns: Columns) -> bool:
    return longer[: len(columns)] == columns
