"""What a message says of itself, for fields that take it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MessageFacts:
    """The identity of a message: what `{source: message, field: …}` gives."""

    message_id: str
    received_at: dt.datetime
    stream_sequence: int


UNSENT = MessageFacts(
    "00000000-0000-0000-0000-000000000000", dt.datetime(1970, 1, 1, tzinfo=dt.UTC), 0
)
"""Stands in where a record is looked at that isn't in the queue: its values are valid, but nobody's."""
