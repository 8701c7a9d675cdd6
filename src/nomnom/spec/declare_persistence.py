"""How an entity is stored, as declared values."""

from __future__ import annotations

from nomnom.model.entity import OnConflict
from nomnom.spec.declared import (
    DeclaredForeignKey,
    DeclaredKey,
    DeclaredOverride,
    DeclaredPersistence,
    Word,
)
from nomnom.spec.entries import (
    doc_at,
    flag_at,
    length_at,
    located_flag_at,
    mapping_at,
    mappings_at,
    word_at,
    words_at,
)
from nomnom.spec.nodes import Entries


def declared_persistence(node: Entries) -> DeclaredPersistence:
    """The `persistence` of an entity."""
    database = mapping_at(node, "database") or Entries(node.place, ())
    overrides = node.get("field_overrides")
    on_conflict = word_at(node, "on_conflict")
    return DeclaredPersistence(
        place=node.place,
        table=word_at(database, "conformant_table"),
        id_column=word_at(database, "conformant_id_column"),
        unicity=words_at(database, "unicity_fields"),
        foreign_keys=_foreign_keys(database),
        indexes=_indexes(database),
        primary_key=_primary_key(mapping_at(node, "primary_key")),
        overrides=_overrides(node) if overrides else None,
        on_conflict=OnConflict(on_conflict.value) if on_conflict else None,
        version_by=word_at(node, "version_by"),
        on_parent_update=word_at(node, "on_parent_update"),
        lineage=located_flag_at(node, "lineage"),
    )


def _foreign_keys(database: Entries) -> tuple[DeclaredForeignKey, ...] | None:
    if database.get("foreign_keys") is None:
        return None
    return tuple(
        DeclaredForeignKey(
            name, target, node.place_of("must_exist") if flag_at(node, "must_exist") else None
        )
        for node in mappings_at(database, "foreign_keys")
        if (name := word_at(node, "name")) and (target := word_at(node, "references"))
    )


def _indexes(database: Entries) -> tuple[tuple[Word, ...], ...] | None:
    if database.get("indexes") is None:
        return None
    return tuple(
        words for n in mappings_at(database, "indexes") if (words := words_at(n, "fields"))
    )


def _primary_key(node: Entries | None) -> DeclaredKey | None:
    if node is None or (name := word_at(node, "name")) is None:
        return None
    return DeclaredKey(node.place, name, word_at(node, "type"), flag_at(node, "autogenerate"))


def _overrides(persistence: Entries) -> tuple[DeclaredOverride, ...]:
    return tuple(
        DeclaredOverride(
            place=node.place,
            name=name,
            type=word_at(node, "type"),
            length=length_at(node),
            nullable=located_flag_at(node, "nullable"),
            index=flag_at(node, "index"),
            primary_key=node.place_of("primary_key") if flag_at(node, "primary_key") else None,
            doc=doc_at(node) or None,
        )
        for node in mappings_at(persistence, "field_overrides")
        if (name := word_at(node, "name"))
    )
