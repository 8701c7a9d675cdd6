"""Dead letters in a database, and a queue."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from nomnom.migrate import bring_up
from nomnom.store import DeadLetter, LetterFilter, Store, open_store
from samples.databases import Place
from samples.stored import PROJECT

Bury = Callable[..., tuple[DeadLetter, ...]]


@pytest.fixture
def store(sqlite: Place) -> Iterator[Store]:
    """A store whose tables exist."""
    bring_up(sqlite.url, PROJECT)
    opened = open_store(sqlite.url, PROJECT)
    yield opened
    opened.close()


@pytest.fixture
def bury(store: Store) -> Bury:
    """A function that writes dead letters; all there are then, oldest first."""

    def write(*letters: DeadLetter) -> tuple[DeadLetter, ...]:
        with store.transaction() as transaction:
            transaction.bury(letters)
        return store.letters(LetterFilter(), limit=1_000)

    return write
