"""The short form of `make chaos`: a few rounds in which everything that can be done is done at least once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from chaos.campaign.grounds import prepare
from chaos.campaign.plan import plan
from chaos.campaign.report import story
from chaos.campaign.round import Grounds, run
from chaos.campaign.source import RECEIPTS, TABLES, expected_rows
from chaos.campaign.steps import KINDS
from chaos.campaign.verdict import Entry, Found, Sent, judge

SEEDS = (12898, 25314)
MOST_ORDERS = 600

DOCUMENTS = (
    Path("examples/tpch/order.json").read_bytes().replace(b"O12345", b"O1"),
    Path("examples/tpch/order.json").read_bytes().replace(b"O12345", b"O2"),
)


@pytest.fixture(scope="session")
def grounds(tmp_path_factory: pytest.TempPathFactory) -> Grounds:
    """A cluster, a project and orders for all rounds."""
    return prepare(tmp_path_factory.mktemp("grounds"), most_orders=MOST_ORDERS)


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_is_done_to_it_every_promise_is_kept(
    grounds: Grounds, tmp_path: Path, seed: int
) -> None:
    """After a round every row, ledger entry and answer is as it has to be, to the last digit."""
    outcome = run(plan(seed, most_orders=MOST_ORDERS), grounds, tmp_path / "round")
    assert outcome.passed, story(outcome)


def test_the_short_form_does_everything() -> None:
    """Its seeds have each kind of step at least once."""
    plans = [plan(seed, most_orders=MOST_ORDERS) for seed in SEEDS]
    assert frozenset().union(*(each.kinds for each in plans)) == KINDS


def test_a_seed_is_a_round() -> None:
    """The same seed gives the same plan, another seed another one."""
    assert plan(7, most_orders=100) == plan(7, most_orders=100)
    assert plan(7, most_orders=100) != plan(8, most_orders=100)


def sent(*, doubtful: Sequence[bytes] = ()) -> Sent:
    """Two orders in two messages."""
    accepted = {"m1": DOCUMENTS[:1], "m2": DOCUMENTS[1:]}
    return Sent(DOCUMENTS, accepted, [tuple(doubtful)] if doubtful else [])


def found(**messages: str) -> Found:
    """A database that holds both orders, and the effect of these messages, each of one order."""
    rows = dict(expected_rows(DOCUMENTS)) | {RECEIPTS.table: list(messages.items())}
    return Found(rows, {each: Entry(1, 1, 0) for each in messages}, [])


GOOD = found(m1="O1", m2="O2")


def test_a_database_as_it_has_to_be_is_right() -> None:
    """Nothing is wrong with each row once, in whatever order."""
    assert [] == judge(sent(), GOOD)
    backwards = {table: list(reversed(rows)) for table, rows in GOOD.rows.items()}
    assert [] == judge(sent(), replace(GOOD, rows=backwards))


@pytest.mark.parametrize("table", [each.table for each in (*TABLES, RECEIPTS)])
def test_a_missing_a_doubled_and_a_changed_row_are_found(table: str) -> None:
    """Whichever table it is in."""
    first, *others = GOOD.rows[table]
    for rows in (others, [first, first, *others], [(*first[:-1], "changed"), *others]):
        assert judge(sent(), replace(GOOD, rows={**GOOD.rows, table: rows}))


def test_a_digit_too_many_is_found() -> None:
    """1.50 isn't 1.5."""
    first, *others = GOOD.rows["orders"]
    changed = (*first[:3], f"{first[3]}0", *first[4:])
    (_, _, line, *_) = judge(
        sent(), replace(GOOD, rows={**GOOD.rows, "orders": [changed, *others]})
    )
    assert "172799.490" in line


def test_an_accepted_message_that_is_not_in_the_ledger_is_found() -> None:
    """Even where its rows are there, from another message."""
    (line, *_) = judge(sent(), replace(GOOD, ledger={"m1": Entry(1, 1, 0)}))
    assert "1 accepted messages aren't in the ledger: ['m2']" == line


def test_a_dead_letter_is_found() -> None:
    """The load has no record that couldn't be stored."""
    assert judge(sent(), replace(GOOD, letters=[("m1", 0, "database", "why")]))


def test_a_message_nobody_was_told_of_needs_a_request_in_doubt() -> None:
    """A request without an answer may have become one message of its orders, and no more than one."""
    one, two = found(m1="O1", m2="O2", m3="O2"), found(m1="O1", m2="O2", m3="O2", m4="O2")
    doubtful = DOCUMENTS[1:]
    assert [] == judge(sent(doubtful=doubtful), one)
    assert judge(sent(), one)
    assert judge(sent(doubtful=DOCUMENTS[:1]), one)
    assert judge(sent(doubtful=doubtful), two)
