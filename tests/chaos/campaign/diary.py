"""What a round did, and when."""

from __future__ import annotations

import time


class Diary:
    """What was done, with the seconds since the beginning."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self.lines: list[str] = []

    def note(self, text: str) -> None:
        """Write a line."""
        self.lines.append(f"{self.seconds:7.2f} s  {text}")

    @property
    def seconds(self) -> float:
        """How long it has been."""
        return time.monotonic() - self._began
