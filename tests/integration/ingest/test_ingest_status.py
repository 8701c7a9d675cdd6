"""Asking what became of messages."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any

import httpx

from nomnom.bus import connect
from nomnom.messages import Outgoing
from nomnom.migrate import bring_up
from nomnom.model.project import Project

StartApi = Callable[..., AbstractAsyncContextManager[httpx.AsyncClient]]
MakeOrder = Callable[..., dict[str, Any]]
Ndjson = Callable[[Sequence[Any]], bytes]
WorkOff = Callable[..., Awaitable[None]]


def test_a_message_is_accepted_until_it_is_processed(
    start_api: StartApi,
    database_url: str,
    shop: Project,
    order: MakeOrder,
    ndjson: Ndjson,
    work_off: WorkOff,
) -> None:
    """First it is in the queue, then its counts and times are in the ledger."""
    bring_up(database_url, shop)

    async def story() -> tuple[str, dict[str, Any], dict[str, Any]]:
        async with start_api(database_url=database_url) as client:
            sent = await client.post("/ingest/batch", content=ndjson([order(1), order(2)]))
            message_id = sent.json()["messages"][0]["message_id"]
            before = await client.get(f"/ingest/status/{message_id}")
            await work_off(2)
            after = await client.get(f"/ingest/status/{message_id}")
            assert (200, 200) == (before.status_code, after.status_code)
            return message_id, before.json(), after.json()

    message_id, before, after = asyncio.run(story())
    assert {"message_id": message_id, "status": "accepted"} == before
    times = after.pop("received_at"), after.pop("processed_at")
    assert times[0] < times[1]
    assert {
        "message_id": message_id,
        "status": "processed",
        "entity": "Order",
        "records": 2,
        "stored": 2,
        "dead": 0,
    } == after


def test_a_message_with_dead_letters_says_why(
    start_api: StartApi,
    database_url: str,
    shop: Project,
    fresh_nats_url: str,
    order: MakeOrder,
    work_off: WorkOff,
) -> None:
    """A bad record among good ones, published without the API, is a dead letter with place and reason."""
    bring_up(database_url, shop)
    bad = order(2, items=[{"line": "two", "price": 1}])
    message = Outgoing("Order", tuple(json.dumps(each).encode() for each in (order(1), bad)))

    async def story() -> httpx.Response:
        async with start_api(database_url=database_url) as client:
            async with connect(fresh_nats_url, name="test") as bus:
                await bus.publish(message)
            await work_off(2)
            return await client.get(f"/ingest/status/{message.message_id}")

    answer = asyncio.run(story())
    status = answer.json()
    assert (200, "dead_lettered") == (answer.status_code, status["status"])
    assert (2, 1, 1) == (status["records"], status["stored"], status["dead"])
    [letter] = status["dead_letters"]
    assert (1, "Item", "$.items[0].line", "type", '"two"') == (
        letter["record"],
        letter["entity"],
        letter["path"],
        letter["rule"],
        letter["value"],
    )
    assert "expected an integer" in letter["reason"]


def test_a_message_that_was_never_sent_is_not_found(
    start_api: StartApi, database_url: str, shop: Project
) -> None:
    """With nothing in the queue an id that the ledger doesn't know is unknown, however odd it is."""
    bring_up(database_url, shop)

    async def story() -> list[httpx.Response]:
        async with start_api(database_url=database_url) as client:
            ids = ("0192f0c1-0000-7000-8000-000000000000", "a%00b", "a/b", "x" * 5000)
            return [await client.get(f"/ingest/status/{each}") for each in ids]

    for answer in asyncio.run(story()):
        assert (404, "/problems/unknown-message") == (answer.status_code, answer.json()["type"])


def test_many_messages_are_asked_about_at_once(
    start_api: StartApi, database_url: str, shop: Project, order: MakeOrder, work_off: WorkOff
) -> None:
    """Each id is answered once, in the order asked, and the summary adds them up."""
    bring_up(database_url, shop)

    async def story() -> tuple[list[str], dict[str, Any], dict[str, Any]]:
        async with start_api(database_url=database_url) as client:
            ids = []
            for number in range(3):
                sent = await client.post("/ingest/Order", content=json.dumps(order(number)))
                ids.append(sent.json()["message_id"])
            query = {"message_ids": [*ids, "nobody", ids[0]]}
            before = await client.post("/ingest/status", json=query)
            await work_off(3)
            after = await client.post("/ingest/status", json=query)
            return ids, before.json(), after.json()

    ids, before, after = asyncio.run(story())
    assert [*ids, "nobody"] == [status["message_id"] for status in before["statuses"]]
    assert {"accepted"} == {status["status"] for status in before["statuses"]}
    assert ["processed"] * 3 + ["unknown"] == [status["status"] for status in after["statuses"]]
    assert {
        "accepted": 0,
        "processed": 3,
        "dead_lettered": 0,
        "unknown": 1,
        "records": 3,
        "stored": 3,
        "dead": 0,
    } == after["summary"]


def test_a_question_that_is_not_understood_is_refused(
    start_api: StartApi, database_url: str
) -> None:
    """422 shows what is expected; a thousand ids are the most."""

    async def story() -> list[httpx.Response]:
        async with start_api(database_url=database_url) as client:
            bodies: list[Any] = [{}, {"message_ids": [1]}, {"message_ids": ["x"] * 1001}, []]
            return [await client.post("/ingest/status", json=body) for body in bodies]

    for answer in asyncio.run(story()):
        assert (422, "/problems/bad-request") == (answer.status_code, answer.json()["type"])
        assert '{"message_ids": ["…"]} with at most 1000 ids' in answer.json()["detail"]


def test_without_a_database_there_is_no_status(start_api: StartApi, order: MakeOrder) -> None:
    """503 names DATABASE_URL, and records are accepted all the same."""

    async def story() -> list[httpx.Response]:
        async with start_api() as client:
            accepted = await client.post("/ingest/Order", content=json.dumps(order()))
            return [
                accepted,
                await client.get(f"/ingest/status/{accepted.json()['message_id']}"),
                await client.post("/ingest/status", json={"message_ids": []}),
            ]

    accepted, *refusals = asyncio.run(story())
    assert 202 == accepted.status_code
    for answer in refusals:
        assert (503, "/problems/no-database") == (answer.status_code, answer.json()["type"])
        assert "DATABASE_URL" in answer.json()["detail"]


def test_before_the_first_worker_made_the_tables_there_is_no_status_yet(
    start_api: StartApi, database_url: str
) -> None:
    """503 asks to come again, since a worker that starts creates what is missing."""

    async def story() -> httpx.Response:
        async with start_api(database_url=database_url) as client:
            return await client.get("/ingest/status/x")

    answer = asyncio.run(story())
    assert (503, "/problems/database-away") == (answer.status_code, answer.json()["type"])
    assert "retry-after" in answer.headers
