"""What every format can do: tell the records of a file apart as the API would."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from nomnom.client.source import Source

Record = tuple[int, bytes, int]
"""The number of the line that a record begins on, the record, and the bytes read once it is.

A record ends with the end of its line, where the file has one there. What holds no record, such as a blank
line, is an empty one.
"""

ReadRecords = Callable[[Source], Iterator[Record]]
"""Gives all records of a source in their order. Raises ClientError where one is too long or can't be read."""


@dataclass(frozen=True, slots=True)
class Format:
    """How a file is written: how a request says so, and how its records are told apart."""

    content_type: str
    records: ReadRecords
