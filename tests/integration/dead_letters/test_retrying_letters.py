"""Retrying dead letters, on a real queue."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from nomnom.bus import Bus, Received, connect
from nomnom.dead_letters import (
    Outcome,
    choose,
    discard,
    edit,
    opened_queue,
    retry,
    retry_message,
    told,
)
from nomnom.errors import NomnomError, OutageError
from nomnom.store import DeadLetter, LetterFilter, Store
from samples.stored import letter

Bury = Callable[..., tuple[DeadLetter, ...]]


async def sent(
    store: Store, url: str, *choices: LetterFilter
) -> tuple[list[Outcome], list[Received]]:
    """What becomes of letters that are retried, and the messages that are in the queue then."""
    outcomes: list[Outcome] = []
    async with connect(url, name="test") as bus:
        await bus.ensure_stream()
        for chosen in choices:
            outcomes += [outcome async for outcome in retry(store, bus, chosen)]
        inbox, received = await bus.inbox(), list[Received]()
        waiting = (await bus.backlog()).waiting
        while len(received) < waiting:
            received += await inbox.fetch(waiting - len(received), seconds=5)
        await inbox.ack(received)
    return outcomes, received


def test_records_are_sent_oldest_first_and_their_letters_linked(
    store: Store, bury: Bury, fresh_nats_url: str
) -> None:
    """Each as a message of its own with its letter's id; the log has ids, not records."""
    letters = bury(*(letter("m1", n, payload=b'{"n": %d}' % n) for n in range(3)))
    edit(store, letters[1], b'{"n":"x"}')
    with capture_logs() as logs:
        outcomes, received = asyncio.run(sent(store, fresh_nats_url, choose(entity="Order")))
    assert [b'{"n": 0}', b'{"n":"x"}', b'{"n": 2}'] == [r.delivery.payload for r in received]
    assert [each.id for each in letters] == [r.delivery.retry_of for r in received]
    assert [o.message_id for o in outcomes] == [r.delivery.message_id for r in received]
    found = store.letters(choose(state="retried"), limit=9)
    assert [o.message_id for o in outcomes] == [each.retried_as for each in found]
    retried = [each for each in logs if each["event"] == "letter.retried"]
    assert [(1, 0), (2, 1), (3, 0)] == [(each["letter"], each["edit"]) for each in retried]
    assert '"n"' not in str(logs)


def test_retrying_again_sends_the_same_message(
    store: Store, bury: Bury, fresh_nats_url: str
) -> None:
    """By its id a retried letter can be sent once more; the queue has one message all the same."""
    bury(letter("m1"))
    outcomes, received = asyncio.run(sent(store, fresh_nats_url, choose([1]), choose([1])))
    assert outcomes[0] == outcomes[1]
    assert "" == outcomes[0].problem
    assert 1 == len(received)
    assert ([], []) == asyncio.run(sent(store, fresh_nats_url, choose()))


def test_what_was_sent_and_not_linked_is_sent_under_the_same_id(
    store: Store, bury: Bury, fresh_nats_url: str
) -> None:
    """A retry that ends between the two can be repeated."""
    (found,) = bury(letter("m1"))

    async def unlinked() -> None:
        async with opened_queue(fresh_nats_url) as bus:
            await bus.ensure_stream()
            await bus.publish(retry_message(found))

    asyncio.run(unlinked())
    (outcome,), received = asyncio.run(sent(store, fresh_nats_url, choose()))
    assert [outcome.message_id] == [r.delivery.message_id for r in received]


def test_many_are_sent_page_by_page(store: Store, bury: Bury, fresh_nats_url: str) -> None:
    """What is linked leaves the choice, and none is passed over for that."""
    bury(*(letter("m1", n, payload=b"%d" % n) for n in range(250)))
    outcomes, received = asyncio.run(sent(store, fresh_nats_url, choose()))
    assert (250, 250) == (len(outcomes), len({o.message_id for o in outcomes}))
    assert [b"%d" % n for n in range(250)] == [r.delivery.payload for r in received]


