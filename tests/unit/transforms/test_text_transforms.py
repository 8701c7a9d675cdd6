from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nomnom.transforms import text as texts
from nomnom.transforms import text_of
from nomnom.transforms.text import (
    concat,
    pad,
    regex_extract,
    regex_replace,
    split,
    split_part,
    substring,
    trim,
)


@pytest.mark.parametrize(
    ("expected", "value"),
    [
        ("false", False),
        ("7", 7),
        ("12.30", Decimal("12.30")),
        ("0.0000001", Decimal("1E-7")),
        ("1200", Decimal("1.2E+3")),
        ("0024-01-31", dt.date(24, 1, 31)),
        ("2024-01-31T10:00:00", dt.datetime(2024, 1, 31, 10)),
        (
            "2024-01-31T09:00:00.000001+00:00",
            dt.datetime(2024, 1, 31, 10, 0, 0, 1, tzinfo=dt.timezone(dt.timedelta(hours=1))),
        ),
        ("6ba7b810-9dad-11d1-80b4-00c04fd430c8", UUID("6BA7B8109DAD11D180B400C04FD430C8")),
    ],
)
def test_a_single_value_has_one_text(expected: str, value: Any) -> None:
    """The same moment has the same text, whatever its offset."""
    assert expected == text_of(value)


@pytest.mark.parametrize("value", [None, [], {}, Decimal("NaN"), Decimal("1E+999999999")])
def test_what_has_no_text_is_refused(value: Any) -> None:
    """A number too large for any column too, before its digits fill the memory."""
    with pytest.raises(ValueError, match=r"^expected "):
        text_of(value)


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_the_text_of_a_number_is_that_number(number: Decimal) -> None:
    """No digit is lost, and none is added."""
    assert number == Decimal(text_of(number))


def test_concat_leaves_nulls_out() -> None:
    """With their separators, so that none of all is an empty text."""
    assert "a-b" == concat("a", None, "b", separator="-")
    assert "" == concat(None, None, separator="-")


def test_a_template_may_hold_braces_and_use_a_source_twice() -> None:
    """Doubled braces stand for themselves."""
    assert "{1.50} true 1.50" == texts.format(Decimal("1.50"), True, template="{{{0}}} {1} {0}")
    assert "}a{b" == texts.format("a", "b", template="}}{}{{{}")


@given(st.text(), st.integers(0, 60), st.characters(), st.sampled_from(("left", "right")))
def test_padding_reaches_the_length_and_keeps_the_text(
    text: str, length: int, fill: str, side: Literal["left", "right"]
) -> None:
    """Filled at one side, never cut."""
    padded = pad(text, length=length, fill=fill, side=side)
    assert max(len(text), length) == len(padded)
    assert padded.endswith(text) if side == "left" else padded.startswith(text)


@given(st.text(alphabet="ab,;"), st.sampled_from((",", ";", ",;")))
def test_parts_joined_again_are_the_text(text: str, separator: str) -> None:
    """Nothing is trimmed and no empty part left out."""
    assert text == separator.join(split(text, separator=separator))


@pytest.mark.parametrize(
    ("expected", "index"), [("a", 0), ("", 1), ("c", 2), (None, 3), ("a", -3), (None, -4)]
)
def test_a_part_that_isnt_there_is_null(expected: str | None, index: int) -> None:
    """An empty part is there."""
    assert expected == split_part("a--c", separator="-", index=index)


@pytest.mark.parametrize(
    ("expected", "how"),
    [
        ("b1", {"pattern": "b([0-9])", "group": 0}),
        ("1", {"pattern": "b([0-9])"}),
        (None, {"pattern": "x"}),
        (None, {"pattern": "b(x)?"}),
    ],
)
def test_an_extract_is_the_first_group_or_the_whole_match(
    expected: str | None, how: dict[str, Any]
) -> None:
    """Null where nothing matches, or not that group."""
    assert expected == regex_extract("a b1 b2", **how)


def test_a_replacement_may_name_groups() -> None:
    """In Python's syntax."""
    assert "1b" == regex_replace("b1", pattern="(?P<x>b)(1)", replacement=r"\2\g<x>")


def test_substrings_beyond_the_ends_are_shorter() -> None:
    """No error: a short text has no such characters."""
    assert "" == substring("ab", start=5)
    assert "b" == substring("ab", start=1, length=9)


def test_only_the_ends_are_trimmed() -> None:
    """What stands inside stays."""
    assert "a  b" == trim("\t a  b\n")
    assert "0-0" == trim("xy0-0yx", characters="xy")
