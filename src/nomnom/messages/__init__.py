"""What travels through the queue: subjects, identities and packing. No I/O."""

from nomnom.messages.delivery import Delivery, fingerprint
from nomnom.messages.outgoing import Outgoing, pack
from nomnom.messages.subjects import INGEST_SUBJECTS, ingest_subject, subject_entity

__all__ = [
    "INGEST_SUBJECTS",
    "Delivery",
    "Outgoing",
    "fingerprint",
    "ingest_subject",
    "pack",
    "subject_entity",
]
