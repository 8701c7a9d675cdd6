"""Foreign keys refer to columns that exist, and rows can be written in their order."""

from __future__ import annotations

from collections.abc import Iterator

from nomnom.errors import Diagnostic
from nomnom.model.types import FieldType
from nomnom.spec.catalogue import Catalogue, chain, cycles, origins
from nomnom.spec.checks.tables import each_stored, no_field
from nomnom.spec.columns import key_column, stored_fields
from nomnom.spec.declared import DeclaredEntity, DeclaredForeignKey, DeclaredPersistence
from nomnom.spec.nearest import did_you_mean
from nomnom.spec.places import Finding, error, remark
from nomnom.spec.types import same_family


def columns(
    entity: DeclaredEntity, stored: DeclaredPersistence, catalogue: Catalogue
) -> Iterator[Diagnostic]:
    """NN108, NN302: the referring column is a stored field."""
    names = {column.name for column in stored_fields(entity, stored, catalogue)}
    for key in stored.foreign_keys or ():
        if entity.field(key.column.value) is None and entity.whole:
            yield no_field("foreign key", key.column, entity)
        elif entity.field(key.column.value) and key.column.value not in names:
            message = f'foreign key names field "{key.column.value}", which is not stored'
            yield error(
                key.column.place,
                "NN302",
                message,
                "add it to field_overrides, or name another field",
            )


def targets(
    entity: DeclaredEntity, stored: DeclaredPersistence, catalogue: Catalogue
) -> Iterator[Finding]:
    """NN307, NN308, NN316, NN317: a target is `table.column`, and fits where the table is ours."""
    for key in stored.foreign_keys or ():
        if _target(key) is None:
            message = f'references "{key.references.value}" is not table.column'
            yield error(
                key.references.place,
                "NN307",
                message,
                "write the table and the column, as in orders.order_key",
            )
        elif (owner := _owner(key, catalogue)) and owner.persistence:
            yield from _own_target(entity, stored, key, owner, owner.persistence, catalogue)


def _target(key: DeclaredForeignKey) -> tuple[str, str] | None:
    """Table and column; the table may have a schema before it."""
    table, dot, column = key.references.value.rpartition(".")
    return (table, column) if dot and table and column and not table.endswith(".") else None


def _owner(key: DeclaredForeignKey, catalogue: Catalogue) -> DeclaredEntity | None:
    target = _target(key)
    for entity in catalogue.extracted:
        table = entity.persistence.table if entity.persistence else None
        if target and table and table.value == target[0]:
            return entity
    return None


def _own_target(
    entity: DeclaredEntity,
    stored: DeclaredPersistence,
    key: DeclaredForeignKey,
    owner: DeclaredEntity,
    theirs: DeclaredPersistence,
    catalogue: Catalogue,
) -> Iterator[Finding]:
    types = _types(owner, theirs, catalogue)
    table, column = _target(key) or ("", "")
    place = key.references.place
    if column not in types:
        if owner.whole:
            message = (
                f'foreign key refers to column "{column}", which table "{table}" does not have'
            )
            yield error(place, "NN308", message, did_you_mean(column, types))
        return
    own, other = _types(entity, stored, catalogue).get(key.column.value), types[column]
    if own and other and not same_family(own.kind, other.kind):
        message = (
            f'foreign key "{key.column.value}" of type {own} refers to a column of type {other}'
        )
        yield error(place, "NN317", message, "give both fields one type")
    unicity = tuple(word.value for word in theirs.unicity or ())
    if column != key_column(owner, theirs).name.value and unicity != (column,):
        message = f'"{key.references.value}" is not unique, so this is an index, not a constraint'
        cure = f'refer to the primary key or the single unicity field of "{table}"'
        own_name, column_name = entity.name.value, key.column.value
        yield remark(place, "NN316", message, cure, entity=own_name, field=column_name)


def _types(
    entity: DeclaredEntity, stored: DeclaredPersistence, catalogue: Catalogue
) -> dict[str, FieldType | None]:
    key = key_column(entity, stored)
    columns = {column.name: column.type for column in stored_fields(entity, stored, catalogue)}
    return columns | ({key.name.value: key.type} if key.autogenerate else {})


def row_order(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """NN309: no row has to exist before itself, by derivation and foreign keys together."""
    by_name = {e.name.value: e for e in reversed(catalogue.extracted)}
    derived = {name: origins(entity) for name, entity in by_name.items()}
    if any(cycles(derived)):
        return
    referred = {name: _referred(entity, catalogue) for name, entity in by_name.items()}
    for cycle in cycles({name: (*derived[name], *referred[name]) for name in by_name}):
        for name, needed in zip(cycle, (*cycle[1:], cycle[0]), strict=True):
            if needed in referred[name]:
                place = referred[name][needed].references.place
                message = f"rows have to exist before each other: {chain(cycle)}"
                yield error(place, "NN309", message, "remove one of the foreign keys")
                break


def _referred(entity: DeclaredEntity, catalogue: Catalogue) -> dict[str, DeclaredForeignKey]:
    keys = (entity.persistence.foreign_keys if entity.persistence else None) or ()
    pairs = ((_owner(key, catalogue), key) for key in keys)
    return {
        owner.name.value: key
        for owner, key in pairs
        if owner and owner.name.value != entity.name.value
    }


CHECKS = (*map(each_stored, (columns, targets)), row_order)
