"""The worker on a real queue and a real database."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from decimal import Decimal
from typing import Any

import nats
import pytest

from nomnom.errors import ConfigurationError
from nomnom.worker.sizing import Limits
from samples.workers import Running, message, order

StartWorker = Callable[..., AbstractAsyncContextManager[Running]]
Rows = Callable[[str], list[tuple[Any, ...]]]


def test_a_message_becomes_rows_of_parent_and_children(
    start_worker: StartWorker, rows: Rows
) -> None:
    """One order with two line items is one row and two rows, with exact numbers, acked after commit."""

    async def story() -> None:
        async with start_worker() as running:
            await running.bus.publish(message(order(1)))
            await running.settled(1)
            backlog = await running.bus.backlog()
            assert (0, 0) == (backlog.waiting, backlog.in_flight)

    asyncio.run(story())
    assert [("1", Decimal("100.1"))] == rows("SELECT order_key, total_price FROM orders")
    assert [(2, Decimal("49420.70"))] == rows(
        "SELECT count(*), sum(extended_price) FROM order_line_items"
    )
    assert [(1, 1, 0)] == rows("SELECT records, stored, dead FROM nomnom_messages")


def test_a_message_delivered_again_changes_nothing(
    start_worker: StartWorker,
    rows: Rows,
    fresh_nats_url: str,
) -> None:
    """The ledger knows a message by its id, long after JetStream's duplicate window has passed."""
    sent = message(order(1), order(2))

    async def story() -> None:
        async with start_worker() as running:
            await running.bus.publish(sent)
            await running.settled(2)
            client = await nats.connect(fresh_nats_url)
            await client.jetstream().purge_stream("MESSAGES")
            config = (await client.jetstream().stream_info("MESSAGES")).config
            config.duplicate_window = 0.1
            await client.jetstream().update_stream(config)
            ack = await client.jetstream().publish(sent.subject, sent.payload, headers=sent.headers)
            while ack.duplicate:
                ack = await client.jetstream().publish(
                    sent.subject, sent.payload, headers=sent.headers
                )
            await client.close()
            await running.repeated(1)

    asyncio.run(story())
    assert [(2, 2)] == rows("SELECT count(*), max(id) FROM orders")
    assert [(4, 4)] == rows("SELECT count(*), max(id) FROM order_line_items")
    assert [(1,)] == rows("SELECT count(*) FROM nomnom_messages")


def test_the_same_orders_in_new_messages_burn_no_sequence_value(
    start_worker: StartWorker, rows: Rows
) -> None:
    """Orders that come again update their rows in place."""

    async def story() -> None:
        async with start_worker() as running:
            for times in range(1, 4):
                await running.bus.publish(message(*(order(n) for n in range(10))))
                await running.settled(10 * times)

    asyncio.run(story())
    assert [(10, 10)] == rows("SELECT count(*), max(id) FROM orders")
    assert [(10,)] == rows("SELECT last_value FROM orders_id_seq")
    assert [(20,)] == rows("SELECT last_value FROM order_line_items_id_seq")


def test_a_bad_record_becomes_a_dead_letter_and_its_neighbours_rows(
    start_worker: StartWorker, rows: Rows
) -> None:
    """A record that breaks a rule is kept with place, value and reason; the rest of the message is stored."""
    bad = order(2)
    bad["line_items"][1]["quantity"] = "many"

    async def story() -> None:
        async with start_worker() as running:
            await running.bus.publish(message(order(1), bad, order(3)))
            await running.settled(3)

    asyncio.run(story())
    assert [("1",), ("3",)] == rows("SELECT order_key FROM orders ORDER BY 1")
    letter = "SELECT record, entity, at_entity, path, value, stored, dead FROM nomnom_dead_letters"
    assert [(1, "Order", "OrderLineItem", "$.line_items[1].quantity", '"many"', 2, 1)] == rows(
        f"{letter} JOIN nomnom_messages USING (message_id, entity)"
    )
    ((payload,),) = rows("SELECT payload FROM nomnom_dead_letters")
    assert bad == json.loads(payload)


def test_a_record_that_the_database_refuses_stands_alone(
    start_worker: StartWorker, rows: Rows
) -> None:
    """A rule that only the database knows costs one record of many, with its SQLSTATE in the dead letter."""

    async def story() -> None:
        async with start_worker() as running:
            await running.bus.publish(message(order(0)))
            await running.settled(1)
            rows("ALTER TABLE orders ADD CHECK (clerk <> 'nobody')")
            for start in (1, 101):
                orders = [order(n) for n in range(start, start + 100)]
                orders[50]["clerk"] = "nobody"
                await running.bus.publish(message(*orders))
            await running.settled(201)

    asyncio.run(story())
    assert [(199,)] == rows("SELECT count(*) FROM orders")
    letters = "SELECT record, rule, sqlstate FROM nomnom_dead_letters ORDER BY stream_sequence"
    assert [(50, "database", "23514"), (50, "database", "23514")] == rows(letters)
    ((payload, *_), _) = rows("SELECT payload FROM nomnom_dead_letters ORDER BY stream_sequence")
    assert order(51, clerk="nobody") == json.loads(payload)


