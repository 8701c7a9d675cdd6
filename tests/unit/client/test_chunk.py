"""Cutting files into chunks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from nomnom.client.chunk import Chunk, cut
from nomnom.client.formats import NDJSON, Record
from nomnom.client.source import Source, open_source


def _records(lines: list[bytes]) -> Iterator[Record]:
    return NDJSON.records(Source("lines", None, BytesIO(b"".join(lines))))


def test_blank_lines_are_counted_and_left_out(lines_file: Callable[[bytes], Path]) -> None:
    """A chunk's numbers are those of the file, and its last line gets a newline where the file has none."""
    path = lines_file(b'\n{"n":1}\r\n  \n\n{"n":2}')
    with open_source(path) as source:
        chunks = list(cut(NDJSON.records(source)))
    assert [Chunk((b'{"n":1}\r\n', b'{"n":2}\n'), (2, 5), path.stat().st_size)] == chunks


def test_a_chunk_ends_before_it_grows_too_large() -> None:
    """Bytes and records are bounded, and a record that is larger alone is a chunk of its own."""
    lines = [b"1234\n", b"1234\n", b"1234567890123\n", b"1\n", b"2\n", b"3\n", b"4\n"]
    chunks = list(cut(_records(lines), most_bytes=10, most_records=3))
    assert [10, 14, 6, 2] == [len(chunk.body) for chunk in chunks]
    assert [10, 24, 30, 32] == [chunk.bytes_read for chunk in chunks]


def test_only_white_space_of_json_is_blank() -> None:
    """A line with a form feed in it is no blank line: the API refuses it, and the summary says so."""
    chunks = list(cut(_records([b"\x0c\n", b" \t\r\n"])))
    assert [(b"\x0c\n",)] == [chunk.records for chunk in chunks]


def test_an_empty_file_has_no_chunk(lines_file: Callable[[bytes], Path]) -> None:
    """Nothing is sent for a file without a document."""
    with open_source(lines_file(b"\n \n")) as source:
        assert [] == list(cut(NDJSON.records(source)))


@given(
    st.lists(st.binary(max_size=8).map(lambda text: text.replace(b"\n", b"") + b"\n")),
    st.integers(1, 20),
    st.integers(1, 5),
)
def test_chunks_together_are_the_file(lines: list[bytes], size: int, count: int) -> None:
    """Every line that isn't blank is in exactly one chunk, in order, under its number."""
    chunks = list(cut(_records(lines), most_bytes=size, most_records=count))
    got = [pair for chunk in chunks for pair in zip(chunk.numbers, chunk.records, strict=True)]
    marked = [
        line.removeprefix(b"\xef\xbb\xbf") if n == 0 else line for n, line in enumerate(lines)
    ]
    assert [(n, line) for n, line in enumerate(marked, 1) if line.strip(b" \t\r\n")] == got


def test_picked_records_keep_their_numbers(chunk: Chunk) -> None:
    """Records that are sent again are in file order and still know where they stand."""
    picked = chunk.pick([3, 1, 3])
    assert Chunk((b'{"n":1}\n', b'{"n":3}\n'), (12, 14), 4096) == picked
    assert "the records of lines 12-14" == picked.span
    assert "the record of line 12" == chunk.pick([1]).span


def test_halves_are_the_whole(chunk: Chunk) -> None:
    """Both halves together are the chunk, in order."""
    first, second = chunk.halves()
    assert (2, 3) == (len(first.records), len(second.records))
    assert chunk.records == first.records + second.records


def test_a_mark_of_utf8_in_the_middle_of_a_file_is_sent() -> None:
    """The API takes one mark away from each body, so there is one to take."""
    marked = Chunk((b"\xef\xbb\xbf1,2\n",), (7,), 6)
    assert b"\xef\xbb\xbf\xef\xbb\xbf1,2\n" == marked.body
