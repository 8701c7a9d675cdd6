"""What became of messages, from what the ledger and the queue say. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from nomnom.bus import Backlog
from nomnom.ingest.contract import DeadRecord, MessageStatus, StatusSummary
from nomnom.store import DeadLetter, LedgerEntry


def message_status(
    message_id: str, entries: Mapping[str, LedgerEntry], *, backlog: Backlog | None
) -> MessageStatus:
    """The status of a message.

    Without an entry in the ledger it may be anything that is still in the queue; `backlog` None means that
    the queue is known to be empty of it.
    """
    entry = entries.get(message_id)
    if entry is None:
        waits = backlog is not None and bool(backlog.waiting or backlog.in_flight)
        return MessageStatus(message_id=message_id, status="accepted" if waits else "unknown")
    return MessageStatus(
        message_id=message_id,
        status="dead_lettered" if entry.dead else "processed",
        entity=entry.entity,
        records=entry.records,
        stored=entry.stored,
        dead=entry.dead,
        received_at=entry.received_at,
        processed_at=entry.processed_at,
    )


def with_letters(status: MessageStatus, letters: Iterable[DeadLetter]) -> MessageStatus:
    """The status with the message's dead letters."""
    return replace(status, dead_letters=tuple(map(_dead_record, letters)))


def _dead_record(letter: DeadLetter) -> DeadRecord:
    return DeadRecord(
        letter.record, letter.at_entity, letter.path, letter.rule, letter.reason, letter.value
    )


def summarise(
    statuses: Sequence[MessageStatus], entries: Mapping[str, LedgerEntry]
) -> StatusSummary:
    """Messages by status, and the records of those with an entry."""
    words = Counter(status.status for status in statuses)
    return StatusSummary(
        accepted=words["accepted"],
        processed=words["processed"],
        dead_lettered=words["dead_lettered"],
        unknown=words["unknown"],
        records=sum(entry.records for entry in entries.values()),
        stored=sum(entry.stored for entry in entries.values()),
        dead=sum(entry.dead for entry in entries.values()),
    )