def test_what_becomes_a_letter_meanwhile_is_not_sent(
    store: Store, bury: Bury, fresh_nats_url: str
) -> None:
    """Or a record that always fails would be sent for ever."""
    bury(letter("m1", 0))

    async def story() -> list[int]:
        async with opened_queue(fresh_nats_url) as bus:
            await bus.ensure_stream()
            handled = []
            async for outcome in retry(store, bus, choose()):
                handled.append(outcome.letter)
                bury(letter("m2", 1))
            return handled

    assert [1] == asyncio.run(story())
    assert [2] == [each.id for each in store.letters(choose(), limit=9)]


def test_a_discarded_letter_is_taken_up_by_its_id_only(
    store: Store, bury: Bury, fresh_nats_url: str
) -> None:
    """It was discarded for a reason; who names it has thought better of it."""
    bury(letter("m1", 0), letter("m1", 1))
    list(discard(store, choose([1]), "no"))
    outcomes, _ = asyncio.run(sent(store, fresh_nats_url, choose(entity="Order"), choose([1])))
    assert [2, 1] == [o.letter for o in outcomes]
    assert ["retried"] * 2 == [told(store, n).letter.state for n in (1, 2)]


def test_a_record_that_does_not_fit_is_told_and_the_others_are_sent(
    store: Store, bury: Bury, fresh_nats_url: str
) -> None:
    """The server takes a megabyte at once."""
    bury(letter("m1", 0, payload=b"x" * 2**20), letter("m1", 1))
    outcomes, received = asyncio.run(sent(store, fresh_nats_url, choose()))
    problems = {o.letter: o.problem for o in outcomes}
    assert "1,048,576 bytes, expected at most 1,048,320" in problems[1]
    assert "" == problems[2]
    assert ["open", "retried"] == [told(store, n).letter.state for n in (1, 2)]
    assert 1 == len(received)


def test_an_edit_that_comes_between_is_told(
    store: Store, bury: Bury, fresh_nats_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The letter stays open, for what was sent isn't what it says now."""
    (found,) = bury(letter("m1"))
    publish = Bus.publish

    async def edited_meanwhile(bus: Bus, message: object) -> int:
        edit(store, found, b'{"a":1}')
        return await publish(bus, message)  # type: ignore[arg-type]

    monkeypatch.setattr(Bus, "publish", edited_meanwhile)
    (outcome,), _ = asyncio.run(sent(store, fresh_nats_url, choose()))
    assert outcome.problem.startswith("it was edited while it was sent")
    assert "open" == told(store, 1).letter.state


def test_a_retried_letter_is_not_edited(store: Store, bury: Bury, fresh_nats_url: str) -> None:
    """The error says as what it was sent; what that became can be edited."""
    bury(letter("m1"))
    asyncio.run(sent(store, fresh_nats_url, choose()))
    retried = told(store, 1).letter
    with pytest.raises(NomnomError, match=f"it was retried as {retried.retried_as}"):
        edit(store, retried, b'{"a":1}')
    with pytest.raises(NomnomError, match="somebody else edited or retried it meanwhile"):
        edit(store, replace(retried, retried_at=None), b'{"a":1}')
    (outcome,) = discard(store, choose([1]), "no")
    assert f"it was retried as {retried.retried_as}, and stays so" == outcome.problem


def test_a_server_that_is_not_there_is_an_outage_soon() -> None:
    """A person doesn't wait for ever."""

    async def story() -> None:
        async with opened_queue("nats://127.0.0.1:1", seconds=0.2):
            pass

    with pytest.raises(OutageError, match=r"doesn't answer within 0\.2 seconds; check NATS_URL"):
        asyncio.run(story())


def test_an_outage_keeps_what_was_done(store: Store, bury: Bury, fresh_nats_url: str) -> None:
    """Letters sent before it are linked, later ones stay open, and the same call goes on from there."""
    bury(*(letter("m1", n) for n in range(3)))

    async def story() -> None:
        async with opened_queue(fresh_nats_url) as bus:
            await bus.ensure_stream()
            async for outcome in retry(store, bus, choose([1])):
                assert "" == outcome.problem
            await bus.close()
            with pytest.raises(OutageError, match="NATS isn't connected"):
                async for _ in retry(store, bus, choose()):
                    pass

    asyncio.run(story())
    assert ["retried", "open", "open"] == [told(store, n).letter.state for n in (1, 2, 3)]
    outcomes, _ = asyncio.run(sent(store, fresh_nats_url, choose()))
    assert [2, 3] == [o.letter for o in outcomes]
