"""Orders whose rows know their message, and deliveries of them without a queue."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from typing import Any

from nomnom.extraction import Plan
from nomnom.messages import Delivery
from nomnom.model.project import Project
from nomnom.spec import read_project
from nomnom.store import Store
from nomnom.worker.batch import prepare
from nomnom.worker.writing import Written, write

NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


def project_of(*texts: str) -> Project:
    """The project of some entity files."""
    reading = read_project({f"{n}.yaml": text for n, text in enumerate(texts)}, name="shop")
    return reading.checked()


def delivery(sequence: int, *records: dict[str, Any]) -> Delivery:
    """The message at that place of the stream, received so many minutes after NOON."""
    return Delivery(
        subject="messages.ingest.Order",
        payload=b"\n".join(json.dumps(each).encode() for each in records),
        stream="MESSAGES",
        sequence=sequence,
        received_at=NOON + dt.timedelta(minutes=sequence),
        published_id=f"m-{sequence}",
    )


def deliver(store: Store, plan: Plan, deliveries: Iterable[Delivery]) -> Written:
    """Write one batch of messages as a worker does."""
    return write(store, [prepare(plan, each) for each in deliveries], NOON)
