"""Judging and packing batches, without servers."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nomnom.errors import OutageError, QueueFullError
from nomnom.extraction import Plan, RootPlan
from nomnom.ingest.batch import Verdict, answer, judge, split_lines
from nomnom.ingest.contract import QueuedMessage, UnqueuedLine
from nomnom.ingest.sizes import Sizes, sizes_for

MakeOrder = Callable[..., dict[str, Any]]
Ndjson = Callable[[Sequence[Any]], bytes]

ROOMY = sizes_for(1024 * 1024)


def _payloads(verdict: Verdict) -> list[tuple[bytes, ...]]:
    return [packed.message.documents for packed in verdict.packed]


def _rejected(verdict: Verdict) -> dict[int, tuple[int, list[str]]]:
    """Line numbers and rules by index."""
    return {
        line.index: (line.line, [problem.rule for problem in line.problems])
        for line in verdict.rejected
    }


def test_blank_lines_are_skipped_and_lines_keep_their_numbers() -> None:
    """Numbers count every line of the body; blanks and carriage returns around a line are no part of it."""
    lines = split_lines(b'\n{"a":1}\r\n \t\r\n\n  {"b":2}')
    assert [b'{"a":1}', b'{"b":2}'] == lines.documents
    assert [2, 5] == lines.numbers


def test_good_lines_that_fit_are_one_message(
    order_plan: RootPlan, order: MakeOrder, ndjson: Ndjson
) -> None:
    """As few messages as fit, the lines in order."""
    body = ndjson([order(number) for number in range(100)])
    verdict = judge(order_plan, body, ROOMY)
    assert [tuple(body.split(b"\n"))] == _payloads(verdict)
    assert tuple(range(100)) == verdict.packed[0].indexes
    assert () == verdict.rejected


def test_messages_are_filled_up_to_their_limit(
    order_plan: RootPlan, order: MakeOrder, ndjson: Ndjson
) -> None:
    """A message ends where the next line would go beyond the limit; a line beyond it goes alone."""
    lines = [order(1), order(2), order(3), order(4, note="x" * 400), order(5)]
    size = len(json.dumps(order(1)))
    verdict = judge(order_plan, ndjson(lines), Sizes(message=2 * size + 2, record=1000))
    assert [(0, 1), (2,), (3,), (4,)] == [packed.indexes for packed in verdict.packed]


def test_a_bad_line_leaves_its_neighbours_alone(
    order_plan: RootPlan, order: MakeOrder, ndjson: Ndjson
) -> None:
    """Bad lines are named with index, number in the body and problems; the others are packed anew."""
    lines = [order(1), "", '{"order_key": ', order(2), order(3, total="much"), order(4)]
    verdict = judge(order_plan, ndjson(lines), ROOMY)
    assert {1: (3, ["json"]), 3: (5, ["format"])} == _rejected(verdict)
    assert [(0, 2, 4)] == [packed.indexes for packed in verdict.packed]
    assert "/total" == verdict.rejected[1].problems[0].pointer


def test_a_line_beyond_what_the_server_takes_is_a_problem_of_its_size(
    order_plan: RootPlan, order: MakeOrder, ndjson: Ndjson
) -> None:
    """Such a record can't be queued, however valid; its neighbours are."""
    lines = [order(1), order(2, note="x" * 1000), order(3)]
    verdict = judge(order_plan, ndjson(lines), Sizes(message=500, record=1000))
    assert {1: (2, ["size"])} == _rejected(verdict)
    assert [(0, 2)] == [packed.indexes for packed in verdict.packed]


def test_a_line_is_one_document(order_plan: RootPlan, order: MakeOrder) -> None:
    """Documents and lines that are equally many but don't match are no valid batch."""
    first, second, third = (json.dumps(order(number)).encode() for number in (1, 2, 3))
    body = first + second + b"\n" + third[:30] + b"\n" + third[30:]
    assert (3, 3) == (order_plan.extract(body).total, len(split_lines(body).documents))
    verdict = judge(order_plan, body, ROOMY)
    assert [0, 1, 2] == [line.index for line in verdict.rejected]
    assert () == verdict.packed


