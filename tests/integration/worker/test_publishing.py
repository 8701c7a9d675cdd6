"""What a worker publishes, on a real queue and a real database."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import nats
import pytest

from nomnom.bus import OUTLET, STREAM, Backlog
from nomnom.loading import load_project
from nomnom.messages import Outgoing
from nomnom.model.project import Project
from nomnom.worker.sizing import Limits
from samples.published import (
    PURCHASES,
    READINGS,
    delete_streams,
    expected,
    ids,
    published,
    purchase,
    purchases,
    seen,
)
from samples.workers import PATIENCE_SECONDS, Running, message, order, running_worker

StartWorker = Callable[..., AbstractAsyncContextManager[Running]]
Rows = Callable[[str], list[tuple[Any, ...]]]


@pytest.fixture
def project() -> Project:
    """Purchases, which have a table, and their lines, which have none."""
    return PURCHASES


async def acked(running: Running) -> None:
    """Wait until the queue is empty."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while await running.bus.backlog() != Backlog(waiting=0, in_flight=0):
            await asyncio.sleep(0)


def test_rows_are_published_after_the_commit_and_before_the_ack(
    start_worker: StartWorker, rows: Rows, fresh_nats_url: str
) -> None:
    """With a table or without, record by record in the order of the message, with the way back to it."""

    async def story() -> list[Any]:
        async with start_worker() as running:
            sequence = await running.bus.publish(purchases(*range(20)))
            await running.settled(20)
            await acked(running)
            found = await published(fresh_nats_url)
            assert {("sent-1", str(sequence))} == {
                (each.headers["Nomnom-Message-Id"], each.headers["Nomnom-Stream-Sequence"])
                for each in found
            }
            return found

    found = asyncio.run(story())
    assert expected(range(20)) == seen(found)
    assert 60 == len(set(ids(found)))
    assert [str(n // 3) for n in range(60)] == [each.headers["Nomnom-Record"] for each in found]
    lines = [{"number": 1}, {"number": 2}]
    assert {"purchase_key": "P0", "total": 1.5, "lines": lines} == json.loads(found[0].data)
    assert [(20,)] == rows("SELECT count(*) FROM purchase")


def test_a_worker_that_ends_between_commit_and_publishing_loses_nothing(
    start_worker: StartWorker, rows: Rows, fresh_nats_url: str
) -> None:
    """Its message is in the ledger but not acked: whoever gets it next publishes the rows, once each."""

    async def story() -> None:
        async with start_worker() as running:
            await running.bus.publish(purchases(0))
            await running.settled(1)
            # Without the stream nothing can be published, so a stop comes before that.
            await delete_streams(fresh_nats_url, OUTLET)
            await running.bus.publish(purchases(1, message_id="sent-2"))
            async with asyncio.timeout(PATIENCE_SECONDS):
                while rows("SELECT count(*) FROM nomnom_messages") != [(2,)]:
                    await asyncio.sleep(0)
        assert 1 == running.records
        async with start_worker() as running:
            await running.repeated(1)
            await acked(running)
        assert expected([1]) == seen(await published(fresh_nats_url))

    asyncio.run(story())
    assert [(2,)] == rows("SELECT count(*) FROM purchase")


def test_a_repeated_message_publishes_the_same_ids(
    start_worker: StartWorker, fresh_nats_url: str
) -> None:
    """The stream drops them as long as it knows them; afterwards whoever reads them can."""

    async def deliver() -> list[str]:
        async with start_worker() as running:
            await running.bus.publish(purchases(1, 2))
            await running.at_least(0)
            async with asyncio.timeout(PATIENCE_SECONDS), running.changed:
                await running.changed.wait_for(lambda: bool(running.written))
        return ids(await published(fresh_nats_url))

    async def story() -> None:
        first = await deliver()
        assert 6 == len(first)
        await delete_streams(fresh_nats_url, STREAM)
        assert first == await deliver()
        await delete_streams(fresh_nats_url, STREAM, OUTLET)
        assert first == await deliver()

    asyncio.run(story())


def test_a_record_that_becomes_a_dead_letter_publishes_nothing(
    start_worker: StartWorker, rows: Rows, fresh_nats_url: str
) -> None:
    """Refused by its rules or by the database, at first and when its message comes again."""
    documents = (purchase(0), b'{"purchase_key": "bad"}', *(purchase(n) for n in range(1, 6)))
    sent = Outgoing("Purchase", documents, "sent-1")
    good = expected([0, 1, 2, 4, 5])

    async def story() -> None:
        async with start_worker() as running:
            await running.bus.publish(purchases(100, message_id="sent-0"))
            await running.settled(1)
            rows("ALTER TABLE purchase ADD CHECK (purchase_key <> 'P3')")
            await running.bus.publish(sent)
            await running.settled(8)
            assert expected([100]) + good == seen(await published(fresh_nats_url))
        await delete_streams(fresh_nats_url, STREAM, OUTLET)
        async with start_worker() as running:
            await running.bus.publish(sent)
            await running.repeated(1)
            assert good == seen(await published(fresh_nats_url))

    asyncio.run(story())
    letters = rows("SELECT record, rule FROM nomnom_dead_letters ORDER BY record")
    assert [(1, "required"), (4, "database")] == letters


def test_a_reused_message_id_publishes_nothing(
    start_worker: StartWorker, rows: Rows, fresh_nats_url: str
) -> None:
    """Its ids would be those of the other message's rows, so they would vanish."""

    async def story() -> None:
        for number in (1, 2):
            async with start_worker() as running:
                await running.bus.publish(purchases(number))
                await running.settled(1)
            await delete_streams(fresh_nats_url, STREAM)
        assert expected([1]) == seen(await published(fresh_nats_url))

    asyncio.run(story())
    assert [("message_id",)] == rows("SELECT rule FROM nomnom_dead_letters")


def test_a_row_too_large_to_be_published_is_a_dead_letter(
    start_worker: StartWorker, rows: Rows, fresh_nats_url: str
) -> None:
    """The headers need room beside it; the other records are stored and published."""
    small = purchase(1, lines=1)

    async def story() -> None:
        async with start_worker() as running:
            room = running.bus.max_payload - 200 - len(small)
            large = small.replace(b"P1", b"P" + b"1" * room)
            await running.bus.publish(Outgoing("Purchase", (large,)))
            await running.bus.publish(purchases(2))
            await running.settled(2)
        assert expected([2]) == seen(await published(fresh_nats_url))

    asyncio.run(story())
    assert [("Purchase", "published")] == rows("SELECT at_entity, rule FROM nomnom_dead_letters")
    assert [("P2",)] == rows("SELECT purchase_key FROM purchase")


def test_small_batches_keep_the_order_of_each_message(
    start_worker: StartWorker, fresh_nats_url: str
) -> None:
    """Whatever is fetched together, the rows of one message stand as in the message."""

    async def story() -> None:
        async with start_worker(Limits(records=20)) as running:
            for first in range(0, 200, 10):
                sent = purchases(*range(first, first + 10), message_id=f"sent-{first}")
                await running.bus.publish(sent)
            await running.settled(200)
        found = await published(fresh_nats_url)
        for first in range(0, 200, 10):
            ours = [m for m in found if m.headers["Nomnom-Message-Id"] == f"sent-{first}"]
            assert expected(range(first, first + 10)) == seen(ours)

    asyncio.run(story())


def test_a_project_without_any_table_has_ledger_and_dead_letters_only(
    rows: Rows, database_url: str, fresh_nats_url: str
) -> None:
    """Its records are counted, its rows published, its bad records kept."""
    sent = Outgoing("Reading", (b'{"device": "a", "value": 1.50}', b'{"device": "b"}'))

    async def story() -> list[bytes]:
        async with running_worker(fresh_nats_url, database_url, READINGS) as running:
            await running.bus.publish(sent)
            await running.settled(2)
        return [each.data for each in await published(fresh_nats_url)]

    assert [b'{"device":"a","value":1.50}'] == asyncio.run(story())
    assert [(2, 1, 1)] == rows("SELECT records, stored, dead FROM nomnom_messages")
    assert [(1, "$.value")] == rows("SELECT record, path FROM nomnom_dead_letters")
    tables = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
    assert {("nomnom_messages",), ("nomnom_dead_letters",)} == set(rows(tables))


def test_a_project_that_publishes_nothing_makes_no_outlet(
    database_url: str, fresh_nats_url: str
) -> None:
    """Nobody's server gets a stream that nothing goes into."""

    async def story() -> list[str]:
        example = load_project(Path("examples/tpch"))
        async with running_worker(fresh_nats_url, database_url, example) as running:
            await running.bus.publish(message(order(1)))
            await running.settled(1)
        client = await nats.connect(fresh_nats_url)
        streams = [each.config.name or "" for each in await client.jetstream().streams_info()]
        await client.close()
        return streams

    assert [STREAM] == asyncio.run(story())
