from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nomnom.transforms.hl7 import Delimiters, Having, Hl7Path, component, parse_path, unescape
from nomnom.transforms.segments import hl7_get

MESSAGE = "\r".join(
    [
        r"MSH|^~\&|LAB|HOSPITAL|||20240131093000||ORU^R01|1|P|2.5",
        r'PID|1||42^^^A&1.2&ISO~77^^^B||O\T\Neil^Ada^""||""|F',
        r"OBX|1|NM|GLU^Glucose||5.4|mmol/L",
        r"OBX|2|TX|NOTE||first\.br\second\X0A\third \H\bold\N\ C:\E\x",
        "",
    ]
)


@pytest.mark.parametrize(
    ("expected", "path"),
    [
        (Hl7Path("PID", 1, 5, 1), "PID-5"),
        (Hl7Path("PID", 1, 3, 2, 1, 2), "PID-3[2].1.2"),
        (Hl7Path("PID", 1, 3, Having(5, "MR"), 1), "PID-3[5=MR].1"),
        (Hl7Path("OBX", 2, 5, 1, 1), "OBX[2]-5.1"),
        (Hl7Path("ZX1", 1, 10, 1), "ZX1-10"),
    ],
)
def test_a_path_names_segment_field_component_and_subcomponent(
    expected: Hl7Path, path: str
) -> None:
    """With the segment's occurrence and the field's repetition in brackets, all from 1."""
    assert expected == parse_path(path)


@pytest.mark.parametrize(
    "path",
    [
        *("", "PID", "PID-", "PID-0", "pid-5", "PID-5.", "PID-5.1.1.1", "PIDX-1", "PID-5 "),
        *("PID-5[0]", "PID-5[5=]", "PID-5[=MR]", "PID-5[5=M^R]", "PID-5[5=MR"),
    ],
)
def test_what_is_no_path_is_refused(path: str) -> None:
    """With examples of paths."""
    with pytest.raises(ValueError, match=r"^expected an HL7 path like PID-5.1") as raised:
        parse_path(path)
    assert f'"{path}"' in str(raised.value)


@pytest.mark.parametrize(
    ("expected", "path"),
    [
        ("|", "MSH-1"),
        ("^~\\&", "MSH-2"),
        ("LAB", "MSH-3"),
        ("ORU", "MSH-9.1"),
        ("1", "PID-1"),
        ("42^^^A&1.2&ISO", "PID-3"),
        ("42", "PID-3.1"),
        ("A&1.2&ISO", "PID-3.4"),
        ("ISO", "PID-3.4.3"),
        ("77", "PID-3[2].1"),
        ("77", "PID-3[2].1.1"),
        (None, "PID-3[3].1"),
        ("77", "PID-3[4=B].1"),
        ("42^^^A&1.2&ISO", "PID-3[1=42]"),
        ("77^^^B", "PID-3[1=77]"),
        (None, "PID-3[4=A].1"),
        (None, "PID-3[9=B].1"),
        (None, "PID-3.2"),
        (None, "PID-3.9"),
        ("O&Neil", "PID-5.1"),
        (None, "PID-5.3"),
        (None, "PID-7"),
        ("F", "PID-8"),
        (None, "PID-99"),
        ("5.4", "OBX-5"),
        ("first\nsecond\nthird \\H\\bold\\N\\ C:\\x", "OBX[2]-5"),
        (None, "OBX[3]-5"),
        (None, "OBR-1"),
    ],
)
@pytest.mark.parametrize("ending", ["\r", "\n", "\r\n"])
def test_a_path_finds_its_text_in_a_message(expected: str | None, path: str, ending: str) -> None:
    """Decoded; null where nothing stands there, or the sender says that there is nothing any more."""
    assert expected == hl7_get(MESSAGE.replace("\r", ending), path=path)


