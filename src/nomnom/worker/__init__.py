"""The worker: from the queue into the tables, one transaction per batch."""

from nomnom.worker.loop import Worker

__all__ = ["Worker"]
