"""Refusals by RFC 9457 (application/problem+json): their types, and what our errors become."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec
from starlette.responses import Response

from nomnom.errors import (
    ConfigurationError,
    DataError,
    NomnomError,
    OutageError,
    Problem,
    QueueFullError,
)
from nomnom.ingest.contract import (
    BatchRefusal,
    ProblemDetails,
    RecordProblem,
    RecordRefusal,
    RejectedLine,
)

MEDIA_TYPE = "application/problem+json"

OUTAGE_RETRY_SECONDS = 1
FULL_RETRY_SECONDS = 5


@dataclass(frozen=True, slots=True)
class ProblemType:
    """A kind of refusal: the last step of its stable URI, its title and HTTP status."""

    name: str
    title: str
    status: int

    @property
    def uri(self) -> str:
        """The relative URI that identifies it."""
        return f"/problems/{self.name}"


VALIDATION = ProblemType("validation", "The record can't become rows", 422)
BATCH = ProblemType("batch", "No line of the batch is a valid record", 422)
EMPTY_BATCH = ProblemType("empty-batch", "The batch holds no records", 422)
SEVERAL_DOCUMENTS = ProblemType("several-documents", "The body holds several documents", 422)
UNKNOWN_ENTITY = ProblemType("unknown-entity", "There is no such root entity", 404)
UNIDENTIFIED = ProblemType("unidentified", "The record is none of any root entity", 422)
AMBIGUOUS = ProblemType("ambiguous", "The record could be one of several root entities", 422)
ENTITY_NEEDED = ProblemType("entity-needed", "The request names no root entity", 422)
BODY_TOO_LARGE = ProblemType("body-too-large", "The body is too large", 413)
RECORD_TOO_LARGE = ProblemType("record-too-large", "The record is too large for the queue", 413)
CONTENT_ENCODING = ProblemType("content-encoding", "A compressed body isn't supported", 415)
QUEUE_AWAY = ProblemType("queue-away", "The queue can't be reached", 503)
QUEUE_FULL = ProblemType("queue-full", "The queue is full", 503)
QUEUE_MISCONFIGURED = ProblemType("queue-misconfigured", "The queue isn't as declared", 500)
NO_DATABASE = ProblemType("no-database", "No database is configured", 503)
DATABASE_AWAY = ProblemType("database-away", "The database can't tell", 503)
UNKNOWN_MESSAGE = ProblemType("unknown-message", "There is no such message", 404)
BAD_REQUEST = ProblemType("bad-request", "The request isn't understood", 422)
INTERNAL = ProblemType("internal", "The server made a mistake", 500)


class Refused(Exception):  # noqa: N818  an answer on its way out, not a mistake
    """A request is refused: the answer to give. It never leaves this room."""

    def __init__(self, details: ProblemDetails, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(details.detail)
        self.details = details
        self.headers = dict(headers or {})


def refused(kind: ProblemType, detail: str, *, headers: Mapping[str, str] | None = None) -> Refused:
    """A refusal without a record's problems."""
    details = ProblemDetails(type=kind.uri, title=kind.title, status=kind.status, detail=detail)
    return Refused(details, headers)


def record_refused(kind: ProblemType, detail: str, problems: Sequence[Problem]) -> Refused:
    """A refusal of one record, with every problem it has."""
    return Refused(
        RecordRefusal(
            type=kind.uri,
            title=kind.title,
            status=kind.status,
            detail=detail,
            problems=tuple(map(RecordProblem.of, problems)),
        )
    )


def batch_refused(detail: str, lines: Sequence[RejectedLine]) -> Refused:
    """A refusal of a batch without a single valid line."""
    return Refused(
        BatchRefusal(
            type=BATCH.uri,
            title=BATCH.title,
            status=BATCH.status,
            detail=detail,
            accepted=0,
            rejected=len(lines),
            problems=tuple(lines),
        )
    )


def queue_refused(error: NomnomError) -> Refused:
    """The answer to an error of the queue."""
    if isinstance(error, QueueFullError):
        return _retry(QUEUE_FULL, error, FULL_RETRY_SECONDS)
    if isinstance(error, OutageError):
        return _retry(QUEUE_AWAY, error, OUTAGE_RETRY_SECONDS)
    return refused(QUEUE_MISCONFIGURED, str(error))


def database_refused(error: OutageError | ConfigurationError | DataError) -> Refused:
    """The answer to an error of the database; missing tables too, as a worker's start creates them."""
    return _retry(DATABASE_AWAY, error, OUTAGE_RETRY_SECONDS)


def _retry(kind: ProblemType, error: NomnomError, seconds: int) -> Refused:
    return refused(kind, str(error), headers={"Retry-After": str(seconds)})


def problem_response(refusal: Refused) -> Response:
    """The HTTP answer of a refusal."""
    return Response(
        msgspec.json.encode(refusal.details),
        status_code=refusal.details.status,
        media_type=MEDIA_TYPE,
        headers=refusal.headers,
    )
