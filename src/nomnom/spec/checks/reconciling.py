"""`on_parent_update: reconcile`: rows that go when a new version of their parent doesn't have them."""

from __future__ import annotations

from collections.abc import Iterator

from nomnom.errors import Diagnostic
from nomnom.model.entity import OnConflict
from nomnom.spec.catalogue import Catalogue, origins
from nomnom.spec.checks.tables import each_stored
from nomnom.spec.checks.versions import is_reference
from nomnom.spec.columns import goes_by_stream, key_of
from nomnom.spec.declared import DeclaredEntity, DeclaredPersistence, Word
from nomnom.spec.parents import column_of, is_copied, is_reconciled, parent_of
from nomnom.spec.places import Place, error

_KEEP = "or write on_parent_update: keep"


def reconciled(
    entity: DeclaredEntity, stored: DeclaredPersistence, catalogue: Catalogue
) -> Iterator[Diagnostic]:
    """NN328, NN329, NN330, NN331: a row's parent has versions, and the row says whose child it is."""
    if stored.on_parent_update is None or not is_reconciled(stored) or is_reference(entity):
        return
    place = stored.on_parent_update.place
    parent = parent_of(entity, catalogue)
    theirs = parent.persistence if parent else None
    if parent is None or theirs is None:
        if not _is_unknown(entity, catalogue):
            yield _no_parent(entity, place, catalogue)
        return
    yield from _updated(entity, stored, place)
    yield from _updated(parent, theirs, place)
    yield from _told(entity, stored, parent, theirs, place)
    if stored.version_by:
        yield from _version(entity, stored, stored.version_by, parent, theirs)


def _is_unknown(entity: DeclaredEntity, catalogue: Catalogue) -> bool:
    """Whether an entity that it is derived from can't be read, which is said elsewhere."""
    return any(catalogue.get(name) is None for name in origins(entity))


def _no_parent(entity: DeclaredEntity, place: Place, catalogue: Catalogue) -> Diagnostic:
    name, names = entity.name.value, origins(entity)
    parent = parent_of(entity, catalogue)
    if parent is not None:
        message = (
            f'"{name}" has no parent to be reconciled with: "{parent.name.value}" has no table'
        )
        return error(place, "NN328", message, f"give it a persistence, {_KEEP}")
    if names:
        several = " and ".join(f'"{each}"' for each in names)
        message = f'"{name}" has several parents to be reconciled with: {several}'
        return error(place, "NN328", message, f"derive it from one of them, {_KEEP}")
    message = f'"{name}" has no parent to be reconciled with: it isn\'t derived'
    return error(place, "NN328", message, "remove the key, or write keep")


def _updated(
    entity: DeclaredEntity, stored: DeclaredPersistence, place: Place
) -> Iterator[Diagnostic]:
    conflict = stored.on_conflict or OnConflict.UPDATE
    if conflict is not OnConflict.UPDATE:
        message = (
            f'a new version can\'t be reconciled: "{entity.name.value}" has on_conflict: {conflict}'
        )
        yield error(place, "NN330", message, f"write on_conflict: update there, {_KEEP}")


def _told(
    entity: DeclaredEntity,
    stored: DeclaredPersistence,
    parent: DeclaredEntity,
    theirs: DeclaredPersistence,
    place: Place,
) -> Iterator[Diagnostic]:
    key, name = key_of(parent, theirs), parent.name.value
    if not key:
        message = f'"{name}" has no key, so none of its rows is a new version of another'
        yield error(place, "NN328", message, f'give "{name}" unicity_fields, {_KEEP}')
    for each in key:
        if entity.whole and parent.whole and column_of(entity, stored, parent, each) is None:
            message = (
                f'no column in the key of "{entity.name.value}" says whose row it is: none is '
                f'copied from "{each}" of "{name}"'
            )
            cure = f"copy it with copy_field, and list the copy under unicity_fields, {_KEEP}"
            yield error(place, "NN329", message, cure)


def _version(
    entity: DeclaredEntity,
    stored: DeclaredPersistence,
    said: Word,
    parent: DeclaredEntity,
    theirs: DeclaredPersistence,
) -> Iterator[Diagnostic]:
    """Rows go by their parent's version; it may be said again."""
    if goes_by_stream(entity, stored):
        same = goes_by_stream(parent, theirs)
    else:
        field, version = entity.field(said.value), theirs.version_by
        same = bool(field and version and is_copied(entity, field, parent, version.value))
    if not same:
        name = parent.name.value
        message = (
            f'version_by is another than that of "{name}", with whose versions rows come and go'
        )
        cure = f'remove it here, and write version_by at "{name}" where an older one may come late'
        yield error(said.place, "NN331", message, cure)


CHECKS = (each_stored(reconciled),)
