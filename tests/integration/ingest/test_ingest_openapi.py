"""What /docs and /openapi.json tell."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import httpx
import pytest

from nomnom.model.project import Project

StartApi = Callable[..., AbstractAsyncContextManager[httpx.AsyncClient]]


@pytest.fixture
def document(start_api: StartApi, market: Project) -> dict[str, Any]:
    """The OpenAPI document of a project with several root entities."""

    async def read() -> dict[str, Any]:
        async with start_api(market, wait=False) as client:
            return dict((await client.get("/openapi.json")).json())

    return asyncio.run(read())


def test_each_root_entity_has_a_path_and_a_schema(document: dict[str, Any]) -> None:
    """A reader finds the entities of the project, with the members that a record must have."""
    assert {"/ingest/Order", "/ingest/Typed"} <= document["paths"].keys()
    assert not {"/ingest/Item", "/ingest/{entity}"} & document["paths"].keys()
    body = document["paths"]["/ingest/Order"]["post"]["requestBody"]
    assert {"$ref": "#/components/schemas/entities.Order"} == body["content"]["application/json"][
        "schema"
    ]
    schema = document["components"]["schemas"]["entities.Order"]
    assert ["items", "order_key", "total"] == schema["required"]
    asked = document["paths"]["/ingest/Order"]["get"]
    assert "How Order messages are written" == asked["summary"]
    assert {"200", "404"} == asked["responses"].keys()


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    """A schema that is referred to is part of the document."""
    names = re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(document))
    assert {"Accepted", "BatchAnswer", "RejectedLine", "UnqueuedLine", "RecordProblem"} <= set(
        names
    )
    assert set(names) <= document["components"]["schemas"].keys()


def test_every_endpoint_says_what_it_answers(document: dict[str, Any]) -> None:
    """Each has a summary, a tag, and a schema for every answer; refusals are problem documents."""
    for path, operations in document["paths"].items():
        for operation in operations.values():
            assert operation["summary"], path
            assert operation["tags"], path
            for status, response in operation["responses"].items():
                [media_type] = response["content"]
                is_refusal = status >= "4" and path != "/ready"
                assert is_refusal == (media_type == "application/problem+json"), (path, status)


def test_the_docs_are_a_page(start_api: StartApi) -> None:
    """/docs is there before NATS is."""

    async def story() -> httpx.Response:
        async with start_api(wait=False) as client:
            return await client.get("/docs")

    page = asyncio.run(story())
    assert (200, True) == (page.status_code, "swagger" in page.text)
