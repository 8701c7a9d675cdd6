from __future__ import annotations

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nomnom.extraction.inputs import CsvLine, Delimited, Input
from samples.inputs import answers

UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
CSV = CsvLine(("a", "b", "c"))
TABS = CsvLine(("a", "b", "c"), separator="\t")
ORDERS = Delimited(("a", "b", "c"), prefix="O")
LINE_INPUTS: list[Input] = [CSV, TABS, ORDERS]

# Characters that mean something to a reader of lines, and some that only look as if they did.
_odd = st.sampled_from(list('",\t\r\n|\\ \0O\x0b\x1c\x85\u2028\ufeff'))
_text = st.text(st.characters(codec="utf-8") | _odd)
_dialects = st.sampled_from([csv.excel, csv.unix_dialect])
_cells = st.lists(_text, min_size=3, max_size=3)
_plain = st.text(st.characters(codec="utf-8", exclude_characters="|\r\n"))


def _document(cells: list[str]) -> dict[str, str]:
    return {name: cell for name, cell in zip("abc", cells, strict=True) if cell}


@pytest.mark.parametrize(
    ("asked", "line"), [(CSV, "1,é,x"), (TABS, "1\té\tx"), (ORDERS, "O|1|é|x")]
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_each_line_is_a_record(asked: Input, line: str, line_end: str) -> None:
    """However lines end; a mark of the byte order at the beginning and blank lines don't count."""
    payload = f"\ufeff{line}{line_end}{line_end}  {line_end}{line}".encode()

    assert [{"a": "1", "b": "é", "c": "x"}] * 2 == answers(asked, payload)


@pytest.mark.parametrize("asked", LINE_INPUTS)
@pytest.mark.parametrize("payload", [b"", b"\n \r\n", b"\xef\xbb\xbf"])
def test_a_payload_without_content_is_one_empty_record(asked: Input, payload: bytes) -> None:
    """A message without content doesn't vanish."""
    assert (b"",) == asked.records(payload)


@pytest.mark.parametrize(
    ("line", "document"),
    [
        (b"1,,3", {"a": "1", "c": "3"}),
        (b'1,"",3', {"a": "1", "c": "3"}),
        (b"1", {"a": "1"}),
        (b",,", {}),
        (b'"1, 2","say ""x""",3', {"a": "1, 2", "b": 'say "x"', "c": "3"}),
        (b'"1\n2","\r\n",3', {"a": "1\n2", "b": "\r\n", "c": "3"}),
        (b'5" pipe, "2",3', {"a": '5" pipe', "b": ' "2"', "c": "3"}),
    ],
)
def test_a_line_of_csv_is_read_by_rfc_4180(line: bytes, document: dict[str, str]) -> None:
    """Empty and missing cells are null; a quote in the midst of a cell is a quote."""
    assert [document, {"a": "next"}] == answers(CSV, line + b"\nnext")


@pytest.mark.parametrize("broken", [b'"1"x,2,3', b'1,"2,3', b'"'])
def test_a_broken_quotation_leaves_its_neighbours_alone(broken: bytes) -> None:
    """It is a record of its own that can't be read, also where its quote is never closed."""
    payload = b"1,2,3\n" + broken + b"\n4,5,6\n"

    assert (b"1,2,3", broken, b"4,5,6") == CSV.records(payload)
    assert ["csv"] == [answer[0] for answer in answers(CSV, broken)]


def test_a_quoted_cell_may_be_as_large_as_its_message() -> None:
    """The csv module's own limit of 128 KiB isn't met."""
    large = "x," * 100_000

    assert [{"a": large}] == answers(CSV, f'"{large}"'.encode())


@pytest.mark.parametrize(
    ("line", "document"),
    [
        (b"O|1|2|3", {"a": "1", "b": "2", "c": "3"}),
        (b"O||2", {"b": "2"}),
        (b"O|", {}),
        (b"O", {}),
        (b'O|"1|2"', {"a": '"1', "b": '2"'}),
    ],
)
def test_a_prefix_line_is_read_without_its_prefix(line: bytes, document: dict[str, str]) -> None:
    """Empty and missing cells are null, and quotes are text."""
    assert [document] == answers(ORDERS, line)


@pytest.mark.parametrize("line", [b"R|1|2", b"|O|1", b" O|1", b"OO|1", b"", b"o|1"])
def test_another_prefix_is_refused(line: bytes) -> None:
    """The sentence says which prefix is expected."""
    assert [("prefix", 'expected a line that begins with "O|"')] == answers(ORDERS, line)


def test_a_prefix_and_a_separator_may_have_several_characters() -> None:
    """The separator may also occur in the prefix."""
    orders = Delimited(("a", "b"), prefix="OBX::1", separator="::")

    assert [{"a": "x:y", "b": "z"}] == answers(orders, b"OBX::1::x:y::z")


@pytest.mark.parametrize(
    ("asked", "line"), [(CSV, b"1,2,3,4,5"), (CSV, b'1,"2",3,4,5'), (ORDERS, b"O|1|2|3|4|")]
)
def test_more_cells_than_names_are_refused(asked: Input, line: bytes) -> None:
    """The sentence names both numbers."""
    assert [("cells", "expected at most 3 cells, 5 are there")] == answers(asked, line)


@pytest.mark.parametrize("asked", LINE_INPUTS)
def test_text_that_is_not_utf_8_is_refused(asked: Input) -> None:
    """Nothing is guessed and nothing is replaced."""
    assert [("utf-8", "expected UTF-8 text")] == answers(asked, b"O|\xff|2")


@UNHURRIED
@given(
    st.lists(_cells, min_size=1),
    st.sampled_from([CSV, TABS]),
    st.sampled_from([csv.excel, csv.unix_dialect]),
)
def test_any_text_in_any_cell_survives_csv(
    lines: list[list[str]], asked: CsvLine, dialect: type[csv.Dialect]
) -> None:
    """What Python's csv module writes, quoting what has to be or everything, is read as the same records."""
    file = io.StringIO(newline="")
    csv.writer(file, dialect, delimiter=asked.separator).writerows(lines)
    payload = b"\xef\xbb\xbf" + file.getvalue().encode()

    assert [_document(cells) for cells in lines] == answers(asked, payload)


@UNHURRIED
@given(st.lists(st.lists(_plain, min_size=3, max_size=3), min_size=1))
def test_any_text_in_any_cell_survives_a_prefix_line(lines: list[list[str]]) -> None:
    """But separators and line breaks, since there is no quoting."""
    payload = "\n".join("|".join(["O", *cells]) for cells in lines).encode()

    assert [_document(cells) for cells in lines] == answers(ORDERS, payload)


@UNHURRIED
@given(st.binary() | st.text(st.sampled_from('",\t\n\rO|x')).map(str.encode))
def test_lines_of_any_bytes_are_read_or_unreadable(payload: bytes) -> None:
    """Nothing else is ever raised, and no content is lost on the way to the records."""
    for asked in LINE_INPUTS:
        for answer in answers(asked, payload):
            assert isinstance(answer, dict) or answer[1].startswith("expected ")

        content = payload.removeprefix(b"\xef\xbb\xbf")
        assert _visible(content) == _visible(b"".join(asked.records(payload)))


def _visible(text: bytes) -> bytes:
    return text.translate(None, b" \r\n")
