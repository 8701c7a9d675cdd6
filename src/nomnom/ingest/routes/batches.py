"""Sending many documents at once."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from nomnom.bus import NotQueued
from nomnom.errors import NomnomError
from nomnom.ingest.batch import Verdict, answer, judge
from nomnom.ingest.body import off_the_loop, read_body
from nomnom.ingest.contract import BatchAnswer, BatchRefusal
from nomnom.ingest.document import named_root, only_root
from nomnom.ingest.intake import intake_of
from nomnom.ingest.openapi import answers, many_documents, problems
from nomnom.ingest.problems import EMPTY_BATCH, batch_refused, refused
from nomnom.ingest.routes.reply import reply
from nomnom.ingest.sizes import sizes_for

router = APIRouter(tags=["ingest"])


@router.post(
    "/ingest/batch",
    summary="Send many documents, one per line (NDJSON)",
    status_code=202,
    responses=answers(
        {
            202: ("Every line is in the queue", BatchAnswer),
            207: ("Some lines are in the queue; `problems` has the others", BatchAnswer),
        }
    )
    | problems(404, 413, 415, 500, 503)
    | problems(422, model=BatchRefusal),
    openapi_extra=many_documents(),
)
async def ingest_batch(
    request: Request,
    entity: Annotated[
        str, Query(description="the root entity of all lines; needed where there are several")
    ] = "",
) -> Response:
    """Each line stands for itself: valid ones are queued, in order, in as few messages as fit."""
    intake = intake_of(request)
    root = named_root(intake.plan, entity) if entity else only_root(intake.plan)
    body = await read_body(request, intake.max_body)
    sizes = sizes_for(intake.link.bus.max_payload)
    verdict = await off_the_loop(len(body), judge, root, body, sizes)
    _check_any_valid(verdict)
    outcomes = await intake.link.publish_all([packed.message for packed in verdict.packed])
    _check_any_queued(outcomes)
    result = await off_the_loop(len(body), answer, verdict, outcomes)
    return reply(result, 202 if result.status == "accepted" else 207)


def _check_any_valid(verdict: Verdict) -> None:
    if not verdict.lines.documents:
        raise refused(EMPTY_BATCH, "expected at least one JSON document, one per line")
    if not verdict.packed:
        count = len(verdict.rejected)
        raise batch_refused(f"none of {count} lines is a valid record", verdict.rejected)


def _check_any_queued(outcomes: list[int | NotQueued]) -> None:
    reasons = [outcome for outcome in outcomes if isinstance(outcome, NomnomError)]
    if len(reasons) == len(outcomes):
        raise reasons[0]
