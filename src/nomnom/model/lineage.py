"""The columns that say which message a row came from, of tables with `lineage: true`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from nomnom.model.entity import Column
from nomnom.model.types import FieldType, Kind

STREAM_SEQUENCE: Final = "_stream_seq"
"""The column of the message's position in the stream."""

LINEAGE: Mapping[str, str] = MappingProxyType(
    {
        "_message_id": "message_id",
        STREAM_SEQUENCE: "stream_sequence",
        "_ingested_at": "received_at",
    }
)
"""The fact of the message that a column holds. No field can have such a name: theirs begin with a letter."""

_TYPES = {
    "_message_id": (FieldType(Kind.STRING, length=200), "The message it came with."),
    STREAM_SEQUENCE: (FieldType(Kind.BIGINT), "That message's place in the stream."),
    "_ingested_at": (FieldType(Kind.TIMESTAMP), "When that message was received."),
}

LINEAGE_COLUMNS: Final = tuple(
    Column(name, type_, nullable=True, doc=doc) for name, (type_, doc) in _TYPES.items()
)
"""The columns; null in rows from before they were there, so that they can be added to any table."""
