"""What every request works with."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from nomnom.extraction import Plan
from nomnom.ingest.ledger import LedgerReader
from nomnom.ingest.link import QueueLink


@dataclass(frozen=True, slots=True)
class Intake:
    """The parts of a running API. `ledger` is None where no database is configured."""

    plan: Plan
    link: QueueLink
    ledger: LedgerReader | None
    max_body: int


def intake_of(request: Request) -> Intake:
    """The intake of the app that serves a request."""
    intake = request.app.state.intake
    assert isinstance(intake, Intake)
    return intake
