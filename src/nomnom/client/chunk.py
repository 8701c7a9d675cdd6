"""Chunks: whole lines of a file that travel in one request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nomnom.client.source import Source

CHUNK_BYTES = 1 << 20
"""Bytes of one request; enough that the cost of a request is paid once per thousands of records."""

CHUNK_LINES = 10_000
"""Lines of one request."""

_BLANKS = b" \t\r\n"
"""The white space of JSON; any other is for the API to refuse."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """One or more lines of a file, in order; each ends with a newline and none is blank.

    `numbers` are the lines' numbers in the file, from 1; `bytes_read` says how much of the file is read
    once these lines are.
    """

    lines: tuple[bytes, ...]
    numbers: tuple[int, ...]
    bytes_read: int

    @property
    def body(self) -> bytes:
        """The lines as NDJSON."""
        return b"".join(self.lines)

    @property
    def span(self) -> str:
        """Its place in the file for people: `lines 4-17`."""
        first, last = self.numbers[0], self.numbers[-1]
        return f"line {first}" if first == last else f"lines {first}-{last}"

    def pick(self, indexes: Iterable[int]) -> Chunk:
        """The lines at `indexes` (from 0), at least one, in file order."""
        chosen = sorted(set(indexes))
        lines = tuple(self.lines[i] for i in chosen)
        return Chunk(lines, tuple(self.numbers[i] for i in chosen), self.bytes_read)

    def halves(self) -> tuple[Chunk, Chunk]:
        """Two chunks of about as many lines each; it must have two lines at least."""
        middle = len(self.lines) // 2
        return self.pick(range(middle)), self.pick(range(middle, len(self.lines)))


def read_chunks(
    source: Source, *, most_bytes: int = CHUNK_BYTES, most_lines: int = CHUNK_LINES
) -> Iterator[Chunk]:
    """Cut a source into chunks of at most so many bytes and lines; a longer line is a chunk of its own.

    Blank lines are counted and left out. Raises ClientError where the source can't be read on.
    """
    lines: list[bytes] = []
    numbers: list[int] = []
    size = end = 0
    for number, line, position in source.lines():
        if lines and (size + len(line) > most_bytes or len(lines) == most_lines):
            yield Chunk(tuple(lines), tuple(numbers), end)
            lines, numbers, size = [], [], 0
        end = position
        if not line.strip(_BLANKS):
            continue
        lines.append(line if line.endswith(b"\n") else line + b"\n")
        numbers.append(number)
        size += len(line)
    if lines:
        yield Chunk(tuple(lines), tuple(numbers), end)
