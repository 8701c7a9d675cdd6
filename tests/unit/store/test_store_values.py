"""Values on their way into a database that would store something else than what it's given."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nomnom.errors import DataError
from nomnom.store.values import Codec, encoded, integer_check, text_check
from nomnom.tables.exact import fixed_decimal, shortest_decimal

decimals = st.decimals(allow_nan=False, allow_infinity=False)


@given(decimals)
def test_the_shortest_text_is_exact(number: Decimal) -> None:
    """Plain text of a number gives that number back, without an exponent."""
    text = shortest_decimal("t.c")(number)
    assert number == Decimal(text)
    assert set(text) <= set("-0123456789.")


@given(decimals, st.integers(0, 5))
def test_equal_numbers_have_equal_texts(number: Decimal, zeros: int) -> None:
    """However many zeros a number is written with, its text is the same."""
    _, _, exponent = number.as_tuple()
    assert isinstance(exponent, int)
    longer = Decimal(f"{number:f}" + ("" if exponent < 0 else ".") + "0" * zeros)
    assert shortest_decimal("t.c")(number) == shortest_decimal("t.c")(longer)


@given(decimals, st.integers(1, 38), st.data())
def test_a_fixed_text_is_exact_or_refused(
    number: Decimal, precision: int, data: st.DataObject
) -> None:
    """A number either fits, equal and with all declared digits after the point, or it is refused."""
    scale = data.draw(st.integers(0, precision))
    exact = Fraction(number)
    fits = abs(exact) < 10 ** (precision - scale) and (exact * 10**scale).denominator == 1
    try:
        text = fixed_decimal("t.c", precision, scale)(number)
    except DataError:
        assert not fits
    else:
        assert fits
        assert number == Decimal(text)
        assert scale == len(text.partition(".")[2])


@pytest.mark.parametrize("number", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_refused(number: str) -> None:
    """Neither infinities nor NaN are numbers of a table."""
    for convert in (fixed_decimal("t.c", 10, 2), shortest_decimal("t.c")):
        with pytest.raises(DataError):
            convert(Decimal(number))


def test_an_error_names_column_value_and_what_fits() -> None:
    """Whoever reads a dead letter learns which value of which column was refused, and why."""
    with pytest.raises(DataError) as caught:
        fixed_decimal("orders.total", 5, 2)(Decimal("1.234"))
    expected = "orders.total: expected at most 5 digits, 2 of them after the point, got 1.234"
    assert expected == str(caught.value)
    assert "22003" == caught.value.sqlstate


def test_text_is_measured_in_characters_and_bytes() -> None:
    """A limit of characters counts code points, one of bytes counts UTF-8."""
    text_check("t.c", characters=2)(["🎉🎉", "", "ab"])
    text_check("t.c", octets=8)(["🎉🎉", "abcdefgh"])
    with pytest.raises(DataError, match="at most 2 characters, got abc"):
        text_check("t.c", characters=2)(["ab", "abc"])
    with pytest.raises(DataError, match="at most 8 bytes"):
        text_check("t.c", octets=8)(["a", "🎉🎉é"])


@pytest.mark.parametrize(("value", "shown"), [("a\0b", "a␀b"), ("a\ud800", "ud800")])
def test_text_that_no_database_takes_is_refused(value: str, shown: str) -> None:
    """NUL and surrogates are refused, and shown in a way that can be stored."""
    with pytest.raises(DataError, match=shown) as caught:
        text_check("t.c")(["fine", value])
    assert str(caught.value).encode()
    assert "\0" not in str(caught.value)


def test_integers_are_of_their_bits() -> None:
    """The least and the greatest integer of a column fit, their neighbours don't."""
    check = integer_check("t.c", 32)
    check([])
    check([-(2**31), 2**31 - 1])
    for beyond in (-(2**31) - 1, 2**31):
        with pytest.raises(DataError, match=str(beyond)):
            check([0, beyond])


def test_nulls_are_neither_checked_nor_converted() -> None:
    """Null stays null, as the driver spells it."""
    codecs = (Codec(text_check("t.c")), Codec(convert=str))
    assert [("a", "1"), (None, "NULL")] == encoded([("a", 1), (None, None)], codecs, null="NULL")
