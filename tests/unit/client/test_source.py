"""Where lines come from."""

from __future__ import annotations

import gzip
import subprocess
import sys
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest

from nomnom.client import source
from nomnom.client.source import Source, Unit, open_source
from nomnom.errors import ClientError

WriteFile = Callable[[bytes], Path]
UNIT = Unit("line", "short ones", "cut it")


def test_every_line_has_its_number_and_the_bytes_read_so_far(lines_file: WriteFile) -> None:
    """A line comes with its newline, its number from 1 and the position behind it."""
    with open_source(lines_file(b"{}\n\n[1]")) as opened:
        assert [(1, b"{}\n", 3), (2, b"\n", 4), (3, b"[1]", 7)] == list(opened.lines(UNIT))
        assert 7 == opened.total_bytes


def test_a_byte_order_mark_of_utf8_is_left_out(lines_file: WriteFile) -> None:
    """Some editors write the mark; JSON knows none."""
    with open_source(lines_file(b"\xef\xbb\xbf{}\n{}\n")) as opened:
        assert [b"{}\n", b"{}\n"] == [line for _, line, _ in opened.lines(UNIT)]


def test_gzip_is_recognised_by_its_content(lines_file: WriteFile) -> None:
    """The lines are unpacked, and the position is that in the compressed file, whatever its name."""
    packed = gzip.compress(b'{"n":1}\n' * 1000)
    with open_source(lines_file(packed)) as opened:
        lines = list(opened.lines(UNIT))
    assert 1000 == len(lines)
    assert (1000, b'{"n":1}\n', len(packed)) == lines[-1]


def test_gzip_that_ends_early_names_the_line_and_the_cure(lines_file: WriteFile) -> None:
    """A download that broke off is told from a complete file."""
    path = lines_file(gzip.compress(b'{"n":1}\n' * 1000)[:-12])
    with open_source(path) as opened, pytest.raises(ClientError, match="ends early") as caught:
        list(opened.lines(UNIT))
    assert str(caught.value.place).startswith(f"{path}:")
    assert "check it with `gzip -t`" == caught.value.cure


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """The error has the path as it was given, the reason and what to do."""
    path = tmp_path / "none.ndjson"
    with pytest.raises(ClientError) as caught, open_source(path):
        pass
    expected = (
        f"{path}: can't be read: No such file or directory; "
        "name a file that this user may read, or - for standard input"
    )
    assert expected == str(caught.value)


def test_utf16_is_refused(lines_file: WriteFile) -> None:
    """No line of it would be JSON to the API, so it is said once, and what to do."""
    with (
        pytest.raises(ClientError, match="the file is UTF-16; save it in UTF-8"),
        open_source(lines_file('{"n":1}\n'.encode("utf-16"))),
    ):
        pass


@pytest.mark.parametrize("block", [1, 2, 3, 4, 100])
def test_lines_may_end_in_any_way(
    lines_file: WriteFile, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    """A carriage return, a line feed or both end one, wherever the blocks that are read end."""
    monkeypatch.setattr(source, "BLOCK_BYTES", block)
    with open_source(lines_file(b"\xef\xbb\xbfa\rbc\r\n\r\r\nd\n\re\r")) as opened:
        found = list(opened.any_lines(UNIT))
    lines = [b"a\r", b"bc\r\n", b"\r", b"\r\n", b"d\n", b"\r", b"e\r"]
    assert [*enumerate(lines, 1)] == [(number, line) for number, line, _ in found]
    assert [5, 9, 10, 12, 14, 15, 17] == [position for _, _, position in found]


def test_everything_may_be_read_at_once(lines_file: WriteFile) -> None:
    """It is the file as it is, but for a mark of UTF-8 and for being compressed."""
    packed = gzip.compress(b"\xef\xbb\xbfMSH|1\r\nPID|1\r")
    with open_source(lines_file(packed)) as opened:
        assert b"MSH|1\r\nPID|1\r" == opened.content()


def test_many_lines_are_no_long_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """However large a file with nothing but carriage returns is, no more of it is read than a block."""
    monkeypatch.setattr(source, "BLOCK_BYTES", 100)
    stream = BytesIO(b"123456789\r" * 1000)
    lines = Source("old", None, stream).any_lines(UNIT)
    assert (1, b"123456789\r", 10) == next(lines)
    assert 100 == stream.tell()


@pytest.mark.parametrize("read", [Source.lines, Source.any_lines])
def test_a_line_beyond_the_limit_is_refused(
    lines_file: WriteFile, monkeypatch: pytest.MonkeyPatch, read: Callable[..., Iterator[object]]
) -> None:
    """A whole file isn't read into memory; the error names the line, what is expected, and what to do."""
    monkeypatch.setattr(source, "LONGEST_LINE", 10)
    monkeypatch.setattr(source, "BLOCK_BYTES", 4)
    path = lines_file(b"[1,2,3,4]\n" + b"[1,2,3,4,5]\n" * 9)
    with open_source(path) as opened, pytest.raises(ClientError) as caught:
        list(read(opened, UNIT))
    expected = f"{path}:2: the line is longer than 0 MiB; expected short ones; cut it"
    assert expected == str(caught.value)


def test_standard_input_is_counted() -> None:
    """A pipe has no size; the bytes read are counted."""
    program = (
        "from nomnom.client.source import open_source\n"
        "with open_source('-') as s: print(s.name, s.total_bytes, *s.lines(None))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], input=b"{}\n{}\n", capture_output=True, check=True
    )
    assert b"standard input None (1, b'{}\\n', 3) (2, b'{}\\n', 6)" == done.stdout.strip()
