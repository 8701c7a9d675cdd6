"""Records of files that aren't JSON: what the client sends is what the API would make of the whole file."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nomnom.client import source
from nomnom.client.answer import InputForm
from nomnom.client.chunk import Chunk, cut
from nomnom.client.formats import format_of
from nomnom.client.source import Source
from nomnom.errors import ClientError
from nomnom.extraction.inputs import CsvLine, Delimited, Hl7v2, Input

URL = "http://api"
MARK = b"\xef\xbb\xbf"

CSV = st.lists(
    st.sampled_from([b'"', b'"', b'""', b",", b";", b"\r", b"\n", b"\r\n", b" ", b"\t", b"a", MARK])
).map(b"".join)
HL7 = st.lists(
    st.sampled_from(
        [
            *(
                b"\r",
                b"\n",
                b"\r\n",
                b"\x0b",
                b"\x1c",
                b"\x0bMSH|^~\\&|a\x1c\r",
                b"MSH",
                b"\rMSH|b",
            ),
            *(
                b"\nOBX|1",
                b"\rFHS|",
                b"BHS",
                b"\nBTS|1\rFTS|1\r",
                b"FHSX",
                b"NTE",
                b" ",
                b"\t",
                MARK,
            ),
        ]
    )
).map(b"".join)


def _chunks(
    form: InputForm, content: bytes, *, most_bytes: int = 1 << 20, most_records: int = 10_000
) -> list[Chunk]:
    read = format_of(form, URL).records(Source("file", None, BytesIO(content)))
    return list(cut(read, most_bytes=most_bytes, most_records=most_records))


def _of_the_api(written: Input, body: bytes) -> tuple[bytes, ...]:
    """What the API makes of a body; one without content has one empty record, which nobody sends."""
    records = written.records(body)
    return () if records == (b"",) else records


def _check(form: InputForm, written: Input, content: bytes, size: int, count: int) -> None:
    """Each chunk is read as its records, one by one, and all together are those of the file."""
    found: list[bytes] = []
    for chunk in _chunks(form, content, most_bytes=size, most_records=count):
        alone = [chunk.pick([index]) for index in range(len(chunk.records))]
        each = [record for one in alone for record in written.records(one.body)]
        assert len(chunk.records) == len(each)
        assert tuple(each) == written.records(chunk.body)
        found += each
    assert _of_the_api(written, content) == tuple(found)


SIZES = st.integers(1, 30)
COUNTS = st.integers(1, 5)


@given(CSV, st.sampled_from(",;"), SIZES, COUNTS)
def test_records_of_csv_are_those_of_the_api(
    content: bytes, separator: str, size: int, count: int
) -> None:
    """Also where quotes open in the middle of a cell, or are never closed."""
    form = InputForm("csv_line", separator)
    _check(form, CsvLine(("a", "b"), separator), content, size, count)


@given(CSV, SIZES, COUNTS)
def test_lines_with_a_prefix_are_those_of_the_api(content: bytes, size: int, count: int) -> None:
    """However they end."""
    _check(InputForm("delimited", "|"), Delimited(("a", "b"), "O"), content, size, count)


@given(HL7, SIZES, COUNTS)
def test_messages_of_hl7_are_those_of_the_api(content: bytes, size: int, count: int) -> None:
    """Whatever ends segments, frames messages, or stands before the first one."""
    _check(InputForm("hl7v2"), Hl7v2({}), content, size, count)


def _numbered(form: InputForm, content: bytes) -> list[tuple[int, bytes]]:
    return [
        pair
        for chunk in _chunks(form, content)
        for pair in zip(chunk.numbers, chunk.records, strict=True)
    ]


def test_a_record_of_csv_has_the_number_of_its_first_line() -> None:
    """Line breaks between quotes are counted, blank lines too."""
    content = b'\n1,"a\nb"\r\n \n2,c\r3,"""\r\n",",\n"\n4,"'
    expected = [(2, b'1,"a\nb"\r\n'), (5, b"2,c\r"), (6, b'3,"""\r\n",",\n"\n'), (9, b'4,"\n')]
    assert expected == _numbered(InputForm("csv_line"), content)


def test_lines_below_a_quote_that_nothing_closes_are_records() -> None:
    """The end of the file shows it; only the record of that quote is bad."""
    content = b'1,"a\nb",2,"c\n3,"",d\n\n4,e'
    expected = [(1, b'1,"a\nb",2,"c\n'), (3, b'3,"",d\n'), (5, b"4,e\n")]
    assert expected == _numbered(InputForm("csv_line"), content)


def test_a_message_of_hl7_has_the_number_of_its_first_segment() -> None:
    """Batch headers, and the frames of MLLP, don't count as its beginning."""
    content = b"FHS|^~\\&\rBHS|^~\\&\r\rMSH|1\rPID|1\r\x1c\r\x0bMSH|2\nPID|2\x1c\x0bMSH|3\r\nBTS|3"
    numbers = [number for number, _ in _numbered(InputForm("hl7v2"), content)]
    assert [4, 7, 8] == numbers


def test_text_before_the_first_message_is_a_record_for_the_api_to_refuse() -> None:
    """It isn't lost silently: the summary has its line."""
    content = b"FHS|^~\\&\r\rPID|1\rMSH|1\r"
    expected = [(3, b"FHS|^~\\&\r\rPID|1\r"), (4, b"MSH|1\r")]
    assert expected == _numbered(InputForm("hl7v2"), content)


@pytest.mark.parametrize("content", [b"", b" \r\n\n", b"FHS|^~\\&\rBHS|^~\\&\r"])
def test_a_file_without_a_message_sends_nothing(content: bytes) -> None:
    """Batch headers alone are no message."""
    assert [] == _chunks(InputForm("hl7v2"), content)


@pytest.mark.parametrize(
    ("form", "content", "place", "said"),
    [
        ("csv_line", b'1\n2,"a\nb\nc\nd', "file:2", "the record is longer than 0 MiB"),
        ("csv_line", b'1,"\n","\nb\nc\nd', "file:2", "close the quote that opens on that line"),
        ("hl7v2", b"MSH|1\rMSH|2\rPID|2\r", "file:2", "the message is longer than 0 MiB"),
        ("hl7v2", b"PID|1\rPID|2\rPID|3\r", "file:1", "see that MSH stands at the beginning"),
        ("delimited", b"O|1\nO|23456789", "file:2", "the line is longer than 0 MiB"),
    ],
)
def test_a_record_beyond_the_limit_is_refused(
    monkeypatch: pytest.MonkeyPatch, form: str, content: bytes, place: str, said: str
) -> None:
    """No more than the longest record is kept in memory; the cure is one for the format."""
    monkeypatch.setattr(source, "LONGEST_LINE", 8)
    with pytest.raises(ClientError) as caught:
        _chunks(InputForm(form), content)
    assert place == caught.value.place
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("form", "content_type"),
    [
        ("json", "application/x-ndjson"),
        ("csv_line", "text/csv"),
        ("delimited", "text/plain"),
        ("hl7v2", "application/hl7-v2"),
    ],
)
def test_a_request_says_what_it_holds(form: str, content_type: str) -> None:
    """Its content type is that of the format."""
    assert content_type == format_of(InputForm(form), URL).content_type


def test_a_format_of_a_later_version_is_an_error() -> None:
    """Nothing is read by guessing."""
    with pytest.raises(ClientError, match='format "edifact", which this client doesn\'t know'):
        format_of(InputForm("edifact"), URL)
