"""Asking how messages of a root entity are written."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from typing import Any

import httpx
import pytest

from nomnom.model.entity import Input, InputFormat
from nomnom.model.project import Project
from samples.stored import ORDER

StartApi = Callable[..., AbstractAsyncContextManager[httpx.AsyncClient]]


def _get(start_api: StartApi, path: str, project: Project) -> httpx.Response:
    async def story() -> httpx.Response:
        async with start_api(project, wait=False) as client:
            return await client.get(path)

    return asyncio.run(story())


@pytest.mark.parametrize(
    ("declared", "told"),
    [
        (Input(), {"format": "json"}),
        (Input(InputFormat.CSV_LINE, ";"), {"format": "csv_line", "separator": ";"}),
        (
            Input(InputFormat.DELIMITED, "|", "O"),
            {"format": "delimited", "separator": "|", "prefix": "O"},
        ),
        (Input(InputFormat.HL7V2), {"format": "hl7v2"}),
    ],
)
def test_a_root_entity_tells_how_its_messages_are_written(
    start_api: StartApi, declared: Input, told: dict[str, Any]
) -> None:
    """The format, and what else tells records apart; before there is a queue."""
    root = replace(ORDER, input=declared)
    answer = _get(start_api, "/ingest/Order", Project("shop", (root,)))
    assert (200, {"entity": "Order", "input": told}) == (answer.status_code, answer.json())


@pytest.mark.parametrize("name", ["Ordre", "Item"])
def test_another_entity_is_not_found(start_api: StartApi, shop: Project, name: str) -> None:
    """404 names the root entities, as it does for a message; a derived entity is none."""
    answer = _get(start_api, f"/ingest/{name}", shop)
    assert (404, "/problems/unknown-entity") == (answer.status_code, answer.json()["type"])
    assert 'root entities: "Order"' in answer.json()["detail"]
