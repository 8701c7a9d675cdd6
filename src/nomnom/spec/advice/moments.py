"""Moments, which a time without an offset doesn't tell."""

from __future__ import annotations

from collections.abc import Iterator

from nomnom.model.project import Project
from nomnom.model.types import Kind
from nomnom.spec.advice.fields import fields_named
from nomnom.spec.catalogue import Catalogue
from nomnom.spec.places import Remark, remark

_MOMENTS = frozenset({"at", "instant", "time", "timestamp", "ts"})
"""What the name of a moment ends with: `created_at`, `event_time`."""


def without_offset(catalogue: Catalogue, _: Project) -> Iterator[Remark]:
    """NN405: a moment is a Timestamp."""
    for entity, field, place in fields_named(catalogue, _MOMENTS, Kind.DATETIME):
        name = field.name.value
        message = f'"{name}" seems to be a moment, but a DateTime is converted to UTC and drops its offset'
        cure = "declare it as Timestamp, which keeps the moment and asks for an offset"
        yield remark(place, "NN405", message, cure, entity=entity.name.value, field=name)


NOTES = (without_offset,)
