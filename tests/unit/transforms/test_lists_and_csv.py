from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nomnom.transforms.csv import csv_get
from nomnom.transforms.lists import list_item, list_join, list_sum


@pytest.mark.parametrize(("expected", "index"), [("a", 0), ("b", -1), (None, 2), (None, -3)])
def test_an_item_beyond_the_ends_is_null(expected: str | None, index: int) -> None:
    """No error: lists differ in length."""
    assert expected == list_item(["a", "b"], index=index)


def test_joined_items_have_their_one_text() -> None:
    """Nulls are left out; what has no text is an error."""
    assert "true,1.50" == list_join([True, None, Decimal("1.50")], separator=",")
    with pytest.raises(ValueError, match=r"^expected a single value"):
        list_join([["a"]])


def test_a_sum_has_every_digit() -> None:
    """Of numbers with and without a point; of nothing it is 0."""
    assert "10000000000000000000000000000.01" == str(list_sum([10**28, Decimal("0.01"), None]))
    assert 0 == list_sum([None, {}, {"price": None}], field="price")


@pytest.mark.parametrize(
    ("items", "field"),
    [(["1"], None), ([True], None), ([{"price": "1"}], "price"), ([1], "price"), ([[]], "price")],
)
def test_what_is_no_number_is_no_summand(items: list[Any], field: str | None) -> None:
    """Neither text nor truth."""
    with pytest.raises(ValueError, match=r"^expected a list of "):
        list_sum(items, field=field)


@given(st.lists(st.text(), min_size=1), st.sampled_from(",;\t|"))
def test_every_cell_of_a_written_line_is_read_again(cells: list[str], delimiter: str) -> None:
    """With quotes, delimiters and line breaks in it; an empty cell is null."""
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerow(cells)
    line = written.getvalue()
    read = [csv_get(line, index=n, delimiter=delimiter) for n in range(len(cells))]
    assert [cell or None for cell in cells] == read
    assert None is csv_get(line, index=len(cells), delimiter=delimiter)


@pytest.mark.parametrize(
    ("expected", "line"),
    [("expected one line of CSV, got 2", "a\nb"), ("expected a line of CSV: ", 'a,"b')],
)
def test_what_is_not_one_line_is_refused(expected: str, line: str) -> None:
    """With the reason."""
    with pytest.raises(ValueError, match=rf"^{expected}"):
        csv_get(line, index=0)


def test_an_empty_line_has_no_cells() -> None:
    """So any of them is null."""
    assert None is csv_get("", index=0)
