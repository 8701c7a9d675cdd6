"""Entities that are published, with a table and without one, and what stands in the stream ENTITIES."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable
from typing import Any

import nats
from nats.js.api import AckPolicy, ConsumerConfig
from nats.js.errors import NotFoundError

from nomnom.bus import OUTLET
from nomnom.messages import Outgoing, Publication
from samples.entities import derived, field, project, root

PURCHASE = root(
    "Purchase",
    field("purchase_key"),
    field("total", "Decimal"),
    field("lines", "List[Object]"),
    publish=True,
)
LINE = derived(
    "PurchaseLine",
    field("purchase_key"),
    field("number", "Integer"),
    each=("Purchase", "lines", "line"),
    stored=False,
    publish=True,
)
PURCHASES = project(PURCHASE, LINE)
READINGS = project(
    root("Reading", field("device"), field("value", "Decimal"), stored=False, publish=True)
)
"""A project without any table."""

Seen = tuple[str, str, int]
"""Of a published row its entity, the purchase and the line; 0 for the purchase itself."""


def purchase(number: int, lines: int = 2) -> bytes:
    """A purchase with so many lines."""
    numbered = [{"number": line} for line in range(1, lines + 1)]
    return json.dumps({"purchase_key": f"P{number}", "total": 1.5, "lines": numbered}).encode()


def purchases(*numbers: int, message_id: str = "sent-1") -> Outgoing:
    """A message of purchases with two lines each."""
    return Outgoing("Purchase", tuple(map(purchase, numbers)), message_id)


def expected(numbers: Iterable[int]) -> list[Seen]:
    """What is published of purchases with two lines each, in order."""
    return [
        row
        for key in (f"P{number}" for number in numbers)
        for row in (("Purchase", key, 0), ("PurchaseLine", key, 1), ("PurchaseLine", key, 2))
    ]


def lane(message_id: str, rows: int) -> deque[Publication]:
    """Rows of one message, not published yet."""
    return deque(Publication("Reading", b"{}", message_id, 7, n, 0) for n in range(rows))


async def published(nats_url: str) -> list[Any]:
    """Everything that stands in the stream, in its order."""
    client = await nats.connect(nats_url)
    stream = client.jetstream()
    try:
        state = (await stream.stream_info(OUTLET)).state
        if not state.messages:
            return []
        unacked = ConsumerConfig(ack_policy=AckPolicy.NONE)
        subscription = await stream.pull_subscribe("entities.>", stream=OUTLET, config=unacked)
        found: list[Any] = []
        while len(found) < state.messages:
            found += await subscription.fetch(state.messages - len(found), timeout=10)
        return found
    finally:
        await client.close()


def seen(messages: Iterable[Any]) -> list[Seen]:
    """Published rows in the form of `expected`."""
    rows = [(each.subject.removeprefix("entities."), json.loads(each.data)) for each in messages]
    return [(entity, row["purchase_key"], row.get("number", 0)) for entity, row in rows]


def ids(messages: Iterable[Any]) -> list[str]:
    """The ids of published rows."""
    return [each.headers["Nats-Msg-Id"] for each in messages]


async def delete_streams(nats_url: str, *names: str) -> None:
    """Make the server forget streams, and with them the ids it knows."""
    client = await nats.connect(nats_url)
    for name in names:
        try:
            await client.jetstream().delete_stream(name)
        except NotFoundError:
            continue
    await client.close()
