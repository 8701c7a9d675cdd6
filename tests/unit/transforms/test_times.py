from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nomnom.transforms.times import (
    add_days,
    date_part,
    format_date,
    format_datetime,
    from_epoch_milliseconds,
    from_epoch_seconds,
    from_local_time,
    parse_date,
    parse_datetime,
    to_date,
    to_epoch_milliseconds,
    to_epoch_seconds,
    to_local_time,
)

BERLIN = "Europe/Berlin"
MOMENTS = st.datetimes(
    timezones=st.just(dt.UTC), min_value=dt.datetime(2, 1, 1), max_value=dt.datetime(9998, 1, 1)
)


@given(st.dates(), st.sampled_from(("%Y%m%d", "%d.%m.%Y", "%Y-%j", "%d %b %Y", "%%%Y/%m/%d")))
def test_a_date_survives_any_full_format(date: dt.date, format_: str) -> None:
    """Also one of a year below 1000."""
    assert date == parse_date(format_date(date, format=format_), format=format_)


@given(st.datetimes(), st.sampled_from(("%Y%m%d%H%M%S%f", "%d.%m.%Y %I:%M:%S.%f %p")))
def test_a_time_survives_any_full_format(time: dt.datetime, format_: str) -> None:
    """With its microseconds."""
    text = format_datetime(time, format=format_)
    assert time == parse_datetime(text, format=format_)


@pytest.mark.parametrize(
    ("text", "format_"),
    [
        ("2024131", "%Y%m%d"),
        ("30.02.2024", "%d.%m.%Y"),
        ("31.01.2024 ", "%d.%m.%Y"),
        ("31/01/2024", "%d.%m.%Y"),
        ("", "%Y"),
    ],
)
def test_a_text_of_another_form_is_refused(text: str, format_: str) -> None:
    """Digits that are missing between others are never guessed."""
    with pytest.raises(ValueError, match=r"^expected a time of the form ") as raised:
        parse_date(text, format=format_)
    assert format_ in str(raised.value)


def test_leading_zeros_may_be_missing_where_a_separator_stands() -> None:
    """People write 1.2.2024."""
    assert dt.date(2024, 2, 1) == parse_date("1.2.2024", format="%d.%m.%Y")


def test_an_offset_in_the_text_wins_over_the_zone() -> None:
    """It says which moment is meant."""
    moment = parse_datetime("2024-01-31 09:30 +0530", format="%Y-%m-%d %H:%M %z", zone=BERLIN)
    assert "2024-01-31T04:00:00+00:00" == moment.isoformat()


REPEATED, SKIPPED = dt.datetime(2024, 10, 27, 2, 30), dt.datetime(2024, 3, 31, 2, 30)


@pytest.mark.parametrize(
    ("expected", "time", "disambiguation"),
    [
        ("2024-10-27T00:30:00+00:00", REPEATED, "earlier"),
        ("2024-10-27T01:30:00+00:00", REPEATED, "later"),
        ("2024-03-31T00:30:00+00:00", SKIPPED, "earlier"),
        ("2024-03-31T01:30:00+00:00", SKIPPED, "later"),
        ("2024-10-27T02:30:00+00:00", dt.datetime(2024, 10, 27, 3, 30), "reject"),
    ],
)
def test_an_unclear_time_is_the_moment_that_is_chosen(
    expected: str, time: dt.datetime, disambiguation: Any
) -> None:
    """In an hour that clocks repeat, and in one that they skip."""
    assert expected == from_local_time(time, zone=BERLIN, disambiguation=disambiguation).isoformat()
    text = time.strftime("%Y-%m-%d %H:%M")
    found = parse_datetime(
        text, format="%Y-%m-%d %H:%M", zone=BERLIN, disambiguation=disambiguation
    )
    assert expected == found.isoformat()


@pytest.mark.parametrize(("expected", "time"), [("only once", REPEATED), ("at all", SKIPPED)])
def test_an_unclear_time_is_refused_by_default(expected: str, time: dt.datetime) -> None:
    """With the reason; nothing is guessed."""
    with pytest.raises(
        ValueError, match=rf"^expected a time that the clocks of {BERLIN} show {expected}$"
    ):
        from_local_time(time, zone=BERLIN)


