"""A record whose foreign key leads nowhere is tried again before it is dead, on every database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing

import pytest

from nomnom.messages import Delivery, ingest_subject
from nomnom.migrate import bring_up
from nomnom.store import Store, open_store
from nomnom.worker.batch import Work, prepare
from nomnom.worker.writing import Written, write
from samples.databases import Place
from samples.provoked.case import NOON, PARENT, PLAN, PROJECT, THING

TRIES = 3


@pytest.fixture
def store(place: Place) -> Iterator[Store]:
    """A store whose tables exist."""
    bring_up(place.url, PROJECT)
    with closing(open_store(place.url, PROJECT)) as opened:
        yield opened


def work(name: str, *records: dict[str, object], entity: str = "Thing", attempt: int = 1) -> Work:
    """A message; those whose names sort higher were sent later."""
    payload = "\n".join(map(json.dumps, records)).encode()
    subject = ingest_subject(entity)
    return prepare(PLAN, Delivery(subject, payload, "MESSAGES", ord(name), NOON, attempt, name))


def thing(key: str, parent: str | None = None) -> dict[str, object]:
    return {"thing_key": key, "parent_key": parent, "small": 1, "amount": 1, "note": key}


def parent(name: str) -> Work:
    return work(name, {"parent_key": "p"}, entity="Parent")


def child(attempt: int = 1) -> Work:
    """A message of two records, one of which refers to the parent."""
    return work("c", thing("c1"), thing("c2", "p"), attempt=attempt)


def written(store: Store, *works: Work) -> Written:
    return write(store, works, NOON, parent_tries=TRIES)


def stored(store: Store) -> list[str]:
    return sorted(row[0] for row in store.rows(THING))


def test_a_message_whose_parent_may_come_is_put_off_whole_and_its_neighbours_are_stored(
    store: Store,
) -> None:
    """Nothing of it is written, not even its claim; the messages around it are stored at once."""
    done = written(store, work("a", thing("a")), child(), work("d", thing("d")))
    assert (2, 0, frozenset("c")) == (done.stored, done.dead, done.put_off)
    assert ["a", "d"] == stored(store)
    assert {"a", "d"} == store.ledger("acd").keys()
    assert () == store.dead_letters("c")


def test_a_message_alone_is_put_off_too(store: Store) -> None:
    """A batch of which nothing is left to write is no fault."""
    done = written(store, child())
    assert (0, 0, 0, frozenset("c")) == (done.stored, done.dead, done.repeated, done.put_off)


def test_once_the_parent_is_there_the_message_is_stored_as_any_other(store: Store) -> None:
    """Its ledger entry says that all records are stored, and a further delivery changes nothing."""
    written(store, child())
    written(store, parent("p"))
    done = written(store, child(attempt=2))
    assert (2, 0, frozenset()) == (done.stored, done.dead, done.put_off)
    assert 2 == store.ledger("c")["c"].stored
    assert 1 == written(store, child(attempt=3)).repeated
    assert ["c1", "c2"] == stored(store)


def test_a_parent_in_the_same_batch_is_stored_while_its_child_waits(store: Store) -> None:
    """A child that was sent before its parent isn't dead for it."""
    done = written(store, child(), parent("p"))
    assert 1 == store.count(PARENT)
    assert 0 == done.dead
    assert (2, 0) == ((again := written(store, child(attempt=2))).stored, again.dead)


def test_the_last_try_makes_a_dead_letter_of_the_record_alone(store: Store) -> None:
    """It counts the attempts, and the rest of its message is stored."""
    assert {"c"} == written(store, child(attempt=TRIES - 1)).put_off
    done = written(store, child(attempt=TRIES))
    assert (1, 1, frozenset()) == (done.stored, done.dead, done.put_off)
    (letter,) = store.dead_letters("c")
    assert (1, TRIES) == (letter.record, letter.attempts)
    assert ["c1"] == stored(store)


def test_a_record_that_is_refused_for_another_reason_waits_for_nothing(store: Store) -> None:
    """A row that no later row can mend is a dead letter at its first try."""
    done = written(store, work("a", thing("a"), {"thing_key": 7}))
    assert (1, 1, frozenset()) == (done.stored, done.dead, done.put_off)


def test_two_deliveries_of_one_message_are_put_off_together(store: Store) -> None:
    """Neither is called done: that would end the message in the queue while nothing of it is stored."""
    done = written(store, child(), child(attempt=2))
    assert (0, frozenset("c")) == (done.repeated, done.put_off)
    assert {} == dict(store.ledger("c"))
