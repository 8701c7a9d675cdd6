"""How far a load has come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a load has come.

    Bytes are those of the file as it lies on the disk, compressed or not; `total_bytes` is None where nobody
    knows (standard input). The other numbers count records: `accepted` are safely in the queue, `rejected`
    were refused by the API, `stored` and `dead` (dead letters) are what became of the accepted ones so far.
    """

    bytes_read: int
    total_bytes: int | None
    accepted: int = 0
    rejected: int = 0
    stored: int = 0
    dead: int = 0


OnProgress = Callable[[Progress], None]
"""Is told of progress after each chunk and each news of the workers, in the thread that loads."""
