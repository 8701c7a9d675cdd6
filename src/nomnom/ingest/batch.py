"""Batches: which lines are valid records, how they are packed, and what became of them. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from nomnom.bus import NotQueued
from nomnom.errors import Problem
from nomnom.extraction import RootPlan
from nomnom.ingest.contract import (
    BatchAnswer,
    QueuedMessage,
    RecordProblem,
    RejectedLine,
    UnqueuedLine,
)
from nomnom.ingest.sizes import Sizes
from nomnom.messages import Outgoing, pack

JSON_BLANKS = b" \t\r"
OPENING, CLOSING = b"{}"


@dataclass(frozen=True, slots=True)
class Lines:
    """The non-blank lines of a body, without blanks around them, and their numbers, from 1, in it."""

    documents: Sequence[bytes]
    numbers: Sequence[int]


@dataclass(frozen=True, slots=True)
class Packed:
    """A message of a batch, and the indexes of the lines it is made of."""

    message: Outgoing
    indexes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be queued of a batch, and what isn't."""

    entity: str
    lines: Lines
    packed: tuple[Packed, ...]
    rejected: tuple[RejectedLine, ...]


def split_lines(body: bytes) -> Lines:
    """The non-blank lines of a body."""
    lines = [line.strip(JSON_BLANKS) for line in body.split(b"\n")]
    return Lines(
        [line for line in lines if line], [n for n, line in enumerate(lines, start=1) if line]
    )


def split_records(root: RootPlan, body: bytes) -> Lines:
    """The records of a body that isn't JSON, numbered from 1: an HL7 message has several lines."""
    documents = root.documents(body)
    return Lines(documents, range(1, len(documents) + 1))


def judge(root: RootPlan, body: bytes, sizes: Sizes) -> Verdict:
    """Validate every line of a batch and pack the valid ones, in order, into as few messages as fit."""
    lines = split_records(root, body) if root.root.input.is_text else split_lines(body)
    chunks = list(pack(lines.documents, sizes.message))
    bad = dict(_bad_lines(root, chunks, sizes.record))
    good: Sequence[int] = range(len(lines.documents))
    if bad:
        good = [index for index in good if index not in bad]
        chunks = list(pack((lines.documents[index] for index in good), sizes.message))
    indexes = iter(good)
    packed = tuple(
        Packed(Outgoing(root.root.name, chunk), tuple(islice(indexes, len(chunk))))
        for chunk in chunks
    )
    return Verdict(root.root.name, lines, packed, _rejected(lines, bad))


def answer(verdict: Verdict, outcomes: Sequence[int | NotQueued]) -> BatchAnswer:
    """What became of a batch, given for each packed message its sequence number or why it isn't queued."""
    queued: list[QueuedMessage] = []
    unqueued: list[UnqueuedLine] = []
    for packed, outcome in zip(verdict.packed, outcomes, strict=True):
        if isinstance(outcome, int):
            queued.append(QueuedMessage(packed.message.message_id, len(packed.indexes)))
        else:
            unqueued += _unqueued(verdict.lines, packed, outcome)
    problems: list[RejectedLine | UnqueuedLine] = [*verdict.rejected, *unqueued]
    problems.sort(key=lambda line: line.index)
    return BatchAnswer(
        status="partial" if problems else "accepted",
        entity=verdict.entity,
        accepted=sum(message.records for message in queued),
        rejected=len(verdict.rejected),
        not_queued=len(unqueued),
        messages=tuple(queued),
        problems=tuple(problems),
    )


def _bad_lines(
    root: RootPlan, chunks: Sequence[Sequence[bytes]], largest: int
) -> Iterator[tuple[int, tuple[Problem, ...]]]:
    """The index of each bad line with its problems.

    Done a chunk at a time: the rows that come out as a by-product are never many, no step holds the
    interpreter for long, and one bad line makes the slow way necessary for its neighbours only.
    """
    start = 0
    for documents in chunks:
        for index, problems in _problems(root, documents, largest).items():
            yield start + index, problems
        start += len(documents)


def _problems(
    root: RootPlan, documents: Sequence[bytes], largest: int
) -> Mapping[int, tuple[Problem, ...]]:
    # A document beyond the size of a message is in a chunk of its own.
    if len(documents[0]) > largest:
        return {0: (_too_large(root, documents[0], largest),)}
    if _all_good(root, documents):
        return {}
    return {bad.index: bad.problems for bad in root.extract_documents(documents).bad}


def _all_good(root: RootPlan, documents: Sequence[bytes]) -> bool:
    """Whether each line of JSON, or each record of text, is one valid record, found out in one pass.

    In JSON text a `}` and, on the next line, a `{` only ever follow each other between two documents. So when
    every line begins and ends with them, and there are as many documents as lines, each line is one.
    """
    if not root.root.input.is_text and not all(
        line[0] == OPENING and line[-1] == CLOSING for line in documents
    ):
        return False
    extract = root.extract(b"\n".join(documents))
    return not extract.bad and extract.total == len(documents)


def _too_large(root: RootPlan, document: bytes, largest: int) -> Problem:
    message = f"expected at most {largest} bytes, as NATS takes; this has {len(document)}"
    return Problem(root.root.name, (), "size", message)


def _rejected(lines: Lines, bad: Mapping[int, tuple[Problem, ...]]) -> tuple[RejectedLine, ...]:
    return tuple(
        RejectedLine(index, lines.numbers[index], tuple(map(RecordProblem.of, problems)))
        for index, problems in bad.items()
    )


def _unqueued(lines: Lines, packed: Packed, reason: NotQueued) -> list[UnqueuedLine]:
    return [
        UnqueuedLine(index=index, line=lines.numbers[index], reason=str(reason))
        for index in packed.indexes
    ]
