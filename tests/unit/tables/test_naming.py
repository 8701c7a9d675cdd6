from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nomnom.tables import foreign_key_name, index_name, shorten, unique_name
from nomnom.tables.dialects import DATABASES, Database, dialect
from nomnom.tables.naming import identifier


@pytest.mark.parametrize(
    ("expected", "name"),
    [
        ("orders_order_key_unique", unique_name("orders", ["order_key"])),
        ("items_order_key_line_unique", unique_name("items", ["order_key", "line"])),
        ("idx_orders_customer_key", index_name("orders", ["customer_key"])),
        ("items_order_key_fkey", foreign_key_name("items", "order_key")),
    ],
)
def test_names_follow_the_conventions(expected: str, name: str) -> None:
    """Constraints and indexes bear the names of their table and columns."""
    assert expected == name


def test_a_name_of_63_bytes_stays() -> None:
    """The limit itself still fits."""
    expected = "x" * 63

    assert expected == shorten("x" * 63)


def test_a_name_past_the_limit_keeps_its_head_and_gets_a_digest() -> None:
    """54 bytes of the name stay readable; the digest is that of the whole name."""
    expected = "x" * 54 + "_7ce10097"

    assert expected == shorten("x" * 64)


def test_no_character_is_cut_in_two() -> None:
    """The limit counts bytes, and a character of two bytes is kept or dropped as one."""
    expected = "é_84fe2e03"

    assert expected == shorten("é" * 40, limit=12)


@given(st.text(min_size=1))
def test_every_name_fits(name: str) -> None:
    """Whatever the name, the result fits into 63 bytes and isn't shortened again."""
    shortened = shorten(name)

    assert len(shortened.encode()) <= 63
    assert shortened == shorten(shortened)


@given(st.text("ab", min_size=64, max_size=70), st.text("ab", min_size=64, max_size=70))
def test_long_names_with_the_same_head_stay_apart(one: str, other: str) -> None:
    """Two names that differ have shortened names that differ."""
    assert (one == other) == (shorten(one) == shorten(other))


@pytest.mark.parametrize("database", DATABASES)
@pytest.mark.parametrize("name", ["comment", "clerk", "order_key"])
def test_ordinary_names_are_not_quoted(name: str, database: Database) -> None:
    """A name that no database reserves is written as it is."""
    preparer = dialect(database).identifier_preparer

    assert name == preparer.quote(identifier(name, database))


@pytest.mark.parametrize(
    ("database", "name", "expected"),
    [
        ("postgresql", "user", '"user"'),
        ("postgresql", "lateral", '"lateral"'),
        ("mysql", "stored", "`stored`"),
        ("mysql", "library", "`library`"),
        ("mariadb", "portion", "`portion`"),
        ("sqlite", "nothing", '"nothing"'),
    ],
)
def test_reserved_words_are_quoted(database: Database, name: str, expected: str) -> None:
    """A reserved word is quoted where it is one, known to SQLAlchemy or not."""
    preparer = dialect(database).identifier_preparer

    assert expected == preparer.quote(identifier(name, database))
