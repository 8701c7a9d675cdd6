"""Sending one document."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from nomnom.extraction import RootPlan
from nomnom.ingest.body import off_the_loop, read_body
from nomnom.ingest.contract import Accepted, RecordRefusal
from nomnom.ingest.document import check_size, document_message, identified_root, named_root
from nomnom.ingest.intake import Intake, intake_of
from nomnom.ingest.openapi import ENTITY_PATH, answers, one_document, problems
from nomnom.ingest.routes.reply import reply
from nomnom.ingest.sizes import sizes_for

router = APIRouter(tags=["ingest"])

DOCUMENTED = (
    answers({202: ("The message is in the queue", Accepted)})
    | problems(404, 413, 415, 500, 503)
    | problems(422, model=RecordRefusal)
)


@router.post(
    "/ingest/message",
    summary="Send one document of any root entity",
    status_code=202,
    responses=DOCUMENTED,
    openapi_extra=one_document(),
)
async def ingest_message(
    request: Request,
    entity: Annotated[str, Query(description="its root entity; else found by its members")] = "",
) -> Response:
    """The root entity is the one whose required members are all there, unless `?entity=` names it."""
    intake = intake_of(request)
    root = named_root(intake.plan, entity) if entity else None
    body = await read_body(request, intake.max_body)
    if root is None:
        root = await off_the_loop(len(body), identified_root, intake.plan, body)
    return await _accept(intake, root, body)


@router.post(
    ENTITY_PATH,
    summary="Send one document",
    status_code=202,
    responses=DOCUMENTED,
    openapi_extra=one_document(),
)
async def ingest_document(request: Request, entity: str) -> Response:
    """Validated against the entity and queued; 202 means that it is kept."""
    intake = intake_of(request)
    root = named_root(intake.plan, entity)
    return await _accept(intake, root, await read_body(request, intake.max_body))


async def _accept(intake: Intake, root: RootPlan, body: bytes) -> Response:
    message = await off_the_loop(len(body), document_message, root, body)
    check_size(message, sizes_for(intake.link.bus.max_payload).record)
    await intake.link.publish(message)
    accepted = Accepted(
        message_id=message.message_id,
        entity=message.entity,
        timestamp=dt.datetime.now(dt.UTC),
    )
    return reply(accepted, 202)
