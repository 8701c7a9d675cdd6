from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nomnom.extraction.inputs import Hl7v2
from nomnom.extraction.inputs.groups import Groups
from samples.inputs import answers

UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
MSH = "MSH|^~\\&|LAB||||||ORU^R01"
RESULTS = Hl7v2({"PID": {}, "OBR": {"NTE": {}, "OBX": {"NTE": {}}}})


def _message(*segments: str, end: str = "\r") -> bytes:
    return "".join(segment + end for segment in segments).encode()


def _second_fields(segments: list[dict[str, Any]]) -> list[Any]:
    """Of each segment its second field, with those of the segments below it."""
    return [
        (
            each["fields"][1],
            *(_second_fields(below) for name, below in each.items() if name != "fields"),
        )
        for each in segments
    ]


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_a_document_holds_the_segments_asked_for(end: str) -> None:
    """With their fields, whatever ends a segment; of a segment that isn't there the list is empty."""
    payload = _message(MSH, "PID|1||7^^^X", "", "PV1|1|I", "OBR|1", end=end)

    expected = {
        "PID": [{"fields": ["PID", "1", "", "7^^^X"]}],
        "OBR": [{"fields": ["OBR", "1"], "OBX": []}],
        "ZAL": [],
    }
    assert [expected] == answers(Hl7v2({"PID": {}, "OBR": {"OBX": {}}, "ZAL": {}}), payload)


def test_fields_of_msh_bear_the_numbers_that_hl7_gives_them() -> None:
    """MSH-1 is the field separator itself, so that MSH-9 is the message's type."""
    ((header,),) = [document["MSH"] for document in answers(Hl7v2({"MSH": {}}), _message(MSH))]

    assert ["MSH", "|", "^~\\&", "LAB"] == header["fields"][:4]
    assert "ORU^R01" == header["fields"][9]


def test_a_segment_belongs_to_the_nearest_one_before_it() -> None:
    """A note after a result is the result's; after an order, before its first result, it is the order's."""
    (document,) = answers(
        RESULTS,
        _message(
            MSH, "PID|1", "OBX|stray", "NTE|stray",
            "OBR|1", "NTE|a", "OBX|1", "NTE|b", "NTE|c", "OBX|2",
            "OBR|2", "NTE|d", "OBX|3", "PID|2", "NTE|e",
        ),
    )  # fmt: skip

    assert [("1",), ("2",)] == _second_fields(document["PID"])
    assert [
        ("1", [("a",)], [("1", [("b",), ("c",)]), ("2", [])]),
        ("2", [("d",)], [("3", [("e",)])]),
    ] == _second_fields(document["OBR"])


def test_segments_asked_for_at_the_top_are_taken_wherever_they_stand() -> None:
    """Also where they are asked for below another as well; each then has what belongs to it."""
    groups: Groups = {"OBX": {"NTE": {}}, "OBR": {"OBX": {"NTE": {}}}, "NTE": {}}
    payload = _message(MSH, "NTE|a", "OBX|1", "OBR|1", "OBX|2", "NTE|b", "OBR|2", "NTE|c")
    (document,) = answers(Hl7v2(groups), payload)

    assert [("1", []), ("2", [("b",), ("c",)])] == _second_fields(document["OBX"])
    assert [("1", [("2", [("b",)])]), ("2", [])] == _second_fields(document["OBR"])
    assert [("a",), ("b",), ("c",)] == _second_fields(document["NTE"])


@pytest.mark.parametrize(
    "payload",
    [
        _message(MSH, "PID|1", MSH, "PID|2"),
        b"\xef\xbb\xbf" + _message("", MSH, "PID|1", "", MSH, "PID|2", end="\r\n"),
        b"\x0b" + _message(MSH, "PID|1") + b"\x1c\r\x0b" + _message(MSH, "PID|2") + b"\x1c\r",
        _message("FHS|^~\\&|x", "BHS|^~\\&|x", MSH, "PID|1", MSH, "PID|2", "BTS|2", "FTS"),
        _message("BHS|^~\\&", MSH, "PID|1", "BTS|1", "BHS|^~\\&", MSH, "PID|2", "BTS|1"),
    ],
)
def test_a_payload_may_hold_several_messages(payload: bytes) -> None:
    """One after the other, framed for MLLP or as a batch."""
    documents = answers(Hl7v2({"PID": {}}), payload)

    assert [[("1",)], [("2",)]] == [_second_fields(document["PID"]) for document in documents]


def test_what_stands_before_the_first_message_is_a_record_that_cannot_be_read() -> None:
    """It neither vanishes nor spoils the messages after it."""
    records = RESULTS.records(_message("PID|0", "stray", MSH, "PID|1"))

    assert (b"PID|0\rstray", _message(MSH, "PID|1").rstrip()) == records
    assert [("hl7", "expected a message that begins with MSH")] == answers(RESULTS, records[0])


