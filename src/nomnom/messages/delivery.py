"""A message as the worker receives it, and what identifies it."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

from nomnom.messages.subjects import subject_entity

LONGEST_NAME = 200
"""Characters of an id or entity that the ledger stores; a longer id is replaced by its hash."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One delivery of a stream entry.

    `published_id` is the publisher's `Nats-Msg-Id`, empty where it gave none; `retry_of` the dead letter whose
    record it says to send again. `attempt` counts from 1.
    `received_at` is the time (UTC) at which the stream stored the message; it is the same in every delivery.
    """

    subject: str
    payload: bytes
    stream: str
    sequence: int
    received_at: dt.datetime
    attempt: int = 1
    published_id: str = ""
    retry_of: int | None = None

    @property
    def entity(self) -> str:
        """The root entity its subject names; what no entity can be called is made storable in the ledger."""
        named = subject_entity(self.subject).replace("\0", "\N{SYMBOL FOR NULL}")
        return named[:LONGEST_NAME]

    @property
    def position_id(self) -> str:
        """An id from the place in the stream, the same in every delivery.

        The time is part of it, because a stream that is deleted and made anew counts from 1 again.
        """
        place = f"{self.stream}/{self.sequence}/{self.received_at.isoformat()}"
        return str(uuid5(NAMESPACE_URL, place))

    @property
    def message_id(self) -> str:
        """The id under which the ledger knows the message: the publisher's, else the position's."""
        if len(self.published_id) > LONGEST_NAME or "\0" in self.published_id:
            return str(uuid5(NAMESPACE_URL, self.published_id))
        return self.published_id or self.position_id


def fingerprint(payload: bytes) -> int:
    """A signed 64-bit hash of a payload: tells a repeated message from an id that was used twice."""
    digest = hashlib.blake2b(payload, digest_size=8).digest()
    return int.from_bytes(digest, signed=True)
