from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nomnom.model.types import ALIASES, FieldType, Kind, parse_type


@pytest.mark.parametrize(
    ("expected", "spelling"),
    [
        (FieldType(Kind.STRING), "String"),
        (FieldType(Kind.INTEGER), "i32"),
        (FieldType(Kind.BIGINT), "i64"),
        (FieldType(Kind.FLOAT), "f64"),
        (FieldType(Kind.BOOLEAN), "bool"),
        (FieldType(Kind.DATE), "NaiveDate"),
        (FieldType(Kind.DATETIME), " NaiveDateTime "),
        (FieldType(Kind.LIST, items=FieldType(Kind.OBJECT)), "List[ Object ]"),
        (
            FieldType(Kind.LIST, items=FieldType(Kind.LIST, items=FieldType(Kind.BIGINT))),
            "List[List[i64]]",
        ),
    ],
)
def test_a_type_is_read_from_its_spelling(expected: FieldType, spelling: str) -> None:
    """By its name or an alias, with spaces around it, and lists of lists."""
    assert expected == parse_type(spelling)


@pytest.mark.parametrize(
    ("unknown", "spelling"),
    [
        ("", ""),
        ("string", "string"),
        ("List", "List"),
        ("List[]", "List[]"),
        ("Text", "List[Text]"),
        ("i128", "i128"),
    ],
)
def test_an_unknown_type_is_an_error_that_names_the_word(unknown: str, spelling: str) -> None:
    """Never a TEXT column; inside a list the inner word is the unknown one."""
    with pytest.raises(ValueError, match="unknown type") as raised:
        parse_type(spelling)

    assert f'unknown type "{unknown}"' == str(raised.value)


_types = st.recursive(
    st.sampled_from(sorted(set(ALIASES.values()))).map(FieldType),
    lambda items: items.map(lambda each: FieldType(Kind.LIST, items=each)),
    max_leaves=3,
)


@given(_types)
def test_a_type_is_written_as_it_is_read(type_: FieldType) -> None:
    """Its text is its own spelling."""
    assert type_ == parse_type(str(type_))


def test_kinds_fall_into_families() -> None:
    """Exact numbers, integers and JSON text: no kind is in two of them."""
    families = [
        {kind for kind in Kind if getattr(kind, f"is_{name}")}
        for name in ("number", "integer", "json")
    ]

    assert [
        {Kind.FLOAT, Kind.DECIMAL},
        {Kind.INTEGER, Kind.BIGINT},
        {Kind.JSON, Kind.OBJECT, Kind.LIST},
    ] == families
