"""Where the lines come from: a file, compressed or not, or standard input."""

from __future__ import annotations

import gzip
import os
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from io import BufferedIOBase, BufferedReader
from pathlib import Path
from typing import cast

from nomnom.errors import ClientError

STDIN = "-"
"""The file name that means standard input."""

LONGEST_LINE = 64 << 20
"""Bytes of a line, and of a record of several lines; the API takes no larger body."""

BLOCK_BYTES = 256 << 10
"""Bytes read at once where lines may end in other ways than `readline` knows."""

UTF8_MARK = b"\xef\xbb\xbf"

_GZIP = b"\x1f\x8b"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")

Line = tuple[int, bytes, int]
"""The number of a line from 1, the line with its end, and the bytes read once it is."""


@dataclass(frozen=True, slots=True)
class Unit:
    """What a file is made of, for the error where one is too long: `thing` is longer, `expected` is another."""

    thing: str
    expected: str
    cure: str


@dataclass(frozen=True, slots=True)
class Source:
    """Something with lines in it.

    `name` is for people. `total_bytes` is its size on the disk, None where nobody knows. `position` tells how
    many bytes of the disk are read, where that is another number than the bytes of `stream`.
    """

    name: str
    total_bytes: int | None
    stream: BufferedIOBase
    position: Callable[[], int] | None = None

    def lines(self, unit: Unit) -> Iterator[Line]:
        """Every line that \\n ends, blank ones too. A mark of UTF-8 at the very start is left out.

        Raises ClientError where a line is too long or can't be read.
        """
        return self._numbered(iter(lambda: self.stream.readline(LONGEST_LINE + 1), b""), unit)

    def any_lines(self, unit: Unit) -> Iterator[Line]:
        """Like `lines`, where \\r and \\r\\n end a line too."""
        return self._numbered(universal_lines(self.stream), unit)

    def content(self) -> bytes:
        """All there is, at once, without a mark of UTF-8 at its start. Raises ClientError as `lines`."""
        return self._next(iter(self.stream.read, b""), 1).removeprefix(UTF8_MARK)

    def check_length(self, size: int, number: int, unit: Unit) -> None:
        """Raise ClientError where what begins on line `number` is too long."""
        if size > LONGEST_LINE:
            raise ClientError(
                f"the {unit.thing} is longer than {LONGEST_LINE >> 20} MiB; expected {unit.expected}",
                place=f"{self.name}:{number}",
                cure=unit.cure,
            )

    def _numbered(self, lines: Iterator[bytes], unit: Unit) -> Iterator[Line]:
        number = counted = 0
        while line := self._next(lines, number + 1):
            number += 1
            counted += len(line)
            self.check_length(len(line), number, unit)
            if number == 1:
                line = line.removeprefix(UTF8_MARK)
            if line:
                yield number, line, self.position() if self.position else counted

    def _next(self, lines: Iterator[bytes], number: int) -> bytes:
        """The next line, empty at the end."""
        place = f"{self.name}:{number}"
        try:
            return next(lines, b"")
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            message = f"the compressed data ends early or is damaged ({error})"
            raise ClientError(message, place=place, cure="check it with `gzip -t`") from error
        except OSError as error:
            raise _unreadable(place, error) from error


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
        # A pipe has neither size nor position.
        seekable = raw.seekable()
        total = os.fstat(raw.fileno()).st_size if seekable else None
        start = _start(name, raw)
        if start.startswith(_UTF16_MARKS):
            raise ClientError("the file is UTF-16", place=name, cure="save it in UTF-8")
        if start.startswith(_GZIP):
            unpacked = stack.enter_context(gzip.GzipFile(fileobj=raw))
            yield Source(name, total, unpacked, raw.tell if seekable else None)
        else:
            yield Source(name, total, raw)


def universal_lines(stream: BufferedIOBase) -> Iterator[bytes]:
    """Lines ended by \\r, \\n or \\r\\n, read in blocks; one beyond the longest is cut."""
    parts: list[bytes] = []
    size = 0
    held = b""
    while block := stream.read(BLOCK_BYTES):
        block = held + block
        # A carriage return at the end may be half of a line end.
        whole = block.removesuffix(b"\r")
        held = block[len(whole) :]
        for line in whole.splitlines(keepends=True):
            if line.endswith((b"\r", b"\n")):
                yield b"".join((*parts, line)) if parts else line
                parts, size = [], 0
                continue
            parts.append(line)
            size += len(line)
            if size > LONGEST_LINE:
                yield b"".join(parts)
                parts, size = [], 0
    if rest := b"".join((*parts, held)):
        yield rest


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
    cure = "name a file that this user may read, or - for standard input"
    return ClientError(f"can't be read: {reason}", place=place, cure=cure)
