from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nomnom.dead_letters import editable, from_editor
from nomnom.dead_letters.records import compact, pretty, tidied
from nomnom.errors import NomnomError

HL7 = b"MSH|^~\\&|lab\rPID|1\rOBX|1"


def test_json_is_shown_indented_and_kept_on_one_line() -> None:
    """Its digits, escapes and repeated members stay as they are."""
    record = b' {"a": 1.50,\n "b":"\\u00e9", "a": 1E+400} '
    assert b'{"a":1.50,"b":"\\u00e9","a":1E+400}' == compact(record) == tidied(record)
    assert '{\n  "a": 1.50,\n  "b": "\\u00e9",\n  "a": 1E+400\n}' == pretty(record)
    assert ("json", pretty(record)) == editable(record)


@pytest.mark.parametrize("record", [HL7, b"1;tea;4,80", b'{"a": 1', b"{}{}", b""])
def test_other_text_is_kept_as_it_is(record: bytes) -> None:
    """Segments are shown by their lines; broken JSON is text too."""
    assert record == tidied(record)
    assert ("text", record.decode().replace("\r", "\n")) == editable(record)


def test_what_is_not_utf8_is_shown_as_escapes_and_not_edited_as_text() -> None:
    """An editor would change bytes that it doesn't understand."""
    assert "M\\xfcller" == pretty(b"M\xfcller")
    with pytest.raises(NomnomError, match=r"byte 0xfc at offset 1; export it"):
        editable(b"M\xfcller")


@pytest.mark.parametrize("record", [HL7, HL7.replace(b"\r", b"\r\n"), HL7.replace(b"\r", b"\n")])
def test_an_editor_keeps_the_line_breaks_of_a_record(record: bytes) -> None:
    """Whatever ends its lines: saved without a change it is the same."""
    _, text = editable(record)
    assert record == from_editor(record, f"{text}\n".encode())
    assert record == from_editor(record, text.replace("\n", "\r\n").encode())


@given(st.text(st.characters(exclude_characters="\r\n", codec="utf-8")).map(str.encode))
def test_a_line_of_text_survives_an_editor(record: bytes) -> None:
    """Opened and saved unchanged, any record is what it was."""
    _, text = editable(record)
    assert tidied(record) == tidied(from_editor(record, f"{text}\n".encode()))
