"""A row as the worker publishes it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

from nomnom.messages.subjects import entity_subject

MOST_HEADER_BYTES = 2_048
"""What the headers take at most, which the server counts as payload; an id has up to 200 characters."""


@dataclass(frozen=True, slots=True)
class Publication:
    """One row of a published entity, as a JSON document.

    It is number `place` of the rows of its entity that record `record` of a message gave; both count from 0.
    """

    entity: str
    payload: bytes
    message_id: str
    stream_sequence: int
    record: int
    place: int

    @property
    def subject(self) -> str:
        """Where it is published."""
        return entity_subject(self.entity)

    @property
    def publication_id(self) -> str:
        """Its id, the same however often its message is delivered."""
        return str(
            uuid5(NAMESPACE_URL, f"{self.message_id}/{self.record}/{self.entity}/{self.place}")
        )

    @property
    def headers(self) -> dict[str, str]:
        """The id, by which JetStream and consumers know a repeated one, and the way back to its message."""
        return {
            "Nats-Msg-Id": self.publication_id,
            "Nomnom-Message-Id": self.message_id,
            "Nomnom-Record": str(self.record),
            "Nomnom-Stream-Sequence": str(self.stream_sequence),
        }
