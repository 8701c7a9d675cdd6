"""Sending one chunk until each of its records is accepted or rejected."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from nomnom.client.answer import NOT_QUEUED, BatchAnswer, Busy, TooLarge, Verdict
from nomnom.client.chunk import Chunk
from nomnom.client.retry import Retries
from nomnom.client.summary import MOST_PROBLEMS, LineProblem
from nomnom.errors import ClientError

Post = Callable[[bytes], BatchAnswer | Busy | TooLarge]
"""Sends a body once."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of records; `problems` are the first `MOST_PROBLEMS` of the rejected ones."""

    accepted: int = 0
    rejected: int = 0
    message_ids: tuple[str, ...] = ()
    problems: tuple[LineProblem, ...] = ()

    def __add__(self, other: Sent) -> Sent:
        """Both together, as of consecutive records."""
        both = self.count(other)
        return replace(both, message_ids=self.message_ids + other.message_ids)

    def count(self, other: Sent) -> Sent:
        """Both together, without the message ids: they are as many as the file is large."""
        return Sent(
            accepted=self.accepted + other.accepted,
            rejected=self.rejected + other.rejected,
            problems=(self.problems + other.problems)[:MOST_PROBLEMS],
        )


def send_chunk(post: Post, chunk: Chunk, retries: Retries, *, place: str) -> Sent:
    """Send a chunk, again as often as it takes; what is too large is sent in halves.

    Raises ClientError where the patience of `retries` is over. Records that were accepted stay accepted.
    """
    sent = Sent()
    todo = [chunk]
    while todo:
        part = todo.pop()
        answer = post(part.body)
        if isinstance(answer, BatchAnswer):
            step, again = settle(part, answer, place=place)
        else:
            step, again = _unsettled(part, answer)
        sent += step
        todo += reversed(again)
        if not isinstance(answer, TooLarge) and again:
            if step.accepted or step.rejected:
                retries.headway()
            retries.wait(
                _why_again(answer), failed=f"{again[0].span} could not be sent", place=place
            )
    return sent


def settle(part: Chunk, answer: BatchAnswer, *, place: str) -> tuple[Sent, tuple[Chunk, ...]]:
    """What an answer says of the records sent, and those to send again (one chunk, or none).

    Every record counts once: what is neither accepted nor to be sent again is rejected. Raises ClientError
    where the answer speaks of other records than were sent.
    """
    again = [v.index for v in answer.problems if v.status == NOT_QUEUED]
    rejected = len(part.records) - answer.accepted - len(again)
    named = {v.index for v in answer.problems}
    if rejected < 0 or not named <= set(range(len(part.records))):
        raise ClientError(
            f"answers for other records than the {len(part.records)} that were sent",
            place=place,
            cure="use a client and an API of the same version",
        )
    problems = tuple(
        problem
        for verdict in answer.problems
        if verdict.status != NOT_QUEUED
        for problem in _line_problems(part, verdict)
    )
    ids = tuple(message.message_id for message in answer.messages)
    sent = Sent(answer.accepted, rejected, ids, problems[:MOST_PROBLEMS])
    return sent, (part.pick(again),) if again else ()


def _unsettled(part: Chunk, answer: Busy | TooLarge) -> tuple[Sent, tuple[Chunk, ...]]:
    if isinstance(answer, Busy):
        return Sent(), (part,)
    if len(part.records) > 1:
        return Sent(), part.halves()
    message = f"the record's {len(part.body)} bytes are more than the API takes in one request"
    return Sent(rejected=1, problems=(LineProblem(part.numbers[0], message, rule="size"),)), ()


def _why_again(answer: BatchAnswer | Busy) -> Busy:
    if isinstance(answer, Busy):
        return answer
    reasons = (v.reason for v in answer.problems if v.status == NOT_QUEUED and v.reason)
    return Busy(next(reasons, "the queue takes only some of the records"))


def _line_problems(part: Chunk, verdict: Verdict) -> tuple[LineProblem, ...]:
    line = part.numbers[verdict.index]
    if not verdict.problems:
        return (LineProblem(line, "refused without a reason"),)
    return tuple(LineProblem(line, p.message, p.pointer, p.rule, p.value) for p in verdict.problems)
