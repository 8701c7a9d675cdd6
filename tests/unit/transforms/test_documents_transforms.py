from __future__ import annotations

from decimal import Decimal
from typing import Any

import jmespath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nomnom.transforms import BUILT_IN
from nomnom.transforms.documents import json_path, parse_json

GETTERS = sorted(name for name in BUILT_IN if name.startswith("json_get_"))
WRONG: dict[str, list[Any]] = {
    "string": [1, True, []],
    "int": ["1", True, Decimal("1.5")],
    "float": ["one", True],
    "decimal": ["one", True],
    "boolean": ["true", 1],
    "date": ["31.01.2024", "2024-01-31T00:00:00"],
    "datetime": ["2024-01-31", 0],
    "uuid": ["6ba7b810"],
    "object": [[], "{}"],
    "list": [{}, "[]"],
}


@pytest.mark.parametrize("name", GETTERS)
def test_a_member_of_another_type_is_an_error(name: str) -> None:
    """Also for an optional getter: a wrong value is not an absent one."""
    for value in WRONG[name.removeprefix("json_get_").removeprefix("optional_")]:
        with pytest.raises(ValueError, match=r'^expected .* under "x"$'):
            BUILT_IN[name].function({"x": value}, field="x")


@pytest.mark.parametrize("document", [{}, {"x": None}])
@pytest.mark.parametrize("name", GETTERS)
def test_only_an_optional_getter_takes_an_absent_member(
    name: str, document: dict[str, Any]
) -> None:
    """Null counts as absent."""
    get = BUILT_IN[name].function
    if "optional" in name:
        assert None is get(document, field="x")
    else:
        with pytest.raises(ValueError, match=r'^expected .* under "x"$'):
            get(document, field="x")


def test_every_strict_getter_has_an_optional_one() -> None:
    """Of the same type."""
    strict = [name for name in GETTERS if "optional" not in name]
    for name in strict:
        optional = BUILT_IN[name.replace("json_get_", "json_get_optional_")].signature
        assert (BUILT_IN[name].signature.gives, True) == (optional.gives, optional.gives_null)


SHOP = {
    "lines": [
        {"sku": "tea", "price": Decimal("0.1"), "n": 2},
        {"sku": "jam", "price": Decimal("0.2"), "n": 1},
    ],
    "long": [Decimal("12345678901234567890123456789.1"), Decimal("0.1")],
}


@pytest.mark.parametrize(
    ("expected", "expression"),
    [
        (Decimal("0.3"), "sum(lines[].price)"),
        ("12345678901234567890123456789.2", "to_string(sum(long))"),
        (Decimal("0.15"), "avg(lines[].price)"),
        (Decimal("1.5"), "avg(lines[].n)"),
        ("tea", "min_by(lines, &price).sku"),
        (["tea", "jam"], "sort_by(lines, &price)[].sku"),
        (["tea"], "lines[?price == `0.1`].sku"),
        (["jam"], "lines[?price > `0.1`].sku"),
        ("number", "type(lines[0].price)"),
        (Decimal("1.10"), "to_number('1.10')"),
        (None, "to_number('x')"),
        (None, "to_number(`true`)"),
        ('{"p":0.1}', "to_string({p: lines[0].price})"),
        (1, "ceil(lines[0].price)"),
        (Decimal("2.50"), "abs(`-2.50`)"),
        (None, "nothing.here"),
    ],
)
def test_numbers_in_expressions_are_exact(expected: Any, expression: str) -> None:
    """Those of the document, those that are literals, and those that functions compute."""
    assert expected == json_path(SHOP, expression=expression)


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda each: (
        st.lists(each, max_size=3) | st.dictionaries(st.sampled_from("abc"), each, max_size=3)
    ),
    max_leaves=10,
)


@given(
    PLAIN,
    st.sampled_from(("a", "a.b", "[].a", "a[?b == `1`]", "*.a | [0]", "type(@)", "not_null(a, b)")),
)
def test_without_decimals_an_expression_finds_what_jmespath_finds(
    document: Any, expression: str
) -> None:
    """Only numbers are different here."""
    assert jmespath.search(expression, document) == json_path(document, expression=expression)


def test_the_trees_that_jmespath_shares_stay_its_own() -> None:
    """Others in the process may use it with floats."""
    json_path({}, expression="a == `0.5`")
    assert 0.5 == jmespath.search("`0.5`", {})
    assert isinstance(jmespath.search("[`0.5`] | [0]", {}), float)


@pytest.mark.parametrize(
    ("expected", "document", "expression"),
    [
        ("expected array-number for sum()", {"a": ["1"]}, "sum(a)"),
        ("expected values that a < b can be computed from", {"a": 1, "b": "1"}, "a < b"),
        (
            "expected values that max_by(@, &a) can be computed from",
            [{"a": 1}, {"a": "1"}],
            "max_by(@, &a)",
        ),
    ],
)
def test_values_that_a_function_cant_take_are_the_records_problem(
    expected: str, document: Any, expression: str
) -> None:
    """Without the values themselves in the text."""
    with pytest.raises(ValueError, match=r"^expected ") as raised:
        json_path(document, expression=expression)
    assert expected == str(raised.value)


def test_json_in_text_keeps_its_digits() -> None:
    """Whole numbers stay whole."""
    assert [Decimal("1.10"), 1] == parse_json("[1.10, 1]")
    assert "1.10" == str(parse_json("1.10"))
    assert None is parse_json("null")
    with pytest.raises(ValueError, match=r"^expected JSON text$"):
        parse_json("{'a': 1}")
