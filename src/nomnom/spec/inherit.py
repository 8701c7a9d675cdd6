"""`extends`: entities with the fields and the persistence of those they extend, over any number of levels."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from nomnom.spec.declared import (
    DeclaredEntity,
    DeclaredField,
    DeclaredOverride,
    DeclaredPersistence,
    DeclaredSilence,
)


def with_inheritance(entities: tuple[DeclaredEntity, ...]) -> tuple[DeclaredEntity, ...]:
    """The same entities with what they inherit.

    A field or override that an heir declares anew keeps its place in the order; the heir's own come last.
    Of persistence and silences, the heir's keys win one by one. What an entity is derived from isn't
    inherited, nor is the name that its table had. An heir whose bases are unknown or extend each other
    inherits nothing and isn't whole.
    """
    by_name = {e.name.value: e for e in reversed(entities)}
    return tuple(_inheriting(entity, by_name) for entity in entities)


def _inheriting(entity: DeclaredEntity, by_name: dict[str, DeclaredEntity]) -> DeclaredEntity:
    line = [entity]
    while (base := line[-1].extends) is not None:
        if base.value not in by_name or base.value in (e.name.value for e in line):
            return replace(entity, fields=_merged_fields((), entity.fields), whole=False)
        line.append(by_name[base.value])
    fields: tuple[DeclaredField, ...] = ()
    persistence: DeclaredPersistence | None = None
    silences: tuple[DeclaredSilence, ...] = ()
    for ancestor in reversed(line):
        fields = _merged_fields(fields, ancestor.fields)
        persistence = _merged_persistence(persistence, ancestor.persistence)
        silences = (*ancestor.silences, *silences)
    whole = all(e.whole for e in line)
    return replace(entity, fields=fields, persistence=persistence, silences=silences, whole=whole)


def _merged_fields(
    base: Iterable[DeclaredField], own: Iterable[DeclaredField]
) -> tuple[DeclaredField, ...]:
    merged = {field.name.value: field for field in base}
    own_by_name: dict[str, DeclaredField] = {}
    for field in own:
        own_by_name.setdefault(field.name.value, field)
    return tuple((merged | own_by_name).values())


def _merged_persistence(
    base: DeclaredPersistence | None, own: DeclaredPersistence | None
) -> DeclaredPersistence | None:
    if base is None or own is None:
        return own or base
    return DeclaredPersistence(
        place=own.place,
        table=own.table or base.table,
        id_column=own.id_column or (None if own.primary_key else base.id_column),
        unicity=base.unicity if own.unicity is None else own.unicity,
        foreign_keys=base.foreign_keys if own.foreign_keys is None else own.foreign_keys,
        indexes=base.indexes if own.indexes is None else own.indexes,
        primary_key=own.primary_key or (None if own.id_column else base.primary_key),
        overrides=_merged_overrides(base.overrides, own.overrides),
        on_conflict=own.on_conflict or base.on_conflict,
        version_by=own.version_by or base.version_by,
        on_parent_update=own.on_parent_update or base.on_parent_update,
        lineage=own.lineage or base.lineage,
    )


def _merged_overrides(
    base: tuple[DeclaredOverride, ...] | None, own: tuple[DeclaredOverride, ...] | None
) -> tuple[DeclaredOverride, ...] | None:
    if base is None or own is None:
        return base if own is None else own
    return tuple(({o.name.value: o for o in base} | {o.name.value: o for o in own}).values())
