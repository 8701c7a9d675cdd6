from __future__ import annotations

import datetime as dt
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nomnom.errors import DataError
from nomnom.extraction import Plan, Rows, compile_plan
from nomnom.messages import MOST_HEADER_BYTES, Delivery, ingest_subject
from nomnom.worker.batch import (
    Work,
    distinct,
    letters,
    prepare,
    refused_letter,
    renamed,
    units,
)
from samples.entities import ORDERS
from samples.published import PURCHASES, purchase

UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
PLAN = compile_plan(ORDERS)
NOON = dt.datetime(2026, 1, 2, 12, 0, tzinfo=dt.UTC)
LATER = NOON + dt.timedelta(seconds=5)
GOOD = b'{"order_key": "k%d", "total_price": 1.50, "order_date": "2024-01-31"}'
MIXED = b"\n".join([GOOD % 0, b'{"order_key":  7}', GOOD % 2])


def delivery(
    payload: bytes, *, entity: str = "Order", sequence: int = 7, published_id: str = "id-1"
) -> Delivery:
    """A message of the stream, delivered for the second time."""
    return Delivery(ingest_subject(entity), payload, "MESSAGES", sequence, NOON, 2, published_id)


def test_a_message_becomes_work_with_its_ledger_entry() -> None:
    """The entry counts good and bad records; what the database refuses is counted as dead too."""
    work = prepare(PLAN, delivery(MIXED))
    entry = work.entry(LATER)

    assert PLAN.roots["Order"] == work.plan
    assert ("id-1", "Order", 7, work.fingerprint) == (
        entry.message_id,
        entry.entity,
        entry.stream_sequence,
        entry.fingerprint,
    )
    assert (3, 2, 1) == (entry.records, entry.stored, entry.dead)
    assert (NOON, LATER) == (entry.received_at, entry.processed_at)
    assert replace(entry, stored=1, dead=2) == work.entry(LATER, refused=1)


def test_a_fault_of_ours_costs_one_message_only() -> None:
    """A message that brings out a fault in the code is all dead, with its bytes; nothing is raised."""

    class Fault(Exception):  # noqa: N818  nothing that extraction foresees
        pass

    def unforeseen(records: object, message: object) -> Rows:
        raise Fault("of ours")

    order = PLAN.roots["Order"]
    plan = Plan({"Order": replace(order, source=replace(order.source, function=unforeseen))})
    work = prepare(plan, delivery(MIXED))
    dead = letters(work, LATER)

    assert work.plan is None
    assert ["fault"] * 3 == [letter.rule for letter in dead]
    assert "nomnom failed on this message: Fault: of ours" == dead[0].reason
    assert MIXED.split(b"\n") == [letter.payload for letter in dead]


def test_a_message_of_an_unknown_entity_is_all_dead() -> None:
    """Each of its records becomes a dead letter that names the entities there are."""
    work = prepare(PLAN, delivery(MIXED, entity="Nobody"))
    dead = letters(work, LATER)

    assert work.plan is None
    assert (3, 0, 3) == (work.extract.total, work.entry(LATER).stored, work.entry(LATER).dead)
    assert [] == units([work])
    assert MIXED.split(b"\n") == [letter.payload for letter in dead]
    assert {("Nobody", "$", "entity")} == {(each.entity, each.path, each.rule) for each in dead}
    assert "expected a root entity of the project (Order)" == dead[0].reason


def test_a_dead_letter_has_the_record_and_every_reason() -> None:
    """Its place is that of the first problem; the reason goes on with the others."""
    (letter,) = letters(prepare(PLAN, delivery(MIXED)), LATER)

    assert (1, b'{"order_key":  7}') == (letter.record, letter.payload)
    assert ("$.order_key", "type", "7") == (letter.path, letter.rule, letter.value)
    assert letter.reason.startswith("expected a string; Order $.total_price: expected a number, ")
    assert "; Order $.order_date: " in letter.reason
    assert (2, NOON, LATER) == (letter.attempts, letter.received_at, letter.dead_at)


def test_letters_of_a_retry_link_back() -> None:
    """Whether a rule or the database refuses the record; others have no link."""
    retry = prepare(PLAN, replace(delivery(MIXED), retry_of=12))
    (unit, _) = units([retry])
    refused = refused_letter(unit, DataError("refused"), LATER)

    assert [12, 12] == [each.retry_of for each in (*letters(retry, LATER), refused)]
    assert [None] == [each.retry_of for each in letters(prepare(PLAN, delivery(MIXED)), LATER)]


def test_a_letter_is_storable_whatever_the_record_holds() -> None:
    """NUL characters in names and values are made visible, and nothing becomes an empty value."""
    nul = b'{"order_key": "\x00"}'
    (malformed,) = letters(prepare(PLAN, delivery(nul)), LATER)
    (empty,) = letters(prepare(PLAN, delivery(b"")), LATER)

    assert nul == malformed.payload
    assert '{"order_key": "\N{SYMBOL FOR NULL}"}' == malformed.value
    assert empty.value is None
    for letter in (malformed, empty):
        assert "\0" not in f"{letter.path}{letter.reason}{letter.value}"


