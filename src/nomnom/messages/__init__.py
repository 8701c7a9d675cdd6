"""What travels through the queue: subjects, identities and packing. No I/O."""

from nomnom.messages.delivery import Delivery, fingerprint
from nomnom.messages.outgoing import Outgoing, pack
from nomnom.messages.publication import MOST_HEADER_BYTES, Publication
from nomnom.messages.subjects import (
    ENTITY_SUBJECTS,
    INGEST_SUBJECTS,
    entity_subject,
    ingest_subject,
    subject_entity,
)

__all__ = [
    "ENTITY_SUBJECTS",
    "INGEST_SUBJECTS",
    "MOST_HEADER_BYTES",
    "Delivery",
    "Outgoing",
    "Publication",
    "entity_subject",
    "fingerprint",
    "ingest_subject",
    "pack",
    "subject_entity",
]
