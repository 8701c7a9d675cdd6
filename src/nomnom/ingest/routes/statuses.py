"""Asking what became of messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from nomnom.errors import ConfigurationError, DataError, OutageError
from nomnom.ingest.body import read_body
from nomnom.ingest.contract import MOST_IDS, MessageStatus, StatusAnswer, StatusQuery
from nomnom.ingest.intake import Intake, intake_of
from nomnom.ingest.ledger import LedgerReader
from nomnom.ingest.openapi import answers, json_body, problems
from nomnom.ingest.problems import (
    BAD_REQUEST,
    NO_DATABASE,
    UNKNOWN_MESSAGE,
    database_refused,
    refused,
)
from nomnom.ingest.routes.reply import reply
from nomnom.ingest.status import message_status, summarise, with_letters
from nomnom.store import LedgerEntry

router = APIRouter(tags=["status"])

_QUERY = msgspec.json.Decoder(StatusQuery)


@router.get(
    "/ingest/status/{message_id:path}",
    summary="What became of a message",
    responses=answers({200: ("Its status", MessageStatus)}) | problems(404, 503),
)
async def status_of_message(request: Request, message_id: str) -> Response:
    """`accepted` while it may be in the queue, then `processed`, or `dead_lettered` with the reasons."""
    intake = intake_of(request)
    ledger = _ledger_of(intake)
    statuses, _ = await _statuses(intake, ledger, (message_id,))
    status = statuses[0]
    if status.status == "unknown":
        detail = f'"{message_id}" wasn\'t accepted here, or its ledger entry was pruned'
        raise refused(UNKNOWN_MESSAGE, detail)
    if status.status == "dead_lettered":
        try:
            status = with_letters(status, await ledger.dead_letters(message_id))
        except (OutageError, ConfigurationError, DataError) as error:
            raise database_refused(error) from error
    return reply(status)


@router.post(
    "/ingest/status",
    summary=f"What became of up to {MOST_IDS} messages",
    responses=answers({200: ("Their status, in the order asked", StatusAnswer)})
    | problems(413, 415, 422, 503),
    openapi_extra=json_body(StatusQuery),
)
async def status_of_messages(request: Request) -> Response:
    """Each message once, without its dead letters; one that isn't known is no error."""
    intake = intake_of(request)
    ledger = _ledger_of(intake)
    body = await read_body(request, intake.max_body)
    try:
        query = _QUERY.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        example = '{"message_ids": ["…"]}'
        detail = f"expected {example} with at most {MOST_IDS} ids: {error}"
        raise refused(BAD_REQUEST, detail) from error
    message_ids = tuple(dict.fromkeys(query.message_ids))
    statuses, entries = await _statuses(intake, ledger, message_ids)
    return reply(StatusAnswer(tuple(statuses), summarise(statuses, entries)))


def _ledger_of(intake: Intake) -> LedgerReader:
    if intake.ledger is None:
        raise refused(
            NO_DATABASE,
            "what became of messages is written in the database; start the API with DATABASE_URL",
        )
    return intake.ledger


async def _statuses(
    intake: Intake, ledger: LedgerReader, message_ids: Sequence[str]
) -> tuple[list[MessageStatus], Mapping[str, LedgerEntry]]:
    """The status of each message, and the entries of the processed ones."""
    try:
        entries = dict(await ledger.entries(message_ids))
        backlog = None
        if missing := [each for each in message_ids if each not in entries]:
            backlog = await intake.link.bus.backlog()
            # A message may have gone from the queue into the ledger between the two looks.
            entries |= await ledger.entries(missing)
    except (OutageError, ConfigurationError, DataError) as error:
        raise database_refused(error) from error
    return [message_status(each, entries, backlog=backlog) for each in message_ids], entries
