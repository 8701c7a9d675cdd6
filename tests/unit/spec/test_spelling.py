"""The right spelling of names is suggested."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nomnom.spec.spelling import is_pascal, is_snake, to_pascal, to_snake


@pytest.mark.parametrize(
    ("expected", "name"),
    [
        ("order_key", "orderKey"),
        ("order_key", "Order-Key"),
        ("http_status", "HTTPStatus"),
        ("hl7v2_message", "Hl7v2Message"),
        ("mpi", "MPI"),
        (None, "größe"),
        (None, "7up"),
        (None, ""),
    ],
)
def test_snake_case(expected: str | None, name: str) -> None:
    """Words are told apart by capitals and by whatever isn't a letter or digit."""
    assert expected == to_snake(name)


@pytest.mark.parametrize(
    ("expected", "name"), [("OrderLine", "order_line"), ("OrderLine", "orderLine"), (None, "42")]
)
def test_pascal_case(expected: str | None, name: str) -> None:
    """Each word gets a capital."""
    assert expected == to_pascal(name)


@given(st.text())
def test_suggestions_are_valid(name: str) -> None:
    """What is suggested is spelled as it should be."""
    snake, pascal = to_snake(name), to_pascal(name)
    assert snake is None or is_snake(snake)
    assert pascal is None or is_pascal(pascal)
