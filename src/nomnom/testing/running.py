"""Running a test: deliveries through the worker's own code into a real store, then what is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nomnom.extraction import Plan
from nomnom.store import DeadLetter, Store
from nomnom.testing.cases import Scenario
from nomnom.testing.relations import Relation
from nomnom.testing.steps import BEGINNING
from nomnom.testing.values import opened
from nomnom.worker.batch import Work, facts, prepare
from nomnom.worker.writing import write

Found = Mapping[str, Any]
"""A row as it is found, by column."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What is there after a test: dead letters, and the rows that entities published, by entity."""

    store: Store
    letters: tuple[DeadLetter, ...]
    published: Mapping[str, list[tuple[Any, ...]]]

    def rows(self, relation: Relation) -> list[Found]:
        """The rows of a relation."""
        entity = relation.entity
        if entity is None:
            names = [column.name for column in relation.columns]
            return [{name: getattr(letter, name) for name in names} for letter in self.letters]
        rows = self.store.rows(entity) if entity.has_table else self.published.get(entity.name, ())
        return [
            {c.name: opened(c.type, value) for c, value in zip(relation.columns, row, strict=True)}
            for row in rows
        ]


def play(scenario: Scenario, plan: Plan, store: Store) -> Seen:
    """Do the deliveries of a test, each a batch of its own, on a store with empty tables."""
    letters: dict[str, tuple[DeadLetter, ...]] = {}
    published: dict[str, list[tuple[Any, ...]]] = {}
    for delivery in scenario.deliveries:
        work = prepare(plan, delivery)
        write(store, [work], BEGINNING)
        if work.message_id not in letters:
            dead = letters[work.message_id] = store.dead_letters(work.message_id)
            _publish(work, {letter.record for letter in dead}, published)
    return Seen(store, tuple(letter for some in letters.values() for letter in some), published)


def _publish(work: Work, dead: set[int], published: dict[str, list[tuple[Any, ...]]]) -> None:
    """What a message's stored records publish; one that comes again publishes the same, which is one."""
    if work.plan is None:
        return
    pairs = zip(work.extract.indexes, work.extract.records, strict=True)
    records = [record for index, record in pairs if index not in dead]
    rows = work.plan.rows(records, facts(work.delivery))
    for entity, some in zip(work.plan.given, rows, strict=True):
        if not entity.has_table:
            published.setdefault(entity.name, []).extend(some)
