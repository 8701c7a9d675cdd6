"""What /docs and /openapi.json tell: the answers as schemas, and a path for each root entity."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from http import HTTPStatus
from typing import Any

import msgspec
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from msgspec import Struct

from nomnom.extraction import Plan, RootPlan
from nomnom.ingest.contract import (
    Accepted,
    BatchAnswer,
    BatchRefusal,
    EntityInput,
    Health,
    MessageStatus,
    ProblemDetails,
    Readiness,
    RecordRefusal,
    StatusAnswer,
    StatusQuery,
)
from nomnom.ingest.problems import MEDIA_TYPE

ENTITY_PATH = "/ingest/{entity}"
"""The endpoint that is shown once per root entity."""

_REF = "#/components/schemas/{name}"
_MODELS = (
    Accepted,
    BatchAnswer,
    BatchRefusal,
    EntityInput,
    Health,
    MessageStatus,
    ProblemDetails,
    Readiness,
    RecordRefusal,
    StatusAnswer,
    StatusQuery,
)

Responses = dict[int | str, dict[str, Any]]


def answers(models: Mapping[int, tuple[str, type[Struct]]]) -> Responses:
    """FastAPI's `responses` for answers by status: what each means, and its value."""
    return {
        status: {"description": meaning, "content": {"application/json": _content(model)}}
        for status, (meaning, model) in models.items()
    }


def problems(*statuses: int, model: type[ProblemDetails] = ProblemDetails) -> Responses:
    """FastAPI's `responses` for refusals."""
    return {
        status: {"description": HTTPStatus(status).phrase, "content": {MEDIA_TYPE: _content(model)}}
        for status in statuses
    }


def one_document() -> dict[str, Any]:
    """The request body of one JSON document."""
    return _request_body("application/json", {"type": "object"})


def many_documents() -> dict[str, Any]:
    """The request body of many JSON documents."""
    return _request_body("application/x-ndjson", {"type": "string"})


def json_body(model: type[Struct]) -> dict[str, Any]:
    """A request body of our own shape."""
    return _request_body("application/json", _content(model)["schema"])


def describe(app: FastAPI, plan: Plan) -> dict[str, Any]:
    """The OpenAPI document of the app, with the root entities of its plan."""
    document = get_openapi(
        title=app.title,
        version=app.version,
        description=app.description,
        routes=app.routes,
        tags=app.openapi_tags,
    )
    _drop_invented(document)
    _, models = msgspec.json.schema_components(_MODELS, ref_template=_REF)
    entities = {_entity_key(name): _entity_schema(root) for name, root in plan.roots.items()}
    document["components"] = {"schemas": models | entities}
    generic = document["paths"].pop(ENTITY_PATH)
    for name, root in plan.roots.items():
        document["paths"][ENTITY_PATH.format(entity=name)] = _entity_path(generic, root)
    return document


def _drop_invented(document: dict[str, Any]) -> None:
    """FastAPI's own 422, shown where a path has parameters and a route declares none; it never occurs."""
    for path in document["paths"].values():
        for operation in path.values():
            if "HTTPValidationError" in str(operation["responses"].get("422")):
                del operation["responses"]["422"]


def _content(model: type[Struct]) -> dict[str, Any]:
    return {"schema": {"$ref": _REF.format(name=model.__name__)}}


def _request_body(media_type: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"requestBody": {"required": True, "content": {media_type: {"schema": schema}}}}


def _entity_key(entity: str) -> str:
    """Where an entity's schema is: an entity may well be called like one of our own values."""
    return f"entities.{entity}"


def _entity_schema(root: RootPlan) -> dict[str, Any]:
    return {
        "type": "object",
        "title": root.root.name,
        "description": root.root.doc,
        "required": sorted(root.required),
        "properties": {name: {} for name in sorted(root.required)},
    }


def _entity_path(generic: Mapping[str, Any], root: RootPlan) -> dict[str, Any]:
    """The endpoint as it is for one root entity."""
    path = deepcopy(dict(generic))
    name = root.root.name
    for operation in path.values():
        operation.pop("parameters", None)
    reference = {"$ref": _REF.format(name=_entity_key(name))}
    path["post"] |= _request_body("application/json", reference)
    path["post"] |= {"summary": f"Send one {name}", "operationId": f"ingest_{name}"}
    path["get"] |= {
        "summary": f"How {name} messages are written",
        "operationId": f"input_of_{name}",
    }
    return path