@given(
    MOMENTS, st.sampled_from((BERLIN, "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"))
)
def test_a_moment_is_one_of_those_its_local_time_stands_for(moment: dt.datetime, zone: str) -> None:
    """Whatever the zone does with its clocks."""
    local = to_local_time(moment, zone=zone)
    assert None is local.tzinfo
    assert moment in (
        from_local_time(local, zone=zone, disambiguation="earlier"),
        from_local_time(local, zone=zone, disambiguation="later"),
    )


def test_without_an_offset_a_time_is_in_utc() -> None:
    """As DateTime fields keep it."""
    time = dt.datetime(2024, 1, 31, 23, 30)
    assert dt.date(2024, 1, 31) == to_date(time)
    assert dt.date(2024, 2, 1) == to_date(time, zone=BERLIN)
    assert to_epoch_seconds(time) == to_epoch_seconds(time.replace(tzinfo=dt.UTC))


@given(MOMENTS)
def test_epochs_lead_back_to_the_moment(moment: dt.datetime) -> None:
    """To the second and to the millisecond, before 1970 too."""
    seconds, milliseconds = to_epoch_seconds(moment), to_epoch_milliseconds(moment)
    assert moment.replace(microsecond=0) == from_epoch_seconds(Decimal(seconds))
    assert moment.replace(microsecond=moment.microsecond // 1000 * 1000) == from_epoch_milliseconds(
        Decimal(milliseconds)
    )


def test_epochs_are_exact_to_the_microsecond() -> None:
    """No binary float is on the way."""
    assert 100_001 == from_epoch_seconds(Decimal("1706693400.1000019")).microsecond


@pytest.mark.parametrize("seconds", ["1E+12", "-1E+12", "1E+200", "1E+999999"])
def test_a_moment_beyond_the_calendar_is_refused(seconds: str) -> None:
    """Milliseconds given as seconds, for example."""
    with pytest.raises(ValueError, match=r"^expected a time within the years 1 to 9999$"):
        from_epoch_seconds(Decimal(seconds))


def test_times_at_the_ends_of_the_calendar_are_refused_where_they_would_leave_it() -> None:
    """Their day in another zone isn't in any calendar here."""
    last = dt.datetime(9999, 12, 31, 23, 30)
    with pytest.raises(ValueError, match=r"^expected a time within the years"):
        to_date(last, zone=BERLIN)
    with pytest.raises(ValueError, match=r"^expected a time within the years"):
        from_local_time(last, zone="America/New_York")
    with pytest.raises(ValueError, match=r"^expected a date whose result"):
        add_days(last.date(), days=1)


@pytest.mark.parametrize(
    ("expected", "part"),
    [
        (2021, "year"),
        (1, "quarter"),
        (1, "month"),
        (53, "week"),
        (3, "day"),
        (7, "weekday"),
        (3, "day_of_year"),
    ],
)
def test_parts_of_a_date_are_those_of_the_iso_calendar(expected: int, part: Any) -> None:
    """The third of January 2021 is a Sunday in the last week of 2020."""
    assert expected == date_part(dt.date(2021, 1, 3), part=part)


CHANGES = (
    ("Europe/Berlin", dt.datetime(2024, 3, 31, 2)),
    ("Europe/Berlin", dt.datetime(2024, 10, 27, 3)),
    ("Australia/Lord_Howe", dt.datetime(2024, 4, 7, 2)),
    ("Pacific/Apia", dt.datetime(2011, 12, 30)),
    ("Africa/Casablanca", dt.datetime(2024, 3, 10, 3)),
    ("America/Caracas", dt.datetime(2007, 12, 9, 3)),
    ("UTC", dt.datetime(1, 1, 1, 12)),
    ("Asia/Tokyo", dt.datetime(1, 1, 2)),
    ("America/Lima", dt.datetime(9999, 12, 31, 12)),
)


@given(st.sampled_from(CHANGES), st.integers(-72 * 4, 72 * 4))
def test_a_clock_is_read_as_the_zone_says_near_changes_and_far_from_them(
    change: tuple[str, dt.datetime], quarters: int
) -> None:
    """Whatever clocks show, it is the moment that the time zone's own rules make of it."""
    name, at = change
    try:
        clock = at + dt.timedelta(minutes=15 * quarters)
        there = clock.replace(tzinfo=ZoneInfo(name))
        both = [there.replace(fold=fold).astimezone(dt.UTC) for fold in (0, 1)]
    except OverflowError:
        assume(False)
    assert min(both) == from_local_time(clock, zone=name, disambiguation="earlier")
    assert max(both) == from_local_time(clock, zone=name, disambiguation="later")
