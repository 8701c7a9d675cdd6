"""Chunks: whole records of a file that travel in one request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nomnom.client.formats import Record
from nomnom.client.source import UTF8_MARK

CHUNK_BYTES = 1 << 20
"""Bytes of one request; enough that the cost of a request is paid once per thousands of records."""

CHUNK_RECORDS = 10_000
"""Records of one request."""

_LINE_ENDS = (b"\n", b"\r")


@dataclass(frozen=True, slots=True)
class Chunk:
    """One or more records of a file, in order; each ends with a line end and none is empty.

    `numbers` are the numbers of the lines that they begin on, from 1; `bytes_read` says how much of the file is
    read once these records are.
    """

    records: tuple[bytes, ...]
    numbers: tuple[int, ...]
    bytes_read: int

    @property
    def body(self) -> bytes:
        """The records as a request has them."""
        body = b"".join(self.records)
        # The API takes a mark away; one in the middle of a file is no mark.
        return UTF8_MARK + body if body.startswith(UTF8_MARK) else body

    @property
    def span(self) -> str:
        """Its place in the file for people: `the records of lines 4-17`."""
        first, last = self.numbers[0], self.numbers[-1]
        if first == last:
            return f"the record of line {first}"
        return f"the records of lines {first}-{last}"

    def pick(self, indexes: Iterable[int]) -> Chunk:
        """The records at `indexes` (from 0), at least one, in file order."""
        chosen = sorted(set(indexes))
        records = tuple(self.records[i] for i in chosen)
        return Chunk(records, tuple(self.numbers[i] for i in chosen), self.bytes_read)

    def halves(self) -> tuple[Chunk, Chunk]:
        """Two chunks of about as many records each; it must have two records at least."""
        middle = len(self.records) // 2
        return self.pick(range(middle)), self.pick(range(middle, len(self.records)))


def cut(
    records: Iterable[Record], *, most_bytes: int = CHUNK_BYTES, most_records: int = CHUNK_RECORDS
) -> Iterator[Chunk]:
    """Cut a file into chunks of at most so many bytes and records; a larger record is a chunk of its own.

    Empty records are left out. Raises what reading the records raises.
    """
    chosen: list[bytes] = []
    numbers: list[int] = []
    size = end = 0
    for number, record, position in records:
        if chosen and (size + len(record) > most_bytes or len(chosen) == most_records):
            yield Chunk(tuple(chosen), tuple(numbers), end)
            chosen, numbers, size = [], [], 0
        end = position
        if not record:
            continue
        chosen.append(record if record.endswith(_LINE_ENDS) else record + b"\n")
        numbers.append(number)
        size += len(record)
    if chosen:
        yield Chunk(tuple(chosen), tuple(numbers), end)
