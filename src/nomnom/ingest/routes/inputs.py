"""Telling how messages of a root entity are written."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from nomnom.ingest.contract import EntityInput, InputForm
from nomnom.ingest.document import named_root
from nomnom.ingest.intake import intake_of
from nomnom.ingest.openapi import ENTITY_PATH, answers, problems
from nomnom.ingest.routes.reply import reply

router = APIRouter(tags=["ingest"])


@router.get(
    ENTITY_PATH,
    summary="How messages are written",
    responses=answers({200: ("Their format", EntityInput)}) | problems(404),
)
async def input_of_entity(request: Request, entity: str) -> Response:
    """What a client has to know to tell the records of a file apart; it needs neither queue nor database."""
    root = named_root(intake_of(request).plan, entity).root
    return reply(EntityInput(root.name, InputForm.of(root.input)))
