"""What travels through the queue: subjects, identities and packing. No I/O."""

from nomnom.messages.delivery import Delivery, fingerprint
from nomnom.messages.headers import MESSAGE_ID, RETRY_OF, letter_id
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
    "MESSAGE_ID",
    "MOST_HEADER_BYTES",
    "RETRY_OF",
    "Delivery",
    "Outgoing",
    "Publication",
    "entity_subject",
    "fingerprint",
    "ingest_subject",
    "letter_id",
    "pack",
    "subject_entity",
]
