"""Probes."""

from __future__ import annotations

from importlib.metadata import version
from typing import Literal

from fastapi import APIRouter
from msgspec import UNSET
from starlette.requests import Request
from starlette.responses import Response

from nomnom.ingest.contract import Health, Readiness
from nomnom.ingest.intake import Intake, intake_of
from nomnom.ingest.openapi import answers
from nomnom.ingest.routes.reply import reply

router = APIRouter(tags=["probes"])


@router.get(
    "/health",
    summary="Is the process alive?",
    responses=answers({200: ("It is", Health)}),
)
async def health() -> Response:
    """Answers whatever else is away."""
    return reply(Health(version=version("nomnom")))


@router.get(
    "/ready",
    summary="Can records be accepted?",
    responses=answers({200: ("They can", Readiness), 503: ("NATS is away", Readiness)}),
)
async def ready(request: Request) -> Response:
    """That needs NATS only; the state of the database is shown, since answers on status need it."""
    intake = intake_of(request)
    trouble = intake.link.trouble
    readiness = Readiness(
        ready=trouble is None,
        nats="connected" if trouble is None else "away",
        database=await _database(intake),
        reason=UNSET if trouble is None else str(trouble),
    )
    return reply(readiness, 200 if readiness.ready else 503)


async def _database(intake: Intake) -> Literal["connected", "away", "not configured"]:
    if intake.ledger is None:
        return "not configured"
    return "connected" if await intake.ledger.is_there() else "away"
