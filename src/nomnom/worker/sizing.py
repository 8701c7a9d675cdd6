"""How many messages to fetch next, from the size of those seen. Pure."""

from __future__ import annotations

from dataclasses import dataclass

FIRST_FETCH = 64


@dataclass(frozen=True, slots=True)
class Limits:
    """What one batch should hold at most; a single message may exceed both."""

    records: int = 5_000
    payload_bytes: int = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Seen:
    """The messages of the last batch: how many, their records and bytes."""

    messages: int = 0
    records: int = 0
    payload_bytes: int = 0


def next_fetch(seen: Seen, limits: Limits) -> int:
    """How many messages make a full batch if they are like those seen; at least 1.

    At most four times as many as last time (or as FIRST_FETCH), since small messages may be followed by large
    ones.
    """
    if seen.messages == 0:
        return max(1, min(FIRST_FETCH, limits.records))
    by_records = limits.records * seen.messages // max(1, seen.records)
    by_bytes = limits.payload_bytes * seen.messages // max(1, seen.payload_bytes)
    return max(1, min(by_records, by_bytes, 4 * max(seen.messages, FIRST_FETCH)))
