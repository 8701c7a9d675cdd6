"""Finding dead letters, page by page, and all that is known of one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from nomnom.errors import NomnomError
from nomnom.store import DeadLetter, LedgerEntry, LetterFilter, Store

PAGE = 100
"""Dead letters that are read at once; their records are all in memory."""

MOST_FOLLOWERS = 10


@dataclass(frozen=True, slots=True)
class Told:
    """A dead letter and what came of it.

    `retried` is the ledger's entry of the message that it was sent as; None where there is no such message, or
    the worker hasn't got to it yet. `became` are the ids of the dead letters (a few) of that message.
    """

    letter: DeadLetter
    retried: LedgerEntry | None = None
    became: tuple[int, ...] = ()


def bounded(store: Store, chosen: LetterFilter) -> tuple[LetterFilter, int]:
    """The same letters without those that are still to come, and how many they are.

    What is retried may become a dead letter again, which mustn't be retried by the same call.
    """
    count, last = store.letter_count(chosen)
    return replace(chosen, up_to=last), count


def find(store: Store, chosen: LetterFilter) -> Iterator[tuple[DeadLetter, ...]]:
    """The letters, oldest first, page by page; what happens to a page meanwhile doesn't change the next one."""
    after = None
    while page := store.letters(chosen, limit=PAGE, after=after):
        yield page
        after = page[-1].id


def newest(store: Store, chosen: LetterFilter, *, limit: int) -> tuple[DeadLetter, ...]:
    """Up to `limit` letters, newest first."""
    found: list[DeadLetter] = []
    while len(found) < limit:
        after = found[-1].id if found else None
        size = min(PAGE, limit - len(found))
        page = store.letters(chosen, limit=size, after=after, newest_first=True)
        found += page
        if len(page) < size:
            break
    return tuple(found)


def told(store: Store, letter_id: int) -> Told:
    """A dead letter and what came of it. Raises NomnomError where there is none of that id."""
    found = store.letters(LetterFilter(ids=(letter_id,)), limit=1)
    if not found:
        raise not_there(letter_id)
    message_id = found[0].retried_as
    if message_id is None:
        return Told(found[0])
    became = store.letters(LetterFilter(message_id=message_id), limit=MOST_FOLLOWERS)
    return Told(
        found[0],
        store.ledger((message_id,)).get(message_id),
        tuple(each.id for each in became if each.id is not None),
    )


def not_there(letter_id: int) -> NomnomError:
    """The error about an id that no dead letter has."""
    return NomnomError(
        "there is no such dead letter in this database",
        place=f"dead letter {letter_id}",
        cure="see `nomnom dead-letters list --state all`",
    )
