from __future__ import annotations

import string

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nomnom.extraction.inputs import Hl7v2
from samples.inputs import answers

UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
PATIENTS = Hl7v2({"MSH": {}, "PID": {}})
STANDARD = "|^~\\&#"

# A field is text, delimiters by their index, and other escape sequences by their content.
_piece = (
    st.text(st.characters(codec="utf-8", exclude_characters="\r\n\x0b\x1c"))
    | st.integers(1, 2)
    | st.just(4)
    | st.sampled_from(["H", "X0D", "C2842", "Zé"]).map(lambda content: (content,))
)
_fields = st.lists(st.lists(_piece))


def _message(fields: list[list[str | int | tuple[str]]], declared: str) -> bytes:
    """A message with a PID segment of these fields, in the delimiters declared."""
    escape = declared[3]

    def written(piece: str | int | tuple[str]) -> str:
        if isinstance(piece, int):
            return declared[piece]
        if isinstance(piece, tuple):
            return f"{escape}{piece[0]}{escape}"
        escapes = {mark: f"{escape}{'FSRETP'[n]}{escape}" for n, mark in enumerate(declared)}
        return "".join(escapes.get(character, character) for character in piece)

    segments = [["MSH", declared[1:], "LAB"], ["PID", *("".join(map(written, f)) for f in fields)]]
    return "\r".join(declared[0].join(segment) for segment in segments).encode()


@UNHURRIED
@given(_fields, st.permutations(string.punctuation), st.sampled_from([5, 6]))
def test_a_message_means_the_same_with_any_delimiters(
    fields: list[list[str | int | tuple[str]]], marks: list[str], count: int
) -> None:
    """Its document is that of the message which says it with the standard ones."""
    (expected,) = answers(PATIENTS, _message(fields, STANDARD[:count]))

    assert 1 + len(fields) == len(expected["PID"][0]["fields"])
    assert [expected] == answers(PATIENTS, _message(fields, "".join(marks[:count])))


@pytest.mark.parametrize(
    ("declared", "text", "expected"),
    [
        ("$*!/%", "a*b!c%d", "a^b~c&d"),
        ("$*!/%", "a^b|c\\d", "a\\S\\b\\F\\c\\E\\d"),
        ("$*!/%", "/F/ /S/ /E/ /.br/", "$ * / \\.br\\"),
        ("^|~\\&", "/F/ \\F\\ \\S\\ \\X0D\\", "/F/ \\S\\ \\F\\ \\X0D\\"),
        ("$*!/%", "1/2", "1\\2"),
        ("$*!/%", "#1", "#1"),
        ("$*!/%+", "#1 /P/ cut+", "\\P\\1 + cut#"),
        ("|^~\\&", "a^\\F\\\\b#", "a^\\F\\\\b#"),
    ],
)
def test_other_delimiters_become_the_standard_ones(declared: str, text: str, expected: str) -> None:
    """What would collide is escaped, and escape sequences of what no longer collides are resolved."""
    message = f"MSH{declared}{declared[0]}LAB\rPID{declared[0]}{text}".encode()
    (document,) = answers(PATIENTS, message)

    assert ["PID", expected] == document["PID"][0]["fields"]
    assert ["MSH", "|", STANDARD[1 : len(declared)], "LAB"] == document["MSH"][0]["fields"]


@pytest.mark.parametrize(
    "header", ["MSH", "MSH|", "MSH||^~\\&", "MSH|^~\\", "MSH|^~^&|", "MSH|^|\\&|", "MSH|^~\\A|",
               "MSHA^~\\&A", "MSH|^~\\&#!|", "MSH|^~\\é|", "MSH |^~\\&"],
)  # fmt: skip
def test_delimiters_that_cannot_be_told_apart_are_refused(header: str) -> None:
    """They are five or six different punctuation marks."""
    expected = "expected MSH-1 and MSH-2 to be different punctuation marks, such as |^~\\&"

    assert [("hl7", expected)] == answers(PATIENTS, f"{header}\rPID|1".encode())
