"""Writing a batch: one transaction with the ledger, the rows and the dead letters."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from nomnom.errors import DataError, MissingParentError
from nomnom.extraction import Extract, RootPlan
from nomnom.store import Store, Transaction
from nomnom.worker.batch import (
    Unit,
    Work,
    distinct,
    facts,
    letters,
    refused_letter,
    renamed,
    units,
)
from nomnom.worker.isolation import isolate
from nomnom.worker.merging import merge_rows
from nomnom.worker.publishing import Due


@dataclass(frozen=True, slots=True)
class Written:
    """What a batch became: counts of records, and of messages that had been processed before.

    `due` are those messages of it that have rows to publish, in stream order. `put_off` are the ids of messages
    of which nothing was written, since a row of theirs refers to one that may still come.
    """

    stored: int
    dead: int
    repeated: int
    due: tuple[Due, ...] = ()
    put_off: frozenset[str] = frozenset()


class _TooEarlyError(Exception):
    """Some messages have rows whose parents may still come."""

    def __init__(self, message_ids: frozenset[str]) -> None:
        super().__init__(message_ids)
        self.message_ids = message_ids


def write(
    store: Store, works: Sequence[Work], now: dt.datetime, *, parent_tries: int = 1
) -> Written:
    """Write a batch in one transaction, and leave every record stored, dead, done before or put off.

    A message with a row whose parent is missing is put off, whole, until its delivery number `parent_tries`:
    its claim and its rows are rolled back with the transaction, and the others are written in another one.
    Raises OutageError and ConfigurationError with nothing changed.
    """
    put_off: frozenset[str] = frozenset()
    while True:
        rest = [work for work in works if work.message_id not in put_off]
        try:
            return replace(_write(store, rest, now, parent_tries), put_off=put_off)
        except _TooEarlyError as error:
            put_off |= error.message_ids


def _write(store: Store, works: Sequence[Work], now: dt.datetime, parent_tries: int) -> Written:
    with store.transaction() as transaction:
        fresh, repeated = _claim(transaction, works, now)
        refused = _write_rows(transaction, fresh)
        if early := _too_early(refused, parent_tries):
            raise _TooEarlyError(early)
        per_message = Counter(unit.work.message_id for unit, _ in refused)
        transaction.correct(
            work.entry(now, refused=per_message[work.message_id])
            for work in fresh
            if per_message[work.message_id]
        )
        dead = [letter for work in fresh for letter in letters(work, now)]
        dead += [refused_letter(unit, error, now) for unit, error in refused]
        transaction.bury(dead)
    records = sum(work.extract.total for work in fresh)
    due = _due(fresh, refused) + [Due(work, None) for work in repeated if work.documents]
    return Written(
        records - len(dead), len(dead), len(works) - len(fresh), tuple(sorted(due, key=_sequence))
    )


def _too_early(refused: Sequence[tuple[Unit, DataError]], parent_tries: int) -> frozenset[str]:
    """The messages that are to be tried again, because a parent of theirs may still come."""
    return frozenset(
        unit.work.message_id
        for unit, error in refused
        if isinstance(error, MissingParentError) and unit.work.delivery.attempt < parent_tries
    )


def _due(fresh: Sequence[Work], refused: Sequence[tuple[Unit, DataError]]) -> list[Due]:
    """Of the works written now those with something to publish."""
    indexes: dict[str, set[int]] = {}
    for unit, _ in refused:
        indexes.setdefault(unit.work.message_id, set()).add(unit.index)
    return [
        Due(work, frozenset(indexes.get(work.message_id, ()))) for work in fresh if work.documents
    ]


def _sequence(due: Due) -> int:
    return due.work.delivery.sequence


def _claim(
    transaction: Transaction, works: Sequence[Work], now: dt.datetime
) -> tuple[tuple[Work, ...], list[Work]]:
    """The works that are ours to process, in stream order, and those processed before."""
    candidates, clashing = distinct(works)
    claim = transaction.claim([work.entry(now) for work in candidates])
    clashing += tuple(work for work in candidates if work.message_id in claim.clashing)
    mine = [work for work in candidates if work.message_id in claim.fresh]
    if clashing:
        strangers, _ = distinct(renamed(work) for work in clashing)
        claimed = transaction.claim([work.entry(now) for work in strangers])
        mine += [work for work in strangers if work.message_id in claimed.fresh]
    done = claim.fresh | claim.clashing
    repeated = [work for work in candidates if work.message_id not in done]
    return tuple(sorted(mine, key=lambda work: work.delivery.sequence)), repeated


def _write_rows(transaction: Transaction, works: Sequence[Work]) -> list[tuple[Unit, DataError]]:
    """Write the rows of all good records; those that the database refuses come back."""
    try:
        with transaction.savepoint():
            for plan, extracts in _by_plan(works):
                merge_rows(transaction, plan, extracts)
    except DataError:
        return isolate(units(works), lambda some: _try(transaction, some))
    return []


def _by_plan(works: Sequence[Work]) -> list[tuple[RootPlan, list[Extract]]]:
    """What works hold by root, each root's in stream order."""
    found: dict[str, tuple[RootPlan, list[Extract]]] = {}
    for work in works:
        if work.plan is not None:
            found.setdefault(work.plan.root.name, (work.plan, []))[1].append(work.extract)
    return list(found.values())


def _try(transaction: Transaction, some: Sequence[Unit]) -> None:
    """Write some records, whole or not at all."""
    with transaction.savepoint():
        for _, group in groupby(some, key=lambda unit: unit.work.message_id):
            ours = list(group)
            work = ours[0].work
            assert work.plan is not None, "a message without a plan has no good records"
            records = [work.extract.records[unit.place] for unit in ours]
            extract = work.plan.extract_records(records, facts(work.delivery))
            merge_rows(transaction, work.plan, [extract])
