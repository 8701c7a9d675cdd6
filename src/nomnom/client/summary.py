"""How a load ended."""

from __future__ import annotations

from dataclasses import dataclass

MOST_PROBLEMS = 20
"""Problems that a summary shows; the counts are always complete."""


@dataclass(frozen=True, slots=True)
class LineProblem:
    """Why the API refuses a record of the file.

    `line` is the one that the record begins on, counted from 1, blank ones included. `pointer` (RFC 6901)
    leads to the value within the document, empty for the document itself; `value` is the value as shortened
    JSON text.
    """

    line: int
    message: str
    pointer: str = ""
    rule: str = ""
    value: str = ""

    def __str__(self) -> str:
        """Render as `line 17: /line_items/3/quantity: message (got value)`."""
        place = f" {self.pointer}:" if self.pointer else ""
        got = f" (got {self.value})" if self.value else ""
        return f"line {self.line}:{place} {self.message}{got}"


@dataclass(frozen=True, slots=True)
class Summary:
    """How a load ended, in records.

    Every record of the file was either accepted or rejected. `stored` + `dead` equals `accepted` where the load
    waited for the workers. `problems` are the first `MOST_PROBLEMS` of the rejected ones, in file order;
    `seconds` is the time from the first byte read to the end of the wait.
    """

    accepted: int
    stored: int
    dead: int
    rejected: int
    problems: tuple[LineProblem, ...]
    seconds: float
