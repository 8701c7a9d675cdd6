"""Sending one document."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from typing import Any
from uuid import UUID

import httpx

from nomnom.model.entity import Entity, Input, InputFormat, SourceType
from nomnom.model.project import Project
from samples.stored import fields

StartApi = Callable[..., AbstractAsyncContextManager[httpx.AsyncClient]]
MakeOrder = Callable[..., dict[str, Any]]
StoredMessages = Callable[[], Awaitable[list[bytes]]]


def _post(
    start_api: StartApi, path: str, body: bytes, *, headers: Any = None, **settings: Any
) -> httpx.Response:
    async def story() -> httpx.Response:
        async with start_api(**settings) as client:
            return await client.post(path, content=body, headers=headers)

    return asyncio.run(story())


def test_a_valid_document_is_in_the_stream_when_202_is_answered(
    start_api: StartApi, stored_messages: StoredMessages, order: MakeOrder
) -> None:
    """202 comes with the message's id, and the stream holds the document byte for byte."""
    body = json.dumps(order(), indent=2).encode()

    async def story() -> tuple[httpx.Response, list[bytes]]:
        async with start_api() as client:
            answer = await client.post("/ingest/Order", content=body)
            return answer, await stored_messages()

    answer, messages = asyncio.run(story())
    accepted = answer.json()
    assert (202, "accepted", "Order") == (
        answer.status_code,
        accepted["status"],
        accepted["entity"],
    )
    assert 7 == UUID(accepted["message_id"]).version
    assert dt.datetime.fromisoformat(accepted["timestamp"]).tzinfo is not None
    assert [body] == messages


def test_any_content_type_is_taken(start_api: StartApi, order: MakeOrder) -> None:
    """What curl -d sends by default is JSON like any other."""
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    body = json.dumps(order()).encode()
    assert 202 == _post(start_api, "/ingest/Order", body, headers=form).status_code


def test_every_problem_of_a_record_is_named(
    start_api: StartApi, stored_messages: StoredMessages, order: MakeOrder
) -> None:
    """422 names each problem with pointer, path, entity, rule, reason and value; nothing is queued."""
    bad = order(order_key=7, items=[{"line": 1, "price": 1}, {"line": "two"}])
    del bad["total"]

    async def story() -> tuple[httpx.Response, list[bytes]]:
        async with start_api() as client:
            answer = await client.post("/ingest/Order", content=json.dumps(bad))
            return answer, await stored_messages()

    answer, messages = asyncio.run(story())
    refusal = answer.json()
    assert (422, "application/problem+json") == (
        answer.status_code,
        answer.headers["content-type"],
    )
    assert ("/problems/validation", 422) == (refusal["type"], refusal["status"])
    assert {
        ("/order_key", "$.order_key", "type", "7"),
        ("/total", "$.total", "required", ""),
        ("/items/1/line", "$.items[1].line", "type", '"two"'),
        ("/items/1/price", "$.items[1].price", "required", ""),
    } == {(p["pointer"], p["path"], p["rule"], p["value"]) for p in refusal["problems"]}
    assert "Item" in {problem["entity"] for problem in refusal["problems"]}
    assert [] == messages


def test_an_empty_body_is_no_document(start_api: StartApi) -> None:
    """An empty body is a problem of the record, not a mistake of the server."""
    assert 422 == _post(start_api, "/ingest/Order", b"").status_code


def test_several_documents_belong_into_a_batch(start_api: StartApi, order: MakeOrder) -> None:
    """422 says how many there are and where to send them."""
    body = f"{json.dumps(order(1))}\n{json.dumps(order(2))}".encode()
    for path in ("/ingest/Order", "/ingest/message"):
        answer = _post(start_api, path, body)
        assert (422, "/problems/several-documents") == (answer.status_code, answer.json()["type"])
        assert "got 2" in answer.json()["detail"]
        assert "/ingest/batch" in answer.json()["detail"]


def test_a_broken_document_over_several_lines_is_one_document(start_api: StartApi) -> None:
    """A pretty-printed document with a mistake in it isn't taken for several."""
    body = b'{\n  "order_key": "1",\n  "total": }\n'
    answer = _post(start_api, "/ingest/Order", body)
    assert (422, "/problems/validation") == (answer.status_code, answer.json()["type"])
    assert ["json"] == [problem["rule"] for problem in answer.json()["problems"]]


def test_an_unknown_entity_is_not_found(start_api: StartApi) -> None:
    """404 names the nearest root entity and all of them, wherever the name stands."""
    for path in ("/ingest/Ordre", "/ingest/message?entity=Ordre", "/ingest/batch?entity=Ordre"):
        answer = _post(start_api, path, b"{}")
        assert (404, "/problems/unknown-entity") == (answer.status_code, answer.json()["type"])
        assert 'did you mean "Order"?' in answer.json()["detail"]
        assert 'root entities: "Order"' in answer.json()["detail"]


def test_a_derived_entity_is_no_root(start_api: StartApi) -> None:
    """Only root entities are sent; a derived one is as unknown as any other word."""
    assert 404 == _post(start_api, "/ingest/Item", b"{}").status_code


def test_the_entity_is_found_by_the_required_members(
    start_api: StartApi, order: MakeOrder, market: Project
) -> None:
    """Of the roots whose required members are all there, the one that requires most is meant."""
    body = json.dumps(order()).encode()
    answer = _post(start_api, "/ingest/message", body, project=market)
    assert (202, "Order") == (answer.status_code, answer.json()["entity"])


