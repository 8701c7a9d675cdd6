"""A message as the ingestion API, or a retry, publishes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import uuid_utils

from nomnom.messages.headers import MESSAGE_ID, RETRY_OF
from nomnom.messages.subjects import ingest_subject


def _new_id() -> str:
    # Version 7 starts with the time, so neighbours in time are neighbours in the ledger's index.
    return str(uuid_utils.uuid7())


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to publish: one or more documents (JSON, one line each) of one root entity.

    `retry_of` is the dead letter whose record it sends again.
    """

    entity: str
    documents: tuple[bytes, ...]
    message_id: str = field(default_factory=_new_id)
    retry_of: int | None = None

    @property
    def subject(self) -> str:
        """Where it is published."""
        return ingest_subject(self.entity)

    @property
    def payload(self) -> bytes:
        """The documents as NDJSON."""
        return b"\n".join(self.documents)

    @property
    def headers(self) -> dict[str, str]:
        """JetStream drops a second message of the same id within its duplicate window."""
        headers = {MESSAGE_ID: self.message_id}
        return headers if self.retry_of is None else headers | {RETRY_OF: str(self.retry_of)}


def pack(documents: Iterable[bytes], limit: int) -> Iterator[tuple[bytes, ...]]:
    """Fill messages with documents, in order, up to `limit` bytes of payload each.

    A document that alone is larger than the limit gets a message of its own.
    """
    filled: list[bytes] = []
    size = 0
    for document in documents:
        if filled and size + len(document) > limit:
            yield tuple(filled)
            filled, size = [], 0
        filled.append(document)
        size += len(document) + 1
    if filled:
        yield tuple(filled)