@pytest.mark.parametrize("payload", [b"", b"\r\n", b"{}", b"PID|1", b" MSH|^~\\&|", b"FTS|1"])
def test_text_without_msh_is_refused(payload: bytes) -> None:
    """A payload without any message is one record that can't be read."""
    assert [("hl7", "expected a message that begins with MSH")] == answers(RESULTS, payload)


@pytest.mark.parametrize("line", ["pid|1", "PI", "1ID|1", "PIDX|1", "PID^1", "of a note", "ÄBC|1"])
def test_a_line_that_is_no_segment_is_refused(line: str) -> None:
    """Such as the rest of a text with a line break in it; the sentence says which line."""
    expected = "expected the name of a segment, such as OBX, at line 3"

    assert [("hl7", expected)] == answers(RESULTS, _message(MSH, "PID|1", line))


@pytest.mark.parametrize(
    "lost",
    [
        f"{MSH}|1|P|2.5.1PID|1||7OBR|1||L-1",
        f"{MSH}|1|P|2.5.1|||||USA|UNICODE UTF-8PID|1||7",
        f"{MSH}|1|P|2.5.1|||||USA|UNICODE UTF-8|OBR|1",
        "MSH#^~\\&#LAB##2.5.1PID#1##7\r",
        f"{MSH}|1|P|2.5.1EVN|A01|2026",
    ],
)
def test_a_message_without_its_line_ends_is_told_that_they_are_lost(lost: str) -> None:
    """As `curl --data` does; what else is wrong with it then is no help."""
    expected = (
        "expected each segment on a line of its own, but there is MSH only, with others inside it; "
        "line ends may have been lost on the way (curl keeps them with --data-binary)"
    )
    assert [("hl7", expected)] == answers(RESULTS, lost.encode())


@pytest.mark.parametrize(
    "header", [MSH, f"{MSH}|1|P|2.5.1|||||USA|UNICODE UTF-8", "MSH|^~\\&|PID^X"]
)
def test_a_message_of_a_header_alone_is_one(header: str) -> None:
    """It asks for nothing else."""
    assert [{"PID": [], "OBR": []}] == answers(RESULTS, header.encode())


@pytest.mark.parametrize(
    ("declared", "codec"),
    [
        ("", "utf-8"),
        ("UNICODE UTF-8", "utf-8"),
        ("8859/1", "iso8859-1"),
        ("8859/15", "iso8859-15"),
        ("8859/1~UNICODE UTF-8", "iso8859-1"),
    ],
)
def test_text_is_in_the_character_set_of_msh_18(declared: str, codec: str) -> None:
    """Without one it is UTF-8; the first of several is that of the message."""
    payload = f"{MSH}|||||||||{declared}\rPID|Müller\x85".encode(codec)
    (document,) = answers(Hl7v2({"PID": {}}), payload)

    assert [("Müller\x85",)] == _second_fields(document["PID"])


@pytest.mark.parametrize(
    ("declared", "text", "expected"),
    [
        ("", b"\xfc", ("utf-8", "expected UTF-8 text")),
        ("UNICODE UTF-8", b"\xfc", ("utf-8", "expected UTF-8 text")),
        ("ASCII", b"\xfc", ("charset", "expected text in ASCII, as MSH-18 says")),
        ("8859/7", b"\xff", ("charset", "expected text in 8859/7, as MSH-18 says")),
        (
            "BIG-5",
            b"x",
            (
                "charset",
                "expected a character set in MSH-18 out of UNICODE UTF-8, ASCII, 8859/1, 8859/2, "
                "8859/3, 8859/4, 8859/5, 8859/6, 8859/7, 8859/8, 8859/9, 8859/15",
            ),
        ),
    ],
)
def test_text_in_another_character_set_is_refused(
    declared: str, text: bytes, expected: tuple[str, str]
) -> None:
    """Nothing is guessed and nothing is replaced."""
    header = f"{MSH}|||||||||{declared}"

    assert [expected] == answers(RESULTS, header.encode() + b"\rPID|" + text)


_lines = st.text(st.sampled_from("MSHPIDOBRNTE12|^~\\&#\r\n\x0b\x1cé")).map(str.encode)


@UNHURRIED
@given(st.binary() | _lines | st.lists(_lines | st.binary()).map(_message(MSH).join))
def test_messages_of_any_bytes_are_read_or_unreadable(payload: bytes) -> None:
    """Nothing else is ever raised, and each beginning of a message is a record."""
    for answer in answers(RESULTS, payload):
        assert isinstance(answer, dict) or answer[1].startswith("expected ")

    begun = [each for each in RESULTS.records(payload) if each.startswith(b"MSH")]
    assert len(
        re.findall(rb"(?:^|[\r\n\x0b\x1c])(?=MSH)", payload.removeprefix(b"\xef\xbb\xbf"))
    ) == len(begun)
