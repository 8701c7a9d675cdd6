"""Where the lines come from: a file, compressed or not, or standard input."""

from __future__ import annotations

import gzip
import os
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import cast

from nomnom.errors import ClientError

STDIN = "-"
"""The file name that means standard input."""

LONGEST_LINE = 64 << 20
"""Bytes of a line; the API takes no larger body."""

_GZIP = b"\x1f\x8b"
_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Source:
    """Something with lines in it.

    `name` is for people. `total_bytes` is its size on the disk, None where nobody knows. `readline` takes
    the most bytes to return; `position`, where there is one, tells how many bytes of the disk are read.
    """

    name: str
    total_bytes: int | None
    readline: Callable[[int], bytes]
    position: Callable[[], int] | None = None

    def lines(self) -> Iterator[tuple[int, bytes, int]]:
        """Every line with its newline, blank ones too: its number from 1, itself, and bytes read so far.

        A mark of UTF-8 at the very start is left out. Raises ClientError where a line is too long or
        can't be read.
        """
        counted = number = 0
        while line := self._next(number + 1):
            number += 1
            counted += len(line)
            if number == 1:
                line = line.removeprefix(_UTF8_MARK)
            if line:
                yield number, line, self.position() if self.position else counted

    def _next(self, number: int) -> bytes:
        place = f"{self.name}:{number}"
        try:
            line = self.readline(LONGEST_LINE + 1)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            message = f"the compressed data ends early or is damaged ({error})"
            raise ClientError(message, place=place, cure="check it with `gzip -t`") from error
        except OSError as error:
            raise _unreadable(place, error) from error
        if len(line) > LONGEST_LINE:
            raise ClientError(
                f"the line is longer than {LONGEST_LINE >> 20} MiB; expected one document per line",
                place=place,
                cure="if the file is one JSON array, split it with `jq -c '.[]'`",
            )
        return line


@contextmanager
def open_source(file: str | Path) -> Iterator[Source]:
    """Open a file, or standard input where `file` is `-`; data that gzip compressed is recognised by itself.

    Raises ClientError where it can't be opened, or isn't UTF-8 by its first bytes.
    """
    with ExitStack() as stack:
        if str(file) == STDIN:
            name, raw = "standard input", cast(BufferedReader, sys.stdin.buffer)
        else:
            name, raw = str(file), stack.enter_context(_open(Path(file)))
        # A pipe has neither size nor position; its bytes are counted instead.
        seekable = raw.seekable()
        total = os.fstat(raw.fileno()).st_size if seekable else None
        position = raw.tell if seekable else None
        start = _start(name, raw)
        if start.startswith(_UTF16_MARKS):
            raise ClientError("the file is UTF-16", place=name, cure="save it in UTF-8")
        if start.startswith(_GZIP):
            unpacked = stack.enter_context(gzip.GzipFile(fileobj=raw))
            yield Source(name, total, unpacked.readline, position)
        else:
            yield Source(name, total, raw.readline, position)


def _open(file: Path) -> BufferedReader:
    try:
        return file.open("rb")
    except OSError as error:
        raise _unreadable(str(file), error) from error


def _start(name: str, raw: BufferedReader) -> bytes:
    """The first bytes, without reading on."""
    try:
        return raw.peek(3)[:3]
    except OSError as error:
        raise _unreadable(name, error) from error


def _unreadable(place: str, error: OSError) -> ClientError:
    reason = error.strerror or str(error)
    cure = "name a file of NDJSON that this user may read, or - for standard input"
    return ClientError(f"can't be read: {reason}", place=place, cure=cure)
