"""Following messages until their records are rows or dead letters."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from nomnom.client.answer import Busy, Status, StatusAnswer
from nomnom.client.following import MOST_IDS, Following
from nomnom.errors import ClientError

URL = "http://api"


def test_rows_and_dead_letters_are_counted_once() -> None:
    """A message is asked for until it is processed, and never after that."""
    asked: list[tuple[str, ...]] = []
    rounds = [
        (Status("a", "processed", 3), Status("b", "accepted")),
        (Status("b", "dead_lettered", 1, 2),),
    ]

    def ask(ids: Sequence[str]) -> StatusAnswer:
        asked.append(tuple(ids))
        return StatusAnswer(rounds.pop(0))

    news: list[tuple[int, int]] = []
    following = Following(ask)
    following.add(["a", "b"])
    following.wait(30, lambda: news.append((following.stored, following.dead)), place=URL)
    assert [("a", "b"), ("b",)] == asked
    assert [(3, 0), (4, 2)] == news


def test_many_messages_are_asked_for_in_batches() -> None:
    """No request is larger than the API takes."""
    sizes: list[int] = []

    def ask(ids: Sequence[str]) -> StatusAnswer:
        sizes.append(len(ids))
        return StatusAnswer(tuple(Status(i, "processed", 1) for i in ids))

    following = Following(ask)
    following.add(str(n) for n in range(2 * MOST_IDS + 1))
    following.wait(30, lambda: None, place=URL)
    assert [MOST_IDS, MOST_IDS, 1] == sizes
    assert 2 * MOST_IDS + 1 == following.stored


def test_a_busy_api_is_asked_again() -> None:
    """A database that is away for a moment is no reason to give up: the records are in the queue."""
    answers: list[StatusAnswer | Busy] = [
        Busy("answers 503"),
        StatusAnswer((Status("a", "processed", 1),)),
    ]
    following = Following(lambda ids: answers.pop(0))
    following.add(["a"])
    following.wait(30, lambda: None, place=URL)
    assert 1 == following.stored


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (StatusAnswer((Status("a", "accepted"),)), "see that a worker runs"),
        (StatusAnswer((Status("a", "unknown"),)), "the API no longer knows 1 of them"),
        (Busy("answers 503: the database is away"), "the API answers 503: the database is away"),
    ],
)
def test_waiting_without_news_ends_with_the_likely_reason(
    answer: StatusAnswer | Busy, said: str
) -> None:
    """Nobody waits for ever for a worker that doesn't run."""
    following = Following(lambda ids: answer)
    following.add(["a"])
    with pytest.raises(ClientError, match=said) as caught:
        following.wait(0.0, lambda: None, place=URL)
    assert caught.value.message.startswith("1 accepted messages were not processed, none for 0 s")


def test_without_messages_nothing_is_asked() -> None:
    """An empty file needs no worker."""

    def ask(ids: Sequence[str]) -> StatusAnswer:
        pytest.fail("was asked")

    Following(ask).wait(0.0, lambda: None, place=URL)