def test_an_entity_that_is_named_needs_no_finding(
    start_api: StartApi, order: MakeOrder, market: Project
) -> None:
    """With ?entity= the record is of that entity, whatever else it could be."""
    body = json.dumps(order()).encode()
    answer = _post(start_api, "/ingest/message?entity=Event", body, project=market)
    assert (202, "Event") == (answer.status_code, answer.json()["entity"])


def test_a_record_that_could_be_several_entities_is_ambiguous(
    start_api: StartApi, market: Project
) -> None:
    """422 names the candidates and asks for ?entity=."""
    body = b'{"order_key": "1", "total": 1}'
    answer = _post(start_api, "/ingest/message", body, project=market)
    assert (422, "/problems/ambiguous") == (answer.status_code, answer.json()["type"])
    assert '"Event", "First", "Natural", "Strict"' in answer.json()["detail"]
    assert "?entity=" in answer.json()["detail"]


def test_a_record_that_is_no_entity_s_is_told_what_is_missing(
    start_api: StartApi, market: Project
) -> None:
    """422 says for each root entity which members a record of it would need."""
    answer = _post(start_api, "/ingest/message", b'{"order_key": "1"}', project=market)
    refusal = answer.json()
    assert (422, "/problems/unidentified") == (answer.status_code, refusal["type"])
    missing = {problem["entity"]: problem["message"] for problem in refusal["problems"]}
    assert {"Order", "Event", "First", "Strict", "Natural", "Optional", "Typed"} == missing.keys()
    assert '"items", "total"' in missing["Order"]
    assert '"key"' in missing["Typed"]


def test_something_else_than_an_object_is_no_entity_s(start_api: StartApi) -> None:
    """A list or broken JSON is refused with the reason."""
    for body, rule in ((b"[1]", "type"), (b'{"order_key"', "json"), (b"", "json")):
        answer = _post(start_api, "/ingest/message", body)
        assert 422 == answer.status_code
        assert [rule] == [problem["rule"] for problem in answer.json()["problems"]]


def test_a_body_that_isnt_json_is_told_to_name_its_root(start_api: StartApi, shop: Project) -> None:
    """422 names the roots that take such bodies, whether the project has others or not."""
    text = Input(InputFormat.HL7V2)
    roots = [
        Entity(name=name, source_type=SourceType.ROOT, fields=(), input=each)
        for name, each in (("Adt", text), ("Line", Input(InputFormat.CSV_LINE)))
    ]
    for others in (shop.entities, ()):
        project = replace(shop, entities=(*roots, *others))
        for body in (b"MSH|^~\\&|LAB\rPID|1", b"7", b"7\n8"):
            answer = _post(start_api, "/ingest/message", body, project=project)
            assert 422 == answer.status_code
            cure = 'one that isn\'t JSON needs ?entity=…, which is "Adt" or "Line" then'
            assert cure in answer.json()["detail"]


def test_what_a_record_lacks_is_told_of_roots_of_json_only(
    start_api: StartApi, shop: Project
) -> None:
    """A line of text has no members that could be missing."""
    line = Entity(
        name="Line",
        source_type=SourceType.ROOT,
        fields=fields(a="String"),
        input=Input(InputFormat.CSV_LINE),
    )
    project = replace(shop, entities=(*shop.entities, line))
    answer = _post(start_api, "/ingest/message", b"{}", project=project)

    assert ["Order"] == [each["entity"] for each in answer.json()["problems"]]


def test_a_body_beyond_the_limit_is_refused(start_api: StartApi) -> None:
    """413 where Content-Length says so already, and where a body of unknown length turns out too long."""

    async def chunks() -> Any:
        for _ in range(11):
            yield b"x" * 100

    async def story() -> tuple[httpx.Response, httpx.Response]:
        async with start_api(max_body=1000) as client:
            declared = await client.post("/ingest/Order", content=b"x" * 1001)
            return declared, await client.post("/ingest/Order", content=chunks())

    for answer in asyncio.run(story()):
        assert (413, "/problems/body-too-large") == (answer.status_code, answer.json()["type"])
        assert "1000 bytes" in answer.json()["detail"]


def test_a_record_as_large_as_the_server_takes_is_queued_and_no_larger_one(
    start_api: StartApi, stored_messages: StoredMessages, order: MakeOrder
) -> None:
    """The server's 1 MiB less the headers is the limit, and the connection survives beyond it."""
    most = 1024 * 1024 - 256
    empty = len(json.dumps(order(note="")))

    async def story() -> tuple[list[int], int]:
        async with start_api() as client:
            statuses = [
                (
                    await client.post(
                        "/ingest/Order", content=json.dumps(order(note="x" * (size - empty)))
                    )
                ).status_code
                for size in (most, most + 1, most)
            ]
            return statuses, len(await stored_messages())

    assert ([202, 413, 202], 2) == asyncio.run(story())


def test_a_compressed_body_is_not_supported(start_api: StartApi) -> None:
    """415 says what is expected instead."""
    answer = _post(start_api, "/ingest/Order", b"\x1f\x8b", headers={"Content-Encoding": "gzip"})
    assert (415, "identity") == (answer.status_code, answer.headers["accept-encoding"])
    assert "uncompressed" in answer.json()["detail"]


def test_other_paths_and_methods_are_problems_too(start_api: StartApi) -> None:
    """Whatever is refused is refused as application/problem+json."""

    async def story() -> list[httpx.Response]:
        async with start_api(wait=False) as client:
            return [await client.get("/orders"), await client.delete("/ingest/Order")]

    answers = asyncio.run(story())
    assert [404, 405] == [answer.status_code for answer in answers]
    assert {"application/problem+json"} == {answer.headers["content-type"] for answer in answers}
