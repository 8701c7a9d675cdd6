"""What is published of a batch, after its commit."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nomnom.messages import Publication
from nomnom.store import Store
from nomnom.worker.batch import Work


@dataclass(frozen=True, slots=True)
class Due:
    """A message that is in the ledger and whose rows are to be published.

    `refused` are the indexes of the records that the database refused; None for a message that was processed
    before: whoever did so may have ended between its commit and the publishing.
    """

    work: Work
    refused: frozenset[int] | None


def lanes(store: Store, due: Sequence[Due]) -> list[deque[Publication]]:
    """The rows to publish, a lane for each message that has any. Raises OutageError."""
    before = _refused_before(store, [each.work for each in due if each.refused is None])
    refused = (before[d.work.message_id] if d.refused is None else d.refused for d in due)
    every = (deque(d.work.publications(those)) for d, those in zip(due, refused, strict=True))
    return [lane for lane in every if lane]


def _refused_before(store: Store, works: Sequence[Work]) -> Mapping[str, frozenset[int]]:
    """The records that were refused when their messages were processed, by message id.

    Dead letters are read only of messages that have more of them than bad records.
    """
    if not works:
        return {}
    entries = store.ledger(work.message_id for work in works)
    return {
        work.message_id: _letters(store, work.message_id)
        if entries[work.message_id].dead > len(work.extract.bad)
        else frozenset()
        for work in works
    }


def _letters(store: Store, message_id: str) -> frozenset[int]:
    return frozenset(letter.record for letter in store.dead_letters(message_id))
