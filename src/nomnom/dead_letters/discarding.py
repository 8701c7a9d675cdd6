"""Giving dead letters up: their rows stay, with the reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import structlog

from nomnom.dead_letters.outcome import Outcome
from nomnom.dead_letters.reading import bounded, find
from nomnom.errors import NomnomError
from nomnom.store import DeadLetter, LetterFilter, Store

log = structlog.get_logger(__name__)


def discard(store: Store, chosen: LetterFilter, reason: str) -> Iterator[Outcome]:
    """Discard dead letters, oldest first, each page in a transaction of its own.

    One that was retried or discarded before stays as it is, and its outcome says so. Raises NomnomError for a
    reason without words.
    """
    words = reason.strip()
    if not words:
        raise NomnomError("there is no reason to discard for", cure="say it with --reason TEXT")
    limited, _ = bounded(store, chosen)
    for page in find(store, limited):
        now = dt.datetime.now(dt.UTC)
        with store.transaction() as transaction:
            done = [transaction.mark_discarded(letter, words, now) for letter in page]
        for letter, is_done in zip(page, done, strict=True):
            yield _outcome(letter, is_done=is_done)


def _outcome(letter: DeadLetter, *, is_done: bool) -> Outcome:
    assert letter.id is not None, "it was never stored"
    if is_done:
        log.info("letter.discarded", letter=letter.id)
        return Outcome(letter.id)
    known = f" as {letter.retried_as}" if letter.retried_as else ""
    was = "discarded before" if letter.state == "discarded" else f"retried{known}"
    problem = f"it was {was}, and stays so"
    log.warning("letter.not_discarded", letter=letter.id, problem=problem)
    return Outcome(letter.id, problem=problem)
