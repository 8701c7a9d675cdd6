"""The queue: a thin client of NATS JetStream that speaks nomnom's words and errors."""

from nomnom.bus.connection import Bus, NotQueued, connect
from nomnom.bus.inbox import Inbox, Received
from nomnom.bus.stream import OUTLET, STREAM, Backlog

__all__ = ["OUTLET", "STREAM", "Backlog", "Bus", "Inbox", "NotQueued", "Received", "connect"]
