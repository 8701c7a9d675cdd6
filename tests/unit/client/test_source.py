"""Where lines come from."""

from __future__ import annotations

import gzip
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from nomnom.client import source
from nomnom.client.source import open_source
from nomnom.errors import ClientError

WriteFile = Callable[[bytes], Path]


def test_every_line_has_its_number_and_the_bytes_read_so_far(lines_file: WriteFile) -> None:
    """A line comes with its newline, its number from 1 and the position behind it."""
    with open_source(lines_file(b"{}\n\n[1]")) as opened:
        assert [(1, b"{}\n", 3), (2, b"\n", 4), (3, b"[1]", 7)] == list(opened.lines())
        assert 7 == opened.total_bytes


def test_a_byte_order_mark_of_utf8_is_left_out(lines_file: WriteFile) -> None:
    """Some editors write the mark; JSON knows none."""
    with open_source(lines_file(b"\xef\xbb\xbf{}\n{}\n")) as opened:
        assert [b"{}\n", b"{}\n"] == [line for _, line, _ in opened.lines()]


def test_gzip_is_recognised_by_its_content(lines_file: WriteFile) -> None:
    """The lines are unpacked, and the position is that in the compressed file, whatever its name."""
    packed = gzip.compress(b'{"n":1}\n' * 1000)
    with open_source(lines_file(packed)) as opened:
        lines = list(opened.lines())
    assert 1000 == len(lines)
    assert (1000, b'{"n":1}\n', len(packed)) == lines[-1]


def test_gzip_that_ends_early_names_the_line_and_the_cure(lines_file: WriteFile) -> None:
    """A download that broke off is told from a complete file."""
    path = lines_file(gzip.compress(b'{"n":1}\n' * 1000)[:-12])
    with open_source(path) as opened, pytest.raises(ClientError, match="ends early") as caught:
        list(opened.lines())
    assert str(caught.value.place).startswith(f"{path}:")
    assert "check it with `gzip -t`" == caught.value.cure


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """The error has the path as it was given, the reason and what to do."""
    path = tmp_path / "none.ndjson"
    with pytest.raises(ClientError) as caught, open_source(path):
        pass
    expected = (
        f"{path}: can't be read: No such file or directory; "
        "name a file of NDJSON that this user may read, or - for standard input"
    )
    assert expected == str(caught.value)


def test_utf16_is_refused(lines_file: WriteFile) -> None:
    """No line of it would be JSON to the API, so it is said once, and what to do."""
    with (
        pytest.raises(ClientError, match="the file is UTF-16; save it in UTF-8"),
        open_source(lines_file('{"n":1}\n'.encode("utf-16"))),
    ):
        pass


def test_a_line_beyond_the_limit_is_refused(
    lines_file: WriteFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One JSON array over a whole file isn't read into memory; the error shows how to split it."""
    monkeypatch.setattr(source, "LONGEST_LINE", 10)
    path = lines_file(b"[1,2,3,4]\n[1,2,3,4,5]\n")
    with open_source(path) as opened, pytest.raises(ClientError, match=r"jq -c '\.\[\]'") as caught:
        list(opened.lines())
    assert f"{path}:2" == caught.value.place


def test_standard_input_is_counted() -> None:
    """A pipe has no size; the bytes read are counted."""
    program = (
        "from nomnom.client.source import open_source\n"
        "with open_source('-') as s: print(s.name, s.total_bytes, *s.lines())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], input=b"{}\n{}\n", capture_output=True, check=True
    )
    assert b"standard input None (1, b'{}\\n', 3) (2, b'{}\\n', 6)" == done.stdout.strip()
