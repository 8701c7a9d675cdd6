"""The MESSAGES stream and its consumer, as nomnom wants them."""

from __future__ import annotations

from dataclasses import dataclass

from nats.js.api import (
    AckPolicy,
    ConsumerConfig,
    DeliverPolicy,
    DiscardPolicy,
    RetentionPolicy,
    StorageType,
    StreamConfig,
)

from nomnom.messages import INGEST_SUBJECTS

STREAM = "MESSAGES"
CONSUMER = "workers"

ACK_WAIT_SECONDS = 15.0
"""After this long without an ack or a sign of progress the server delivers again: what the messages of a
killed worker wait at most. The server's default is 30."""

DUPLICATE_WINDOW_SECONDS = 120.0

MOST_UNACKED = 50_000
"""Messages delivered and not yet acked, over all workers. The server's default of 1000 stalls any
fetch beyond it until its time-out."""


@dataclass(frozen=True, slots=True)
class Backlog:
    """What the consumer has still to do: messages not yet delivered, and delivered but not acked."""

    waiting: int
    in_flight: int


def stream_config(*, replicas: int = 1, max_bytes: int = -1) -> StreamConfig:
    """The stream: on disk, a work queue (acked messages leave it), full means refuse, never drop.

    `max_bytes` -1 leaves the limit to the server's storage.
    """
    return StreamConfig(
        name=STREAM,
        subjects=[INGEST_SUBJECTS],
        storage=StorageType.FILE,
        retention=RetentionPolicy.WORK_QUEUE,
        discard=DiscardPolicy.NEW,
        num_replicas=replicas,
        max_bytes=max_bytes,
        duplicate_window=DUPLICATE_WINDOW_SECONDS,
    )


def consumer_config() -> ConsumerConfig:
    """The consumer that all workers share. Deliveries are unlimited: giving up is our own decision."""
    return ConsumerConfig(
        durable_name=CONSUMER,
        deliver_policy=DeliverPolicy.ALL,
        ack_policy=AckPolicy.EXPLICIT,
        ack_wait=ACK_WAIT_SECONDS,
        max_deliver=-1,
        max_ack_pending=MOST_UNACKED,
        filter_subject=INGEST_SUBJECTS,
    )
