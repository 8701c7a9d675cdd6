"""What every input can do. An input is a frozen value and does no I/O.

The values in its documents are strings, so they want a decoder that takes "12" for a number.
"""

from __future__ import annotations

from typing import Protocol

from nomnom.extraction.values import RuleBroken

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
"""What some programs write before UTF-8 text; it is no part of it."""


class Unreadable(RuleBroken):
    """A record isn't written as its input expects."""


class Input(Protocol):
    """Tells the records of a payload apart and reads each as a JSON document."""

    def records(self, payload: bytes) -> tuple[bytes, ...]:
        """The records of a payload in their order, never none; raises nothing.

        A payload without content is one empty record, which is unreadable.
        """
        ...

    def document(self, record: bytes) -> bytes:
        """One of `records` as the text of a JSON object. Raises Unreadable for one that can't be read."""
        ...
