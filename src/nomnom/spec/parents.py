"""Which entity a reconciled one is a child of, and which of its columns say whose child a row is."""

from __future__ import annotations

from nomnom.spec.catalogue import Catalogue, origins
from nomnom.spec.columns import key_of
from nomnom.spec.declared import (
    DeclaredComputation,
    DeclaredEntity,
    DeclaredField,
    DeclaredPersistence,
)

RECONCILE = "reconcile"
"""What `on_parent_update` says where rows that a new version of the parent lacks are deleted."""


def is_reconciled(persistence: DeclaredPersistence) -> bool:
    """Whether rows are deleted that a new version of their parent doesn't have."""
    said = persistence.on_parent_update
    return said is not None and said.value == RECONCILE


def parent_of(entity: DeclaredEntity, catalogue: Catalogue) -> DeclaredEntity | None:
    """The entity whose list it is taken from, else the only one it is derived from."""
    names = origins(entity)
    if not names or (len(names) > 1 and entity.repeated_for is None):
        return None
    return catalogue.get(names[0])


def reconciled_by(
    entity: DeclaredEntity, stored: DeclaredPersistence, catalogue: Catalogue
) -> tuple[str, ...]:
    """The columns of its key that hold the parent's key, in that key's order; empty where rows are kept."""
    parent = parent_of(entity, catalogue)
    if not is_reconciled(stored) or parent is None or parent.persistence is None:
        return ()
    found = (column_of(entity, stored, parent, key) for key in key_of(parent, parent.persistence))
    return tuple(column for column in found if column)


def column_of(
    entity: DeclaredEntity, stored: DeclaredPersistence, parent: DeclaredEntity, key: str
) -> str | None:
    """The column of a child's key that holds a column of its parent's key, if there is one.

    It refers to that one as a foreign key, or is copied from it, with `copy_field` or by the same name.
    """
    own = key_of(entity, stored)
    table = parent.persistence.table if parent.persistence else None
    target = f"{table.value}.{key}" if table else None
    for each in stored.foreign_keys or ():
        if each.references.value == target and each.column.value in own:
            return each.column.value
    fields = (field for name in own if (field := entity.field(name)))
    return next((f.name.value for f in fields if is_copied(entity, f, parent, key)), None)


def is_copied(
    entity: DeclaredEntity, field: DeclaredField, parent: DeclaredEntity, theirs: str
) -> bool:
    """Whether a field of a child has the value of a field of its parent."""
    if field.computed_from is None:
        return field.name.value == theirs
    return _is_copy(entity, field.computed_from, parent, theirs)


def _is_copy(
    entity: DeclaredEntity, computed: DeclaredComputation, parent: DeclaredEntity, theirs: str
) -> bool:
    aliases = {each.alias.value: each.entity.value for each in entity.parents}
    if computed.transform is None or computed.transform.value != "copy_field":
        return False
    for source in computed.sources or ():
        owner = aliases.get(source.name.value, source.name.value)
        named = source.field.value if source.field and not source.inside else None
        return (owner, named) == (parent.name.value, theirs)
    return False
