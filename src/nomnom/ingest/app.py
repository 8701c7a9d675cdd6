"""The ingestion API as an ASGI application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from nomnom.errors import ConfigurationError, NomnomError, OutageError, QueueFullError
from nomnom.extraction import Plan
from nomnom.ingest.body import MOST_BODY_BYTES
from nomnom.ingest.intake import Intake
from nomnom.ingest.ledger import LedgerReader
from nomnom.ingest.link import QueueLink
from nomnom.ingest.openapi import describe
from nomnom.ingest.problems import (
    BAD_REQUEST,
    INTERNAL,
    ProblemType,
    Refused,
    problem_response,
    queue_refused,
    refused,
)
from nomnom.ingest.routes import batches, documents, health, inputs, statuses
from nomnom.store import Store

DESCRIPTION = """
Validates JSON records and queues them durably: **202 means kept**. A worker then writes them into tables.
Refusals are [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457) problems and name every rule a record breaks.
"""


def create_app(
    plan: Plan, nats_url: str, store: Store | None = None, *, max_body: int = MOST_BODY_BYTES
) -> FastAPI:
    """The ingestion API of a project; one app for one run.

    It connects to NATS in the background for as long as its lifespan lasts: `/health` answers at once, `/ready`
    once records can be accepted. `store` (none: no answers on status) is used by a thread of the app's own,
    nobody else may use it meanwhile, and closed at the end. Bodies have at most `max_body` bytes.
    """
    ledger = LedgerReader(store) if store is not None else None
    intake = Intake(plan, QueueLink(nats_url), ledger, max_body)
    app = FastAPI(
        title="nomnom ingestion API",
        version=version("nomnom"),
        description=DESCRIPTION,
        lifespan=_lifespan,
        redoc_url=None,
        redirect_slashes=False,
        telemetry={"logs": False},  # they would hold what clients send
    )
    app.state.intake = intake
    # The more general path of an entity comes last.
    for routes in (health, statuses, batches, inputs, documents):
        app.include_router(routes.router)
    _handle_errors(app)
    app.openapi = lambda: _described(app, plan)  # type: ignore[method-assign]  # FastAPI's own way
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    intake: Intake = app.state.intake
    async with intake.link.opened():
        yield
    if intake.ledger is not None:
        await intake.ledger.close()


def _described(app: FastAPI, plan: Plan) -> dict[str, Any]:
    if app.openapi_schema is None:
        app.openapi_schema = describe(app, plan)
    return app.openapi_schema


def _handle_errors(app: FastAPI) -> None:
    """Errors of nomnom are the queue's here: those of the database are refusals already."""
    app.add_exception_handler(Refused, _on_refused)
    for kind in (OutageError, QueueFullError, ConfigurationError):
        app.add_exception_handler(kind, _on_queue_error)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(RequestValidationError, _on_bad_parameters)
    app.add_exception_handler(ClientDisconnect, _on_disconnect)
    app.add_exception_handler(Exception, _on_mistake)


async def _on_refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return problem_response(error)


async def _on_queue_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, NomnomError)
    return problem_response(queue_refused(error))


async def _on_http_exception(request: Request, error: Exception) -> Response:
    """No such path, or another method: the router's own refusals."""
    assert isinstance(error, HTTPException)
    kind = ProblemType("http", error.detail, error.status_code)
    detail = f"{request.method} {request.url.path} isn't offered; see /docs"
    return problem_response(refused(kind, detail, headers=error.headers))


async def _on_bad_parameters(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    wrong = "; ".join(f"{each['loc'][-1]}: {each['msg']}" for each in error.errors())
    return problem_response(refused(BAD_REQUEST, f"{wrong}; see /docs"))


async def _on_disconnect(_: Request, __: Exception) -> Response:
    """The client went away while it sent its body: nobody is there to read an answer."""
    return Response(status_code=400)


async def _on_mistake(_: Request, __: Exception) -> Response:
    return problem_response(
        refused(INTERNAL, "nothing was accepted for certain; see the API's log")
    )
