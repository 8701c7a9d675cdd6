"""Whether a scalar is a value of a type."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nomnom.extraction.values import REFUSED, conversion_for
from nomnom.model.entity import Constraints, Field, Scalar
from nomnom.model.types import FieldType, Kind
from nomnom.spec.values import broken_rule, cure_for

MONEY = FieldType(Kind.DECIMAL, precision=4, scale=2)


@pytest.mark.parametrize(
    ("value", "type_"),
    [
        (2**31 - 1, FieldType(Kind.INTEGER)),
        (2**31, FieldType(Kind.BIGINT)),
        (Decimal("99.990"), MONEY),
        (Decimal("0E-9"), MONEY),
        (99, MONEY),
        (Decimal("1e100"), FieldType(Kind.DECIMAL)),
        ("ab", FieldType(Kind.STRING, length=2)),
        ("2024-02-29", FieldType(Kind.DATE)),
        ("2024-02-29T10:00:00", FieldType(Kind.DATETIME)),
        ("2024-02-29 10:00:00.5", FieldType(Kind.DATETIME)),
        ("2024-02-29T10:00:00Z", FieldType(Kind.DATETIME)),
        ("2024-02-29T10:00:00+02:00", FieldType(Kind.TIMESTAMP)),
        ("123e4567-e89b-12d3-a456-426614174000", FieldType(Kind.UUID)),
        (False, FieldType(Kind.BOOLEAN)),
        (7, FieldType(Kind.JSON)),
    ],
)
def test_values_of_the_type(value: Scalar, type_: FieldType) -> None:
    """What a column of the type can hold exactly is accepted."""
    assert cure_for(value, type_) is None


@pytest.mark.parametrize(
    ("value", "type_"),
    [
        (2**31, FieldType(Kind.INTEGER)),
        (True, FieldType(Kind.INTEGER)),
        (Decimal("1.5"), FieldType(Kind.INTEGER)),
        (Decimal("0.001"), MONEY),
        (100, MONEY),
        (True, FieldType(Kind.DECIMAL)),
        ("1", FieldType(Kind.DECIMAL)),
        ("abc", FieldType(Kind.STRING, length=2)),
        ("20240229", FieldType(Kind.DATE)),
        ("2023-02-29", FieldType(Kind.DATE)),
        ("2024-02-29", FieldType(Kind.DATETIME)),
        ("2024-02-29T10:00", FieldType(Kind.DATETIME)),
        ("2024-02-29T10:00:00", FieldType(Kind.TIMESTAMP)),
        ("0001-01-01T00:00:00+02:00", FieldType(Kind.TIMESTAMP)),
        ("9999-12-31T23:59:59-02:00", FieldType(Kind.DATETIME)),
        (Decimal("1e131072"), FieldType(Kind.DECIMAL)),
        (Decimal("1e-16384"), FieldType(Kind.FLOAT)),
        ("a\0b", FieldType(Kind.STRING)),
        ("\ud800", FieldType(Kind.JSON)),
        ("{123e4567-e89b-12d3-a456-426614174000}", FieldType(Kind.UUID)),
        (1, FieldType(Kind.BOOLEAN)),
        ("[]", FieldType(Kind.LIST, items=FieldType(Kind.JSON))),
        (None, FieldType(Kind.STRING)),
    ],
)
def test_other_values(value: Scalar, type_: FieldType) -> None:
    """What the column would refuse, round or take for something else has a cure."""
    assert cure_for(value, type_)


@pytest.mark.parametrize(
    ("expected", "value", "kind", "listed"),
    [
        (None, "2024-01-31T14:00:00+02:00", Kind.TIMESTAMP, "2024-01-31T12:00:00Z"),
        (None, "2024-01-31T14:00:00+02:00", Kind.DATETIME, "2024-01-31T12:00:00"),
        ("enum", "2024-01-31T12:00:00+02:00", Kind.TIMESTAMP, "2024-01-31T12:00:00Z"),
        (None, "AAAAAAAA-" + "0" * 4 + "-0000-0000-" + "0" * 12, Kind.UUID, "aaaaaaaa" + "0" * 24),
        (None, Decimal("1.50"), Kind.DECIMAL, Decimal("1.5")),
        ("enum", "A", Kind.STRING, "a"),
    ],
)
def test_listed_values_are_compared_as_what_they_stand_for(
    expected: str | None, value: Scalar, kind: Kind, listed: Scalar
) -> None:
    """One instant, number or UUID may be written in several ways, and is listed in all of them."""
    assert expected == broken_rule(value, FieldType(kind), Constraints(enum=(listed,)))


TYPES = [MONEY, FieldType(Kind.STRING, length=3), FieldType(Kind.LIST, items=FieldType(Kind.JSON))]
TYPES += [FieldType(kind) for kind in Kind if kind is not Kind.LIST]
OFFSETS = [None, dt.UTC, dt.timezone(dt.timedelta(hours=5, minutes=30))]
TIMES = st.datetimes(timezones=st.sampled_from(OFFSETS)).map(lambda time: time.isoformat())
NEARLY = st.from_regex(r"[0-9]{4}-[0-1][0-9]-[0-3][0-9]([T ][0-9:.]{4,12}(Z|[+-]0[0-9]:00)?)?\Z")
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.decimals(allow_nan=False, allow_infinity=False),
    st.text(st.characters(), max_size=5), st.dates().map(str), TIMES, NEARLY, st.uuids().map(str),
)  # fmt: skip


@given(SCALARS, st.sampled_from(TYPES))
@example("0001-01-01T00:00:00+01:00", FieldType(Kind.DATETIME))
@example(Decimal("1e131071"), FieldType(Kind.DECIMAL))
def test_extraction_takes_what_is_accepted(value: Scalar, type_: FieldType) -> None:
    """A default or constant without a cure is one that extraction can convert; for times, the only ones."""
    convert = conversion_for(Field("a", type_), None)
    assert convert is not None
    try:
        converts = value is not None and convert(value) is not None
    except REFUSED:
        converts = False
    accepted = cure_for(value, type_) is None
    assert converts or not accepted
    if isinstance(value, str) and type_.kind in (Kind.DATE, Kind.DATETIME, Kind.TIMESTAMP):
        assert converts == accepted
