"""Names that are too long for a database, and names that come out the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nomnom.model.foreign_keys import constraining_keys
from nomnom.model.indexes import indexes_of
from nomnom.model.naming import (
    LIMIT,
    fits,
    shorten,
    whole_foreign_key_name,
    whole_index_name,
    whole_unique_name,
)
from nomnom.model.project import Project
from nomnom.spec.advice.stored import Stored, stored_entities
from nomnom.spec.catalogue import Catalogue
from nomnom.spec.places import Remark, remark


@dataclass(frozen=True, slots=True)
class _Generated:
    """A constraint or index of a table, by its name before that is shortened."""

    stored: Stored
    what: str
    name: str


def shortened(catalogue: Catalogue, project: Project) -> Iterator[Remark]:
    """NN401: the names of constraints and indexes fit as they are."""
    for each in _generated(catalogue, project):
        if not fits(each.name):
            longer, name = f"is longer than {LIMIT} bytes", shorten(each.name)
            message = f'{each.what} name "{each.name}" {longer} and becomes "{name}"'
            cure = "shorten the name of the table or of a field, if people are to recognise it"
            entity = each.stored.entity.name
            yield remark(each.stored.table, "NN401", message, cure, entity=entity)


def alike(catalogue: Catalogue, project: Project) -> Iterator[Remark]:
    """NN408: no two constraints or indexes have one name."""
    first: dict[str, _Generated] = {}
    for each in _generated(catalogue, project):
        other = first.setdefault(each.name, each)
        if other is not each:
            entity, theirs = each.stored.entity.name, other.stored.entity.name
            also = f'the name of the {other.what} of "{theirs}" too'
            message = f'{each.what} name "{each.name}" of "{entity}" is {also}'
            cure = "rename a table or a field, so that each has a name of its own"
            yield remark(each.stored.table, "NN408", message, cure, entity=entity)


def _generated(catalogue: Catalogue, project: Project) -> Iterator[_Generated]:
    for stored in stored_entities(catalogue, project):
        persistence = stored.persistence
        if persistence.unicity and persistence.unicity != (persistence.primary_key.name,):
            name = whole_unique_name(persistence.table, persistence.unicity)
            yield _Generated(stored, "constraint", name)
        for key in constraining_keys(project, persistence):
            name = whole_foreign_key_name(persistence.table, key.column)
            yield _Generated(stored, "foreign key", name)
        for columns in indexes_of(project, stored.entity):
            yield _Generated(stored, "index", whole_index_name(persistence.table, columns))


def too_long(catalogue: Catalogue, project: Project) -> Iterator[Remark]:
    """NN402: tables and columns have in the database the names they are declared with."""
    for stored in stored_entities(catalogue, project):
        entity, table = stored.entity.name, stored.persistence.table
        if not fits(table):
            yield remark(stored.table, "NN402", *_too_long("table", table), entity=entity)
        for column, place in stored.columns.items():
            if not fits(column):
                words = _too_long("column", column)
                yield remark(place, "NN402", *words, entity=entity, field=column)


def _too_long(what: str, name: str) -> tuple[str, str]:
    message = f'{what} "{name}" is longer than {LIMIT} bytes and is called "{shorten(name)}" in the database'
    return message, f"choose a name of at most {LIMIT} bytes"


WARNINGS = (too_long, alike)
NOTES = (shortened,)
