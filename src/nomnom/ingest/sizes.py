"""How large messages may be, from what the server takes."""

from __future__ import annotations

from dataclasses import dataclass

HEADER_BYTES = 256
"""What is left for the headers of a message, which are about a hundred bytes: the server counts them too."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """Bytes of payload: up to `message` are filled with several records, `record` is the most one may have."""

    message: int
    record: int


def sizes_for(max_payload: int) -> Sizes:
    """The sizes for a server's `max_payload`: several records fill half of it, one alone may fill it."""
    record = max_payload - HEADER_BYTES
    return Sizes(message=min(max_payload // 2, record), record=record)
