"""The streams MESSAGES, with its consumer, and ENTITIES, as nomnom wants them."""

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

from nomnom.messages import ENTITY_SUBJECTS, INGEST_SUBJECTS

STREAM = "MESSAGES"
CONSUMER = "workers"
OUTLET = "ENTITIES"

OUTLET_DAYS = 7
OUTLET_BYTES = 1024**3
"""How long published rows are kept, and how many bytes of them: whichever is reached first."""

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


def outlet_config(*, replicas: int = 1) -> StreamConfig:
    """The stream of published rows: on disk, kept for any number of readers, the oldest dropped first.

    It is an outlet: nobody has to read it, so a full one mustn't hold up the worker as a full inbox holds up
    the API. A row that is dropped here is still in its message's records, which can be sent again.
    """
    return StreamConfig(
        name=OUTLET,
        subjects=[ENTITY_SUBJECTS],
        storage=StorageType.FILE,
        retention=RetentionPolicy.LIMITS,
        discard=DiscardPolicy.OLD,
        num_replicas=replicas,
        max_age=OUTLET_DAYS * 24 * 60 * 60,
        max_bytes=OUTLET_BYTES,
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