def test_a_message_declares_its_own_delimiters() -> None:
    """All of them, or only the first few."""
    message = "MSH#*!/%#LAB\rPID###1*2!3*4%5##a/S/b/F/c|^~\\&"
    assert "5" == hl7_get(message, path="PID-3[2].2.2")
    assert "3" == hl7_get(message, path="PID-3[2=4%5].1")
    assert "a*b#c|^~\\&" == hl7_get(message, path="PID-5")
    assert "a&b" == hl7_get("MSH|^|LAB\rPID|a&b^c", path="PID-1.1")
    assert "a b" == hl7_get("MSH|^|LAB\rPID|a b^c", path="PID-1[2=c].1")


SEGMENT = {"fields": ["PID", "1", "", "42^7~77"]}


@pytest.mark.parametrize(
    ("expected", "message", "path"),
    [
        ("7", SEGMENT, "PID-3.2"),
        (None, SEGMENT, "PID[2]-3.2"),
        ("77", {"PID": [{"fields": ["PID"]}, SEGMENT]}, "PID[2]-3[2]"),
        (None, {"PID": [SEGMENT]}, "OBX-1"),
        (None, {"PID": None}, "PID-1"),
        ("^~\\&", {"fields": ["MSH", "|", "^~\\&", "LAB"]}, "MSH-2"),
        (None, None, "PID-1"),
    ],
)
def test_a_path_finds_its_text_in_decoded_segments(
    expected: str | None, message: Any, path: str
) -> None:
    """In one segment, or among a message's segments by name."""
    assert expected == hl7_get(message, path=path)


@pytest.mark.parametrize(
    ("expected", "message"),
    [
        ("expected a segment PID", {"fields": ["OBX", "1"]}),
        ("expected an HL7 v2 message, which begins with MSH", "PID|1"),
        ("expected an HL7 v2 message, which begins with MSH", ""),
        ("expected an HL7 v2 message or one of its segments", 7),
        ("expected a list of segments PID", {"PID": SEGMENT}),
        ("expected a segment with its fields as a list of texts", {"PID": ["PID|1"]}),
        ("expected a segment with its fields as a list of texts", {"fields": ["PID", 1]}),
        ("expected a segment with its fields as a list of texts", {"fields": []}),
    ],
)
def test_what_is_no_message_is_refused(expected: str, message: Any) -> None:
    """With what it should have been."""
    with pytest.raises(ValueError, match=rf"^{expected}$"):
        hl7_get(message, path="PID-1")


def test_hexadecimal_octets_are_utf8_where_they_can_be() -> None:
    """Else ISO 8859-1, the oldest habit."""
    assert "é é" == unescape(r"\XC3A9\ \Xe9\ ".rstrip())


ESCAPES = {
    "|": r"\F\ ".strip(),
    "^": r"\S\ ".strip(),
    "~": r"\R\ ".strip(),
    "&": r"\T\ ".strip(),
    "\\": r"\E\ ".strip(),
}


@given(st.lists(st.text(st.sampled_from('ab|^~&\\ "')), min_size=1, max_size=4))
def test_any_escaped_text_comes_back_from_its_component(texts: list[str]) -> None:
    """Delimiters and escape characters in it change nothing."""
    field = "^".join("".join(ESCAPES.get(c, c) for c in text) for text in texts)
    for number, text in enumerate(texts, 1):
        expected = None if text in ("", '""') else text
        assert expected == component(["PID", field], Hl7Path("PID", 1, 1, 1, number))


@given(st.text(), st.text(max_size=6))
def test_no_message_raises_anything_but_what_was_expected(text: str, delimiters: str) -> None:
    """However broken it is."""
    message = f"MSH{delimiters}|{text}\rPID|{text}"
    assert (refusal(message, "PID-1[1].1.1") or "expected ").startswith("expected ")


def refusal(message: str, path: str) -> str | None:
    """Why a message is refused, None where it isn't."""
    try:
        hl7_get(message, path=path)
    except ValueError as error:
        return str(error)
    return None


def test_delimiters_are_the_standard_ones_by_default() -> None:
    """As an hl7v2 input gives them."""
    assert Delimiters("|", "^", "~", "\\", "&") == Delimiters()
