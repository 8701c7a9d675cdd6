"""The worker: from the queue into the tables, one transaction per batch."""

from nomnom.worker.loop import Worker
from nomnom.worker.role import run_worker

__all__ = ["Worker", "run_worker"]
