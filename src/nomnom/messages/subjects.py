"""Subjects: one per entity. Everything that names a subject takes it from here."""

from __future__ import annotations

_PREFIX = "messages.ingest."
_ENTITIES = "entities."

INGEST_SUBJECTS = f"{_PREFIX}>"
"""What the MESSAGES stream collects. No other stream's subjects may overlap it."""

ENTITY_SUBJECTS = f"{_ENTITIES}>"
"""What the ENTITIES stream collects."""


def ingest_subject(entity: str) -> str:
    """The subject that messages of a root entity are published to."""
    return f"{_PREFIX}{entity}"


def subject_entity(subject: str) -> str:
    """The entity that a subject names: everything behind the prefix, known to the project or not."""
    return subject.removeprefix(_PREFIX)


def entity_subject(entity: str) -> str:
    """The subject that rows of a published entity go to."""
    return f"{_ENTITIES}{entity}"