def test_a_document_over_several_lines_is_bad_lines(order_plan: RootPlan, order: MakeOrder) -> None:
    """NDJSON has one document per line; a pretty-printed one is told so line by line."""
    text = json.dumps(order(), indent=1)
    verdict = judge(order_plan, text.encode(), ROOMY)
    assert text.count("\n") + 1 == len(verdict.rejected)


def test_an_empty_batch_has_nothing_to_queue(order_plan: RootPlan) -> None:
    """Neither an empty body nor blank lines hold a record."""
    for body in (b"", b"\n \n\r\n"):
        verdict = judge(order_plan, body, ROOMY)
        assert ((), (), []) == (verdict.packed, verdict.rejected, verdict.lines.documents)


def test_a_batch_is_accepted_when_all_of_it_is_queued(
    order_plan: RootPlan, order: MakeOrder, ndjson: Ndjson
) -> None:
    """The answer counts the records of each message."""
    verdict = judge(order_plan, ndjson([order(1), order(2)]), ROOMY)
    result = answer(verdict, [17])
    assert ("accepted", 2, 0, 0) == (
        result.status,
        result.accepted,
        result.rejected,
        result.not_queued,
    )
    assert (QueuedMessage(verdict.packed[0].message.message_id, 2),) == result.messages


def test_lines_that_the_queue_refused_are_to_be_sent_again(
    order_plan: RootPlan, order: MakeOrder, ndjson: Ndjson
) -> None:
    """Bad lines and those not queued are listed together, in the order of the body."""
    lines = [order(1), order(2), "{}", order(3), order(4)]
    size = len(json.dumps(order(1)))
    verdict = judge(order_plan, ndjson(lines), Sizes(message=size + 1, record=1000))
    result = answer(verdict, [1, OutageError("away"), QueueFullError("full"), 2])
    assert ("partial", 2, 1, 2) == (
        result.status,
        result.accepted,
        result.rejected,
        result.not_queued,
    )
    assert [1, 2, 3] == [line.index for line in result.problems]
    assert UnqueuedLine(1, 2, "away") == result.problems[0]
    assert UnqueuedLine(3, 4, "full") == result.problems[2]


@settings(deadline=None, max_examples=60)
@given(
    kinds=st.lists(st.sampled_from(["good", "bad", "broken", "blank"]), max_size=40),
    limit=st.integers(min_value=1, max_value=2000),
)
def test_every_line_is_packed_once_or_rejected(
    built: tuple[RootPlan, MakeOrder], kinds: list[str], limit: int
) -> None:
    """For any mix of lines: good ones are packed in order, bad ones rejected, blank ones neither."""
    root, order = built
    text = {"bad": '{"order_key": 1}', "broken": "{]", "blank": " "}
    lines = [text.get(kind) or json.dumps(order(n)) for n, kind in enumerate(kinds)]
    verdict = judge(root, "\n".join(lines).encode(), Sizes(message=limit, record=5000))
    shown = [kind for kind in kinds if kind != "blank"]
    assert [n for n, kind in enumerate(shown) if kind == "good"] == [
        index for packed in verdict.packed for index in packed.indexes
    ]
    assert [n for n, kind in enumerate(shown) if kind != "good"] == [
        line.index for line in verdict.rejected
    ]
    assert [line.encode() for line, kind in zip(lines, kinds, strict=True) if kind == "good"] == [
        document for packed in verdict.packed for document in packed.message.documents
    ]
    assert all(
        len(packed.message.payload) <= limit or len(packed.indexes) == 1
        for packed in verdict.packed
    )


@pytest.fixture(scope="module")
def built(market_plan: Plan) -> tuple[RootPlan, MakeOrder]:
    """What a property test uses in all its examples."""

    def make(number: int) -> dict[str, Any]:
        return {"order_key": str(number), "total": 1, "items": []}

    return market_plan.roots["Order"], make


@pytest.mark.parametrize("max_payload", [512, 1024, 1024 * 1024])
def test_sizes_leave_room_for_headers(max_payload: int) -> None:
    """No message is larger than the server takes, and a record that fits a message fits alone."""
    sizes = sizes_for(max_payload)
    assert 0 < sizes.message <= sizes.record < max_payload