@pytest.mark.parametrize(
    ("payload", "rule"),
    [
        (b"", "json"),
        (b"not json", "json"),
        (b"[1, 2]", "type"),
        (b'{"order_key": "\xff"}', "utf-8"),
        (b'{"order_key": "a\\u0000b"}', "nul"),
        (b"\x00\x01\x02", "json"),
    ],
)
def test_whatever_a_stranger_publishes_ends_as_a_dead_letter(
    start_worker: StartWorker, rows: Rows, fresh_nats_url: str, payload: bytes, rule: str
) -> None:
    """Nothing that arrives on the subject stops the worker or gets lost, byte for byte."""

    async def story() -> None:
        async with start_worker() as running:
            client = await nats.connect(fresh_nats_url)
            await client.jetstream().publish("messages.ingest.Order", payload)
            await client.close()
            await running.settled(1)

    asyncio.run(story())
    ((found_rule, found_payload),) = rows("SELECT rule, payload FROM nomnom_dead_letters")
    assert payload == found_payload
    assert rule == found_rule


def test_plain_json_of_any_client_is_stored(
    start_worker: StartWorker, rows: Rows, fresh_nats_url: str
) -> None:
    """A client that knows nothing of nomnom publishes one pretty-printed document without any header."""

    async def story() -> None:
        async with start_worker() as running:
            client = await nats.connect(fresh_nats_url)
            pretty = json.dumps(order(1), indent=4).encode()
            await client.jetstream().publish("messages.ingest.Order", pretty)
            await client.close()
            await running.settled(1)

    asyncio.run(story())
    assert [("1",)] == rows("SELECT order_key FROM orders")


def test_an_unknown_entity_is_a_dead_letter(
    start_worker: StartWorker, rows: Rows, fresh_nats_url: str
) -> None:
    """A message for an entity that the project doesn't have is kept, with the known ones named."""

    async def story() -> None:
        async with start_worker() as running:
            client = await nats.connect(fresh_nats_url)
            await client.jetstream().publish("messages.ingest.Ordr", b"{}")
            await client.close()
            await running.settled(1)

    asyncio.run(story())
    expected = ("Ordr", "entity", "expected a root entity of the project (Order)")
    assert [expected] == rows("SELECT entity, rule, reason FROM nomnom_dead_letters")


def test_a_reused_message_id_is_not_taken_for_a_repetition(
    start_worker: StartWorker, rows: Rows, fresh_nats_url: str
) -> None:
    """Another payload under a known id isn't dropped as a duplicate: it becomes a dead letter."""

    async def story() -> None:
        for number in (1, 2):
            async with start_worker() as running:
                client = await nats.connect(fresh_nats_url)
                stream = client.jetstream()
                payload = json.dumps(order(number)).encode()
                headers = {"Nats-Msg-Id": "always-the-same"}
                await stream.publish("messages.ingest.Order", payload, headers=headers)
                await running.settled(1)
            # A stream made anew has forgotten the id; only the ledger still knows it.
            await stream.delete_stream("MESSAGES")
            await client.close()

    asyncio.run(story())
    assert [("1",)] == rows("SELECT order_key FROM orders")
    assert [("message_id",)] == rows("SELECT rule FROM nomnom_dead_letters")
    counts = "SELECT records, stored, dead FROM nomnom_messages ORDER BY stored DESC"
    assert [(1, 1, 0), (1, 0, 1)] == rows(counts)


def test_the_last_version_in_stream_order_wins_across_messages_of_a_batch(
    start_worker: StartWorker, rows: Rows
) -> None:
    """Many versions of one order that are written in one transaction end as the last one."""

    async def story() -> None:
        async with start_worker() as running:
            versions = [message(order(1, clerk=str(n))) for n in range(50)]
            for version in versions:
                await running.bus.publish(version)
            await running.settled(50)

    asyncio.run(story())
    assert [(1, "49")] == rows("SELECT id, clerk FROM orders")


def test_small_limits_only_make_more_batches(start_worker: StartWorker, rows: Rows) -> None:
    """A worker that may hold one record at a time stores the same rows."""

    async def story() -> None:
        async with start_worker(Limits(records=1, payload_bytes=1)) as running:
            for number in range(20):
                await running.bus.publish(message(order(number)))
            await running.settled(20)

    asyncio.run(story())
    assert [(20,)] == rows("SELECT count(*) FROM orders")


def test_a_table_that_is_not_as_declared_stops_the_worker_and_keeps_the_message(
    start_worker: StartWorker, rows: Rows
) -> None:
    """A missing column is no reason for dead letters: the worker ends with an error, the message stays."""

    async def story() -> None:
        async with start_worker() as running:
            await running.bus.publish(message(order(1)))
            await running.settled(1)
            rows("ALTER TABLE orders DROP COLUMN clerk")
            await running.bus.publish(message(order(2)))
            async with asyncio.timeout(60):
                await asyncio.wait({running.task})
            with pytest.raises(ConfigurationError, match="clerk"):
                running.task.result()
            backlog = await running.bus.backlog()
            assert 1 == backlog.waiting + backlog.in_flight

    asyncio.run(story())
    assert [] == rows("SELECT * FROM nomnom_dead_letters")
