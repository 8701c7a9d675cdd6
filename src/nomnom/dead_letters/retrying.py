"""Sending the records of dead letters again: as new messages, the whole way from the queue on."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Iterable, Sequence
from uuid import NAMESPACE_URL, uuid5

import structlog

from nomnom.bus import Bus, NotQueued
from nomnom.dead_letters.editing import read_again
from nomnom.dead_letters.outcome import Outcome
from nomnom.dead_letters.reading import PAGE, bounded
from nomnom.errors import ConfigurationError, OutageError, QueueFullError
from nomnom.messages import Outgoing
from nomnom.store import DeadLetter, LetterFilter, Store

log = structlog.get_logger(__name__)

_HEADER_BYTES = 256
"""What is left for headers, as the API leaves it: a record that it took once fits again."""


def retry_message(letter: DeadLetter) -> Outgoing:
    """The message that sends a letter's record again.

    Its id is made of the letter and the number of its edit: however often that edit is sent, the ledger lets
    one take effect. Message and record are part of it, because ids begin anew in a table that was made anew.
    """
    origin = f"{letter.message_id}/{letter.record}"
    message_id = uuid5(NAMESPACE_URL, f"{origin}/retry/{letter.id}/{letter.edits}")
    return Outgoing(letter.entity, (letter.document,), str(message_id), retry_of=letter.id)


async def retry(store: Store, bus: Bus, chosen: LetterFilter) -> AsyncIterator[Outcome]:
    """Send the records of dead letters again, oldest first, and link each letter with its message.

    Each message is acknowledged before the next one is sent, so versions of a row keep their order. Whatever
    ends it in between, the same call goes on from there: a message that was sent and not linked is sent again
    under the same id. What becomes a dead letter meanwhile isn't sent. The store is used by one thread at a
    time, and by nobody else meanwhile. Raises OutageError, QueueFullError and ConfigurationError, with the
    letters sent before linked.
    """
    limited, _ = await asyncio.to_thread(bounded, store, chosen)
    after: int | None = None
    while page := await asyncio.to_thread(_page, store, limited, after):
        after = page[-1].id
        sent, refused, error = await _publish(bus, page)
        for outcome in (*refused, *await asyncio.to_thread(_link, store, sent)):
            yield outcome
        if error is not None:
            raise error


def _page(store: Store, chosen: LetterFilter, after: int | None) -> tuple[DeadLetter, ...]:
    return store.letters(chosen, limit=PAGE, after=after)


async def _publish(
    bus: Bus, letters: Iterable[DeadLetter]
) -> tuple[list[DeadLetter], list[Outcome], NotQueued | None]:
    """Publish letters one after the other: those sent, those that can't be, and what ended it."""
    sent: list[DeadLetter] = []
    refused: list[Outcome] = []
    for letter in letters:
        message = retry_message(letter)
        if len(message.payload) > bus.max_payload - _HEADER_BYTES:
            refused.append(_too_large(letter, len(message.payload), bus.max_payload))
            continue
        try:
            await bus.publish(message)
        except (OutageError, QueueFullError, ConfigurationError) as error:
            return sent, refused, error
        sent.append(letter)
    return sent, refused, None


def _too_large(letter: DeadLetter, size: int, most: int) -> Outcome:
    assert letter.id is not None, "it was never stored"
    problem = (
        f"its record has {size:,} bytes, expected at most {most - _HEADER_BYTES:,};"
        " edit it, or raise the NATS server's max_payload"
    )
    log.warning("letter.not_retried", letter=letter.id, problem=problem)
    return Outcome(letter.id, problem=problem)


def _link(store: Store, sent: Sequence[DeadLetter]) -> list[Outcome]:
    """Link letters with the messages that were sent, in one transaction."""
    now = dt.datetime.now(dt.UTC)
    with store.transaction() as transaction:
        linked = [
            transaction.mark_retried(letter, retry_message(letter).message_id, now)
            for letter in sent
        ]
    return [
        _outcome(letter if is_linked else read_again(store, letter), retry_message(letter))
        for letter, is_linked in zip(sent, linked, strict=True)
    ]


def _outcome(letter: DeadLetter, message: Outgoing) -> Outcome:
    """What became of a sent message, given its letter as it was when sent, or as it is if it has changed."""
    assert letter.id is not None, "it was never stored"
    if retry_message(letter).message_id != message.message_id:
        problem = "it was edited while it was sent as it was before; retry it again"
        log.warning("letter.not_retried", letter=letter.id, problem=problem)
        return Outcome(letter.id, message.message_id, problem)
    log.info("letter.retried", letter=letter.id, edit=letter.edits, message_id=message.message_id)
    return Outcome(letter.id, message.message_id)
