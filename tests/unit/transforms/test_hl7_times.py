"""Times of HL7 v2: any exactness, with and without an offset."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nomnom.transforms.segments import hl7_date, hl7_datetime

CHICAGO = "America/Chicago"


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ("2026-01-01T06:00:00+00:00", "2026"),
        ("2026-07-01T05:00:00+00:00", "202607"),
        ("2026-07-04T05:00:00+00:00", "20260704"),
        ("2026-07-04T18:00:00+00:00", "2026070413"),
        ("2026-07-04T18:05:00+00:00", "202607041305"),
        ("2026-07-04T18:05:09+00:00", "20260704130509"),
        ("2026-07-04T18:05:09.250000+00:00", "20260704130509.25"),
        ("2026-07-04T13:05:09.000100+00:00", "20260704130509.0001+0000"),
        ("2026-07-04T07:35:00+00:00", "202607041305+0530"),
        ("2026-07-04T06:00:00+00:00", "20260704-0600"),
    ],
)
def test_a_time_is_as_exact_as_its_sender_knows_it(expected: str, text: str) -> None:
    """What is left out is its beginning; an offset in the text wins over the zone."""
    assert expected == hl7_datetime(text, zone=CHICAGO).isoformat()


@given(st.datetimes(min_value=dt.datetime(1, 1, 1)), st.integers(1, 6))
def test_every_time_comes_back(time: dt.datetime, digits: int) -> None:
    """With as many digits of its seconds as are written; without a zone there is no offset."""
    micros = f"{time.microsecond:06}"[:digits]
    text = f"{time.year:04}{time:%m%d%H%M%S}.{micros}"
    assert time.replace(microsecond=int(micros.ljust(6, "0"))) == hl7_datetime(text)
    assert time.date() == hl7_date(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "26", "20261", "202613", "20260230", "2026030224", "202603021460", "20260302141560"),
        *(
            "20260302.5",
            "20260302141503.",
            "20260302141503.1234567",
            "202603021415-06",
            "20260302-2400",
        ),
        *("2026-03-02", "20260302T1415", " 20260302", "\uff12\uff10\uff12\uff16"),
    ],
)
def test_what_is_no_time_is_refused(text: str) -> None:
    """With examples of times."""
    with pytest.raises(ValueError, match=r"^expected an HL7 time like 20260302"):
        hl7_datetime(text)


@pytest.mark.parametrize("text", ["1985", "198503", "1985-03-07"])
def test_a_date_is_never_made_up(text: str) -> None:
    """Of what has no day there is none."""
    with pytest.raises(ValueError, match=r"^expected an HL7 date like 20260302$"):
        hl7_date(text)


def test_a_time_that_clocks_skip_is_refused_unless_one_says_which() -> None:
    """As for every time of a zone."""
    with pytest.raises(ValueError, match="expected a time that the clocks of America/Chicago show"):
        hl7_datetime("202603080230", zone=CHICAGO)
    chosen = hl7_datetime("202603080230", zone=CHICAGO, disambiguation="later")
    assert "2026-03-08T08:30:00+00:00" == chosen.isoformat()