def test_a_message_under_anothers_id_is_dead_under_its_own() -> None:
    """Its position in the stream names it; nothing of it is stored, and nothing is lost."""
    work = prepare(PLAN, delivery(MIXED))
    clashing = renamed(work)

    assert work.delivery.position_id == clashing.message_id
    assert (3, 0) == (clashing.extract.total, clashing.entry(LATER).stored)
    assert MIXED.split(b"\n") == [letter.payload for letter in letters(clashing, LATER)]
    assert {"message_id"} == {letter.rule for letter in letters(clashing, LATER)}
    assert "id-1" in letters(clashing, LATER)[0].reason


def test_units_are_the_good_records_at_their_place_in_the_message() -> None:
    """In order of the messages, and of the records inside each."""
    works = [prepare(PLAN, delivery(MIXED)), prepare(PLAN, delivery(GOOD % 9))]

    assert [(0, 0), (1, 2), (0, 0)] == [(unit.place, unit.index) for unit in units(works)]
    assert [works[0], works[0], works[1]] == [unit.work for unit in units(works)]


def test_what_the_database_refuses_keeps_its_original_bytes() -> None:
    """The letter has the record as it was sent, the database's words and its code."""
    spaced = b'{ "order_key":"k", "total_price": 1.50,  "order_date":"2024-01-31" }'
    payload = b'{"order_key": 7}{}' + spaced
    (unit,) = units([prepare(PLAN, delivery(payload))])
    error = DataError("orders refuses a row", sqlstate="22001", detail="too \0 long")
    letter = refused_letter(unit, error, LATER)

    assert (2, spaced) == (letter.record, letter.payload)
    assert ("$", "database", "22001") == (letter.path, letter.rule, letter.sqlstate)
    assert "orders refuses a row: too \N{SYMBOL FOR NULL} long" == letter.reason
    assert letter.value is None


def test_a_refusal_without_a_code_has_none() -> None:
    """Not every database gives one."""
    (unit,) = units([prepare(PLAN, delivery(GOOD % 1))])
    letter = refused_letter(unit, DataError("refused"), LATER)

    assert ("refused", None) == (letter.reason, letter.sqlstate)


PUBLISHING = compile_plan(PURCHASES)
TWO_PURCHASES = b"\n".join((purchase(1), purchase(2, lines=1)))


def test_what_is_published_of_a_message_names_it() -> None:
    """Rows come record by record, but for the records that the database refused."""
    work = prepare(PUBLISHING, delivery(TWO_PURCHASES, entity="Purchase"))
    every = [("Purchase", 0, 0), ("PurchaseLine", 0, 0), ("PurchaseLine", 0, 1)]
    every += [("Purchase", 1, 0), ("PurchaseLine", 1, 0)]
    found = list(work.publications(()))

    assert every == [(each.entity, each.record, each.place) for each in found]
    assert {("id-1", 7)} == {(each.message_id, each.stream_sequence) for each in found}
    assert found[3:] == list(work.publications({0}))
    assert [] == list(work.publications({0, 1}))


def test_what_does_not_fit_into_the_queue_is_a_dead_letter() -> None:
    """The room for headers is set aside; a project that publishes nothing has no such limit."""
    small = MOST_HEADER_BYTES + 65
    work = prepare(PUBLISHING, delivery(TWO_PURCHASES, entity="Purchase"), max_payload=small)
    (letter,) = letters(work, LATER)

    assert (0, "Purchase", "published") == (letter.record, letter.at_entity, letter.rule)
    assert purchase(1) == letter.payload
    assert {1} == {each.record for each in work.publications(())}
    assert [1] == [unit.index for unit in units([work])]
    assert () == prepare(PLAN, delivery(GOOD % 1), max_payload=1).extract.bad


def test_nothing_is_published_of_a_message_with_another_ones_id() -> None:
    """Its rows would have the ids of the other's."""
    work = prepare(PUBLISHING, delivery(TWO_PURCHASES, entity="Purchase"))

    assert [] == list(renamed(work).publications(()))


_sent = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xy")), max_size=8)


@UNHURRIED
@given(_sent)
def test_each_id_is_processed_once_and_no_payload_is_lost(sent: list[tuple[str, str]]) -> None:
    """Of one id the first payload counts: the same again is done with it, another one clashes."""
    works: list[Work] = [
        prepare(PLAN, delivery(payload.encode(), sequence=n, published_id=name))
        for n, (name, payload) in enumerate(sent, 1)
    ]
    firsts, clashing = distinct(works)

    first: dict[str, str] = {}
    for name, payload in sent:
        first.setdefault(name, payload)
    assert list(first.items()) == [
        (work.message_id, work.delivery.payload.decode()) for work in firsts
    ]
    assert [n for n, (name, payload) in enumerate(sent, 1) if payload != first[name]] == [
        work.delivery.sequence for work in clashing
    ]
