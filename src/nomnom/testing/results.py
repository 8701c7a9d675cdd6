"""What became of tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from time import perf_counter

from nomnom.extraction import Plan, References
from nomnom.store import Store
from nomnom.testing.calls import outcome
from nomnom.testing.cases import Call, Case, Scenario, Suite
from nomnom.testing.comparing import Mismatch, compare, compare_call
from nomnom.testing.running import play

EmptyStore = Callable[[], AbstractContextManager[Store]]
"""Gives a store with the project's tables, all of them empty, for one test."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one test: it passed where nothing mismatches."""

    file: str
    case: Case
    mismatches: tuple[Mismatch, ...]
    seconds: float

    @property
    def passed(self) -> bool:
        """Whether all was as expected."""
        return not self.mismatches


def run(
    suite: Suite, plan: Plan, empty_store: EmptyStore, references: References
) -> Iterator[Result]:
    """Run the tests of a file one after the other, each on empty tables.

    `references` are the plan's; the rows that a test gives stand in for those while it runs. Raises OutageError
    and ConfigurationError where the database isn't usable.
    """
    for case in suite.cases:
        start = perf_counter()
        if isinstance(case, Call):
            found = tuple(compare_call(case, *outcome(case)))
        else:
            with references.standing_in(case.references), empty_store() as store:
                found = tuple(_mismatches(case, plan, store))
        yield Result(suite.file, case, found, perf_counter() - start)


def _mismatches(scenario: Scenario, plan: Plan, store: Store) -> Iterator[Mismatch]:
    """Dead letters first: where they aren't expected they tell why rows are missing."""
    seen = play(scenario, plan, store)
    for expected in (scenario.letters, *scenario.expected):
        yield from compare(expected, seen.rows(expected.relation))


def selected(suites: tuple[Suite, ...], words: str) -> tuple[Suite, ...]:
    """The suites with the tests alone whose file or name has the words in it, letter case aside."""
    wanted = words.casefold()
    chosen = (
        Suite(s.file, tuple(c for c in s.cases if wanted in f"{s.file} {c.name}".casefold()))
        for s in suites
    )
    return tuple(suite for suite in chosen if suite.cases)
