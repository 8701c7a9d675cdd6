"""The records of one entity in a document, each field with its origin; and why there are none elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nomnom.explaining.explanation import EntityRecords, FieldValue, NoRecord, Record
from nomnom.explaining.origins import origin_of, places_of, unread_by
from nomnom.extraction import Examined, Row
from nomnom.extraction.evaluation import EmptyList, Evaluation, Existing, Failure, Found, Unfilled
from nomnom.extraction.facts import UNSENT
from nomnom.extraction.sites import place_name, text_at
from nomnom.extraction.values import as_json
from nomnom.extraction.wording import describe_refusal
from nomnom.model.entity import Entity, Existence, Persistence
from nomnom.model.project import Project
from nomnom.store.rows import settled


def entity_records(
    project: Project, evaluation: Evaluation, examined: Examined, rows: Sequence[Row]
) -> EntityRecords:
    """What an entity has in a decoded document; `rows` are the plan's, none where it is a dead letter.

    Raises one of extraction's REFUSED where a list can't be told.
    """
    entity = evaluation.derived.entity
    places = tuple(evaluation.places(examined.record, UNSENT))
    records = [_record(entity, place, examined) for place in places if isinstance(place, Existing)]
    if rows and entity.has_table and entity.persistence:
        kept = _written(entity.persistence, rows)
        records = [replace(each, superseded=n not in kept) for n, each in enumerate(records)]
    return EntityRecords(
        entity=entity.name,
        table=entity.persistence.table if entity.has_table and entity.persistence else "",
        published=entity.publish,
        records=tuple(records),
        none_at=tuple(
            _no_record(project, entity, place, examined)
            for place in places
            if not isinstance(place, Existing)
        ),
    )


def _written(persistence: Persistence, rows: Sequence[Row]) -> set[int]:
    """The places of those rows that are written: of each key one, as the store settles it."""
    numbered = [(*row, place) for place, row in enumerate(rows)]
    return {row[-1] for row in settled(persistence, numbered)}


def _record(entity: Entity, place: Existing, examined: Examined) -> Record:
    columns = entity.persistence.columns if entity.has_table and entity.persistence else ()
    names = {column.name for column in columns}
    return Record(
        place_name(place.path, is_hl7=examined.is_hl7),
        tuple(_field(each, examined, column=each.declared.name in names) for each in place.fields),
    )


def _field(field: Found | Failure, examined: Examined, *, column: bool) -> FieldValue:
    unread = unread_by(field)
    return FieldValue(
        name=field.declared.name,
        value=_json(field) if isinstance(field, Found) and not unread else "",
        origin=origin_of(field),
        read_from=places_of(field, examined),
        column=column,
        problem="" if isinstance(field, Found) else _told(field),
        unread=unread,
    )


def _json(found: Found) -> str:
    """The value as JSON text; of a JSON field it is that already."""
    is_text = found.declared.type.kind.is_json and isinstance(found.value, str)
    return found.value if is_text else as_json(found.value)


def _told(failure: Failure) -> str:
    _, message = describe_refusal(failure.error, failure.declared)
    return message


def _no_record(
    project: Project, entity: Entity, place: Unfilled | EmptyList, examined: Examined
) -> NoRecord:
    name = place_name(place.path, is_hl7=examined.is_hl7)
    if isinstance(place, EmptyList):
        return NoRecord(name, _emptiness(text_at(place.path, examined.text)))
    needed = _rule(project, place.entity)
    if place.entity != entity.name:
        return NoRecord(name, f"there is no {place.entity}: {needed}")
    return NoRecord(name, needed)


def _emptiness(text: bytes) -> str:
    if not text:
        return "no list is there"
    return "the list is null" if text.strip() == b"null" else "the list is empty"


def _rule(project: Project, name: str) -> str:
    entity = project.entity(name)
    assert entity is not None
    assert entity.minimal_existence is not None, f"{name} has no rule of existence"
    rule = entity.minimal_existence
    names = ", ".join(rule.fields)
    if rule.quantifier is Existence.ALL or len(rule.fields) == 1:
        return f"its minimal_existence needs {names}"
    return f"its minimal_existence needs any of {names}"
