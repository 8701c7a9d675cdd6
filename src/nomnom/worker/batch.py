"""From deliveries to a batch that is ready to be written. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from nomnom.errors import DataError, Problem
from nomnom.extraction import (
    BadRecord,
    Document,
    Extract,
    MessageFacts,
    Plan,
    RootPlan,
    split_documents,
)
from nomnom.messages import MOST_HEADER_BYTES, Delivery, Publication, fingerprint
from nomnom.store import DeadLetter, LedgerEntry

DEFAULT_MAX_PAYLOAD = 1024 * 1024
"""What a NATS server takes as one message unless it is told otherwise."""


@dataclass(frozen=True, slots=True)
class Work:
    """One message, decoded and derived. `plan` is None where none applies: then all its records are bad.

    `documents` are the rows of its good records that are published.
    """

    delivery: Delivery
    message_id: str
    fingerprint: int
    extract: Extract
    plan: RootPlan | None
    documents: tuple[Document, ...] = ()

    def entry(self, now: dt.datetime, *, refused: int = 0) -> LedgerEntry:
        """Its ledger entry, with `refused` of its good records refused by the database."""
        stored = len(self.extract.records) - refused
        return LedgerEntry(
            message_id=self.message_id,
            entity=self.delivery.entity,
            stream_sequence=self.delivery.sequence,
            fingerprint=self.fingerprint,
            records=self.extract.total,
            stored=stored,
            dead=self.extract.total - stored,
            received_at=self.delivery.received_at,
            processed_at=now,
        )

    def publications(self, refused: Container[int]) -> Iterator[Publication]:
        """What is published of it, in order, but for the records (by index) that the database refused."""
        for each in self.documents:
            if each.record not in refused:
                yield Publication(
                    entity=each.entity,
                    payload=each.text,
                    message_id=self.message_id,
                    stream_sequence=self.delivery.sequence,
                    record=each.record,
                    place=each.place,
                )


@dataclass(frozen=True, slots=True)
class Unit:
    """One good record of a message: what stands or falls together, with all its derived rows."""

    work: Work
    place: int
    """Its place among the good records."""

    @property
    def document(self) -> bytes:
        """The record's own bytes."""
        assert self.work.plan is not None, "a message without a plan has no good records"
        return self.work.plan.documents(self.work.delivery.payload)[self.index]

    @property
    def index(self) -> int:
        """Its index in the message."""
        return self.work.extract.indexes[self.place]


def prepare(plan: Plan, delivery: Delivery, *, max_payload: int = DEFAULT_MAX_PAYLOAD) -> Work:
    """Decode a message and derive its rows; whoever sent it, nothing is trusted.

    A record with a published row too large for the queue, which takes `max_payload` bytes at once, is a bad
    one.

    Should it bring out a fault of our own, its records become dead letters that name the fault: the messages
    behind it must not wait for a mended nomnom, and theirs can be sent again once there is one.
    """
    root = plan.roots.get(delivery.entity)
    documents: tuple[Document, ...] = ()
    try:
        if root is None:
            extract = _unknown(delivery, plan)
        else:
            extract = root.extract(delivery.payload, facts(delivery))
            if root.outlets:
                extract, documents = root.publishable(
                    delivery.payload,
                    extract,
                    facts(delivery),
                    most_bytes=max_payload - MOST_HEADER_BYTES,
                )
    except Exception as error:  # noqa: BLE001  what a message holds is the reason, whatever is raised
        message = f"nomnom failed on this message: {type(error).__name__}: {error}"
        root, extract = None, _all_bad(delivery, "fault", message)
    mark = fingerprint(delivery.payload)
    return Work(delivery, delivery.message_id, mark, extract, root, documents)


def facts(delivery: Delivery) -> MessageFacts:
    """What records may take from their message."""
    return MessageFacts(delivery.message_id, delivery.received_at, delivery.sequence)


def _unknown(delivery: Delivery, plan: Plan) -> Extract:
    known = ", ".join(sorted(plan.roots)) or "none"
    message = f"expected a root entity of the project ({known})"
    return _all_bad(delivery, "entity", message)


def _all_bad(delivery: Delivery, rule: str, message: str) -> Extract:
    problem = Problem(delivery.entity, (), rule, message)
    documents = split_documents(delivery.payload)
    bad = tuple(BadRecord(i, (problem,), document) for i, document in enumerate(documents))
    return Extract(len(documents), (), (), (), bad)


def renamed(work: Work) -> Work:
    """The work of a message whose id is another message's: under its position's id, all of it bad.

    Storing it under its own id would hide it behind the other; dropping it would lose it.
    """
    message = f"expected a new message id, {work.message_id} was another message's"
    extract = _all_bad(work.delivery, "message_id", message)
    return replace(
        work, message_id=work.delivery.position_id, extract=extract, plan=None, documents=()
    )


def distinct(works: Iterable[Work]) -> tuple[tuple[Work, ...], tuple[Work, ...]]:
    """The first work of each message id, and those whose id came before with another payload.

    A repeated delivery of the same payload is in neither: it is done when the first one is.
    """
    first: dict[str, Work] = {}
    clashing: list[Work] = []
    for work in works:
        known = first.setdefault(work.message_id, work)
        if known.fingerprint != work.fingerprint:
            clashing.append(work)
    return tuple(first.values()), tuple(clashing)


def units(works: Sequence[Work]) -> list[Unit]:
    """Every good record of some works, in order."""
    return [Unit(work, place) for work in works for place in range(len(work.extract.records))]


def letters(work: Work, now: dt.datetime) -> list[DeadLetter]:
    """The dead letters of a message's bad records: one each, for its first problem; the reason has all."""
    return [_letter(work, bad, now) for bad in work.extract.bad]


def _letter(work: Work, bad: BadRecord, now: dt.datetime) -> DeadLetter:
    first, *more = bad.problems
    others = "".join(f"; {problem}" for problem in more)
    return DeadLetter(
        message_id=work.message_id,
        record=bad.index,
        entity=work.delivery.entity,
        at_entity=first.entity,
        path=_storable(first.json_path),
        rule=first.rule,
        reason=_storable(first.message + others),
        value=_storable(first.value) or None,
        sqlstate=None,
        attempts=work.delivery.attempt,
        stream_sequence=work.delivery.sequence,
        received_at=work.delivery.received_at,
        dead_at=now,
        payload=bad.document,
        retry_of=work.delivery.retry_of,
    )


def _storable(text: str) -> str:
    """Text as every database takes it: what a message holds may be the very reason why it's refused."""
    return text.replace("\0", "\N{SYMBOL FOR NULL}")


def refused_letter(unit: Unit, error: DataError, now: dt.datetime) -> DeadLetter:
    """The dead letter of a record that the database refused."""
    problem = Problem(unit.work.delivery.entity, (), "database", _words(error))
    letter = _letter(unit.work, BadRecord(unit.index, (problem,), unit.document), now)
    return replace(letter, sqlstate=error.sqlstate or None)


def _words(error: DataError) -> str:
    return f"{error.message}: {error.detail}" if error.detail else error.message
