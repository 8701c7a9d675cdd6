"""Sending one chunk until each record is accepted or rejected."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

import pytest

from nomnom.client.answer import Accepted, BatchAnswer, Busy, TooLarge, ValueProblem, Verdict
from nomnom.client.chunk import Chunk
from nomnom.client.retry import Retries
from nomnom.client.sending import Sent, send_chunk, settle
from nomnom.client.summary import MOST_PROBLEMS, LineProblem
from nomnom.errors import ClientError

URL = "http://api"

Answer = BatchAnswer | Busy | TooLarge


def _accepts(count: int, message_id: str) -> BatchAnswer:
    return BatchAnswer(count, (Accepted(message_id, count),))


def _send(chunk: Chunk, post: Callable[[bytes], Answer], *, patience: float = 30.0) -> Sent:
    return send_chunk(post, chunk, Retries(patience, Event()), place=URL)


def test_problems_carry_the_line_of_the_file(chunk: Chunk) -> None:
    """The API counts the lines of a request; people count those of the file."""
    problem = ValueProblem("expected a number", "/n", "type", '"x"')
    answer = BatchAnswer(4, (Accepted("m", 4),), (Verdict(2, problems=(problem,)),))
    sent, again = settle(chunk, answer, place=URL)
    assert () == again
    line = LineProblem(13, "expected a number", "/n", "type", '"x"')
    assert Sent(4, 1, ("m",), (line,)) == sent
    assert 'line 13: /n: expected a number (got "x")' == str(line)


def test_what_is_neither_accepted_nor_put_off_is_rejected(chunk: Chunk) -> None:
    """The counts add up even where the API names only some of the bad lines."""
    answer = BatchAnswer(1, (), (Verdict(0), Verdict(4, "not_queued")))
    sent, again = settle(chunk, answer, place=URL)
    assert (1, 3) == (sent.accepted, sent.rejected)
    assert (chunk.pick([4]),) == again
    assert (LineProblem(11, "refused without a reason"),) == sent.problems


@pytest.mark.parametrize("answer", [BatchAnswer(6), BatchAnswer(4, (), (Verdict(5),))])
def test_an_answer_for_other_lines_is_an_error(chunk: Chunk, answer: BatchAnswer) -> None:
    """A summary that would be wrong is not made."""
    with pytest.raises(ClientError, match="answers for other records than the 5"):
        settle(chunk, answer, place=URL)


def test_a_busy_api_gets_the_same_lines_again(chunk: Chunk) -> None:
    """Nothing is lost and nothing counted twice while the API is away for a moment."""
    bodies: list[bytes] = []
    answers: list[Answer] = [Busy("away"), _accepts(5, "m")]

    def post(body: bytes) -> Answer:
        bodies.append(body)
        return answers.pop(0)

    assert Sent(5, 0, ("m",)) == _send(chunk, post)
    assert [chunk.body, chunk.body] == bodies


def test_only_lines_that_were_not_queued_are_sent_again(chunk: Chunk) -> None:
    """A queue that takes some of the messages gets the others, and only those, a second time."""
    bodies: list[bytes] = []
    not_queued = tuple(Verdict(index, "not_queued") for index in (1, 3))
    answers: list[Answer] = [BatchAnswer(3, (Accepted("a", 3),), not_queued), _accepts(2, "b")]

    def post(body: bytes) -> Answer:
        bodies.append(body)
        return answers.pop(0)

    assert Sent(5, 0, ("a", "b")) == _send(chunk, post)
    assert [chunk.body, chunk.pick([1, 3]).body] == bodies


def test_a_chunk_that_is_too_large_is_sent_in_halves(chunk: Chunk) -> None:
    """A gateway's smaller limit is found by itself; the order of the lines stays."""
    taken: list[bytes] = []

    def post(body: bytes) -> Answer:
        if body.count(b"\n") > 1:
            return TooLarge()
        taken.append(body)
        return _accepts(1, f"m{len(taken)}")

    assert Sent(5, 0, ("m1", "m2", "m3", "m4", "m5")) == _send(chunk, post)
    assert chunk.body == b"".join(taken)


def test_a_line_that_alone_is_too_large_is_rejected(chunk: Chunk) -> None:
    """It is reported like any bad line, and its neighbours are sent."""

    def post(body: bytes) -> Answer:
        return TooLarge() if b'"n":2' in body else _accepts(body.count(b"\n"), "m")

    sent = _send(chunk, post)
    assert (4, 1) == (sent.accepted, sent.rejected)
    message = "the record's 8 bytes are more than the API takes in one request"
    assert (LineProblem(13, message, rule="size"),) == sent.problems


def test_patience_is_for_the_lines_that_are_left(chunk: Chunk) -> None:
    """The error names the lines that weren't accepted, in the file's numbers."""
    not_queued = tuple(Verdict(index, "not_queued") for index in (2, 4))
    answers: list[Answer] = [BatchAnswer(3, (), not_queued)]

    def post(body: bytes) -> Answer:
        return answers.pop() if answers else Busy("away")

    with pytest.raises(
        ClientError, match=r"away.*the records of lines 13-15 could not be sent within 0\.05 s"
    ):
        _send(chunk, post, patience=0.05)


def test_problems_are_bounded_and_counts_are_not() -> None:
    """A file of nothing but bad lines doesn't fill the memory with reasons."""
    lines = 3 * MOST_PROBLEMS
    chunk = Chunk((b"x\n",) * lines, tuple(range(1, lines + 1)), 0)
    verdicts = tuple(Verdict(n, problems=(ValueProblem("no JSON"),)) for n in range(lines))
    sent, _ = settle(chunk, BatchAnswer(0, (), verdicts), place=URL)
    both = sent + sent
    assert 2 * lines == both.rejected
    assert [*range(1, MOST_PROBLEMS + 1)] == [problem.line for problem in both.problems]
