"""Editing and discarding dead letters of a real database."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from structlog.testing import capture_logs

from nomnom.dead_letters import choose, discard, edit, told
from nomnom.errors import NomnomError, RecordError
from nomnom.extraction import compile_plan
from nomnom.store import DeadLetter, Store
from samples.entities import ORDERS
from samples.stored import letter

Bury = Callable[..., tuple[DeadLetter, ...]]

PLAN = compile_plan(ORDERS)
GOOD = b'{"order_key": "k", "total_price": 1.50, "order_date": "2024-01-31"}'
BAD = b'{"order_key": 7, "order_date": "2024-01-31"}'


def test_an_edited_record_is_kept_on_one_line_beside_the_original(store: Store, bury: Bury) -> None:
    """Its number grows with each edit; the log says that it was, and nothing of the record."""
    (found,) = bury(letter("m1", payload=BAD))
    with capture_logs() as logs:
        after = edit(store, found, GOOD.replace(b",", b",\n"), plan=PLAN)
    assert GOOD.replace(b" ", b"") == after.document
    assert told(store, found.id or 0).letter == after
    assert (BAD, 1) == (after.payload, after.edits)
    assert [("letter.edited", found.id, 1, True)] == [
        (each["event"], each["letter"], each["edit"], each["checked"]) for each in logs
    ]
    assert {"event", "letter", "edit", "checked", "log_level"} == logs[0].keys()


def test_a_record_that_breaks_rules_is_refused_with_each_of_them(store: Store, bury: Bury) -> None:
    """By the rules that the API checks; with force it is kept all the same."""
    (found,) = bury(letter("m1", payload=GOOD))
    with pytest.raises(
        RecordError, match=rf"dead letter {found.id}: Order \$\.order_key"
    ) as caught:
        edit(store, found, BAD, plan=PLAN)
    assert ["$.order_key", "$.total_price"] == [p.json_path for p in caught.value.problems]
    assert 0 == told(store, found.id or 0).letter.edits
    assert 1 == edit(store, found, BAD, plan=PLAN, force=True).edits


@pytest.mark.parametrize(
    ("expected", "record", "checked"),
    [
        ("the record is empty; to give it up, discard it", b" \n", False),
        ("expected one JSON document, as the original is", b'{"a": 1', False),
        ("expected one JSON document, as the original is", GOOD + GOOD, False),
        ("expected one document, got 2", GOOD + b"\n" + GOOD, True),
    ],
)
def test_a_record_of_another_form_is_refused(
    expected: str, record: bytes, checked: bool, store: Store, bury: Bury
) -> None:
    """A letter has one record, and without a project its form can be checked at least."""
    (found,) = bury(letter("m1", payload=GOOD))
    with pytest.raises(NomnomError, match=expected):
        edit(store, found, record, plan=PLAN if checked else None)


def test_an_entity_that_the_project_lacks_is_named(store: Store, bury: Bury) -> None:
    """Perhaps it is another project's letter."""
    (found,) = bury(letter("m1", payload=GOOD, entity="Ordr"))
    with pytest.raises(NomnomError, match=r'no root entity "Ordr"; did you mean "Order"'):
        edit(store, found, BAD, plan=PLAN)


def test_the_same_record_is_no_edit(store: Store, bury: Bury) -> None:
    """Only another layout of the same JSON changes nothing, and burns no number."""
    (found,) = bury(letter("m1", payload=GOOD))
    assert found == edit(store, found, GOOD.replace(b":", b" :\n"), plan=PLAN)


def test_an_edit_of_what_changed_meanwhile_is_refused(store: Store, bury: Bury) -> None:
    """Nobody's work is overwritten unseen."""
    (found,) = bury(letter("m1", payload=GOOD))
    edit(store, found, b'{"a":1}')
    with pytest.raises(NomnomError, match="somebody else edited or retried it meanwhile"):
        edit(store, found, b'{"a":2}')


def test_discarding_keeps_the_row_and_says_why(store: Store, bury: Bury) -> None:
    """Once: the second time it is told that it was so before."""
    first, second = bury(letter("m1", 0), letter("m1", 1))
    with capture_logs() as logs:
        assert ["", ""] == [o.problem for o in discard(store, choose([1, 2]), " test data\n")]
    assert [("letter.discarded", 1), ("letter.discarded", 2)] == [
        (each["event"], each["letter"]) for each in logs
    ]
    assert ("discarded", "test data") == (
        told(store, first.id or 0).letter.state,
        told(store, second.id or 0).letter.discard_reason,
    )
    (again,) = discard(store, choose([1]), "again")
    assert "it was discarded before, and stays so" == again.problem
    assert "test data" == told(store, 1).letter.discard_reason


def test_more_than_a_page_is_discarded(store: Store, bury: Bury) -> None:
    """What is marked leaves the choice, and none is passed over for that."""
    bury(*(letter("m1", n) for n in range(250)))
    assert 250 == len(list(discard(store, choose(), "all of them")))
    assert (0, 0) == store.letter_count(choose())


@pytest.mark.parametrize("reason", ["", " \n"])
def test_a_reason_has_words(reason: str, store: Store, bury: Bury) -> None:
    """Whoever reads it later wants to know why."""
    bury(letter("m1"))
    with pytest.raises(NomnomError, match="no reason"):
        list(discard(store, choose(), reason))


def test_an_unknown_id_is_an_error_that_says_where_to_look(store: Store) -> None:
    """It may be another database's."""
    with pytest.raises(NomnomError, match=r"dead letter 99: there is no such .*dead-letters list"):
        told(store, 99)
