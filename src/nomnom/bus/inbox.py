"""The receiving side: fetch, acknowledge, put off."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from nats.aio.msg import Msg
from nats.js import JetStreamContext

from nomnom.bus.translation import translated
from nomnom.messages import MESSAGE_ID, RETRY_OF, Delivery, letter_id


@dataclass(frozen=True, slots=True)
class Received:
    """A delivery, and the handle by which it is answered."""

    delivery: Delivery
    handle: Msg = field(repr=False, compare=False)

    async def keep(self) -> None:
        """Say that the message is being worked on, which restarts its ack wait."""
        with translated("keep a message"):
            await self.handle.in_progress()


class Inbox:
    """One worker's part of the shared consumer."""

    def __init__(self, subscription: JetStreamContext.PullSubscription) -> None:
        self._subscription = subscription

    async def fetch(self, most: int, *, seconds: float) -> list[Received]:
        """Up to `most` messages; none where none came within `seconds`. Raises OutageError."""
        with translated("fetch"):
            try:
                messages = await self._subscription.fetch(most, timeout=seconds)
            except TimeoutError:  # of the client's own class or Python's, it raises both
                return []
        return [Received(_delivery(message), message) for message in messages]

    async def ack(self, received: Iterable[Received]) -> None:
        """Say that the messages are done: the server forgets them.

        Not awaited one by one: an ack that gets lost means another delivery, which the ledger recognises.
        """
        with translated("ack"):
            for each in received:
                await each.handle.ack()

    async def put_off(self, received: Iterable[Received], *, seconds: float) -> None:
        """Have the messages delivered again, to any worker, after a delay. Never 0: that would spin."""
        with translated("put off"):
            for each in received:
                await each.handle.nak(delay=seconds)


def _delivery(message: Msg) -> Delivery:
    metadata, headers = message.metadata, message.headers or {}
    return Delivery(
        subject=message.subject,
        payload=message.data,
        stream=metadata.stream,
        sequence=metadata.sequence.stream,
        received_at=metadata.timestamp,
        attempt=metadata.num_delivered,
        published_id=headers.get(MESSAGE_ID, ""),
        retry_of=letter_id(headers.get(RETRY_OF, "")),
    )
