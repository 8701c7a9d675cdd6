"""Short ways to have payloads of sample entities explained."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nomnom.explaining import Explanation, explain
from nomnom.explaining.explanation import Document
from nomnom.extraction import compile_plan
from nomnom.model.entity import Entity
from samples.entities import project

Telling = Callable[..., Explanation]
Single = Callable[..., Document]


@pytest.fixture
def told() -> Telling:
    """What is told of a payload, for a project of these entities."""

    def explained(payload: bytes, *entities: Entity, entity: str | None = None) -> Explanation:
        declared = project(*entities)
        return explain(declared, compile_plan(declared), payload, entity=entity)

    return explained


@pytest.fixture
def document(told: Telling) -> Single:
    """What is told of a payload of one document."""

    def explained(payload: bytes, *entities: Entity, entity: str | None = None) -> Document:
        (only,) = told(payload, *entities, entity=entity).documents
        return only

    return explained
