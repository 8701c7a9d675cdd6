from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Literal

import pytest

from nomnom.transforms import BUILT_IN, Scalar, T, signature_of, transform


def some(
    text: str, *others: Scalar | None, mode: Literal["a", "b"] = "a", tags: list[str] | None = None
) -> list[dict[str, Any]] | None:
    raise NotImplementedError


def prices(amounts: list[Decimal], notes: list[str | None], *, places: int) -> list[Decimal | None]:
    raise NotImplementedError


def same_type(value: T | None, *, table: dict[str, T]) -> T:
    raise NotImplementedError


@pytest.mark.parametrize(
    ("expected", "function"),
    [
        (
            'some(text: String, *others: single value, mode: a or b = "a", tags: List[String] = null)'
            " -> List[Object] or null",
            some,
        ),
        (
            "same_type(value: field's type, *, table: Object[field's type]) -> field's type",
            same_type,
        ),
    ],
)
def test_a_signature_reads_like_a_function_in_words_of_yaml(
    expected: str, function: Callable[..., Any]
) -> None:
    """As people meet it in errors, at the prompt and in the documentation."""
    assert expected == str(signature_of(function))


def test_a_batch_is_annotated_with_lists_of_what_its_signature_says() -> None:
    """Each list is a column; its items' type is what a source is converted to, null included."""
    signature = signature_of(prices, batch=True)
    assert "prices(amounts: Decimal, notes: String, *, places: Integer) -> Decimal or null" == str(
        signature
    )
    assert [False, True] == [each.takes_null for each in signature.sources]


COMPLEX = "is annotated <class 'complex'>; use one of str, int, Decimal"


@pytest.mark.parametrize(
    ("expected", "parameters", "batch"),
    [
        (f"parameter when {COMPLEX}", "(when: complex) -> str", False),
        (f"parameter when {COMPLEX}", "(when: list[complex]) -> str", False),
        (f"the result {COMPLEX}", "() -> complex", False),
        ("parameter text has no annotation", "(text) -> str", False),
        ("an annotation can't be read", "(text: 'Strnig') -> str", False),
        ("says nothing of what it gives", "(text: str)", False),
        ("**others has no meaning", "(**others: str) -> str", False),
        ("parameter mode is annotated", "(mode: Literal['a']) -> str", False),
        ("parameter text of a batch is annotated <class 'str'>", "(text: str) -> list[str]", True),
        ("the result of a batch is annotated <class 'str'>", "(text: list[str]) -> str", True),
    ],
)
def test_annotations_without_a_meaning_are_refused(
    expected: str, parameters: str, *, batch: bool
) -> None:
    """With the parameter and what would do."""
    written: dict[str, Any] = {"Literal": Literal}
    exec(f"def own{parameters}: ...", written)
    with pytest.raises(TypeError, match=re.escape(f"own: {expected}")):
        signature_of(written["own"], batch=batch)


def test_a_marked_function_stays_as_it_is() -> None:
    """It can be called and tested like any other."""

    @transform(batch=True)
    def double(numbers: list[int]) -> list[int]:
        return [2 * number for number in numbers]

    assert [2, 4] == double([1, 2])


@pytest.mark.parametrize(
    ("name", "sources", "arguments", "expected"),
    [
        ("regex_extract", 1, {"pattern": "(["}, 'expected a regular expression, got "(["'),
        ("regex_extract", 1, {"pattern": "a", "group": 1}, "expected a group from 0 to 0, got 1"),
        ("regex_replace", 1, {"pattern": "(?i)a", "replacement": r"\1"}, "expected a replacement"),
        ("regex_replace", 1, {"pattern": "*"}, "expected a regular expression"),
        (
            "format",
            1,
            {"template": "{}{}"},
            "expected 2 sources for the places in the template, got 1",
        ),
        ("format", 1, {"template": "{"}, "expected a template with places like {} or {0}"),
        ("format", 1, {"template": "{0.real}"}, "expected a template with places like {} or {0}"),
        ("format", 2, {"template": "{}{0}"}, "expected a template with places like {} or {0}"),
        ("replace", 1, {"find": ""}, "expected at least one character to find"),
        ("split", 1, {"separator": ""}, "expected a separator of at least one character"),
        ("split_part", 1, {"separator": "", "index": 0}, "expected a separator"),
        ("pad", 1, {"length": 3, "fill": "ab"}, 'expected one character to fill with, got "ab"'),
        ("conditional", 2, {"equals": "a", "one_of": ["b"]}, "expected either equals or one_of"),
        (
            "to_boolean",
            1,
            {"true_words": ["x"], "false_words": ["X"]},
            "expected at least one word",
        ),
        ("to_boolean", 1, {"true_words": [], "false_words": ["n"]}, "expected at least one word"),
        ("to_decimal", 1, {"decimal_mark": ",", "group_mark": ","}, "expected one character"),
        ("divide", 2, {"places": 16384}, "expected at most 16383 places, got 16384"),
        ("round", 1, {"places": -131072}, "expected at most"),
        (
            "parse_date",
            1,
            {"format": "%d.%m.%q"},
            'expected a format like %Y-%m-%d %H:%M:%S, got "%d.%m.%q"',
        ),
        (
            "parse_datetime",
            1,
            {"format": "%Y", "zone": "Mars/Base"},
            "expected a time zone such as Europe/Berlin",
        ),
        (
            "to_local_time",
            1,
            {"zone": "../etc/passwd"},
            "expected a time zone such as Europe/Berlin",
        ),
        ("to_local_time", 1, {"zone": "Europe"}, "expected a time zone such as Europe/Berlin"),
        ("uuid5", 1, {"namespace": "isbn"}, "expected a namespace: dns, url, oid, x500 or a UUID"),
        ("json_path", 1, {"expression": "a["}, 'expected a JMESPath expression, got "a["'),
        ("json_path", 1, {"expression": ""}, "expected a JMESPath expression"),
        ("json_path", 1, {"expression": "map(&summ(@), a)"}, "there is no function summ()"),
        ("json_path", 1, {"expression": "a[1:2].sum(@, @)"}, "sum() takes 1 argument"),
        ("hl7_get", 1, {"path": "PID.5"}, "expected an HL7 path like PID-5.1"),
        ("hl7_get", 1, {"path": "PID-0"}, "expected an HL7 path"),
        ("csv_get", 1, {"index": 0, "delimiter": '"'}, "expected one character as delimiter"),
    ],
)
def test_arguments_that_cant_work_are_found_before_anything_runs(
    name: str, sources: int, arguments: dict[str, Any], expected: str
) -> None:
    """What the types can't say, with what was expected."""
    with pytest.raises(ValueError, match=r"^expected ") as raised:
        BUILT_IN[name].check(arguments, sources=sources)
    assert expected in str(raised.value)


@pytest.mark.parametrize(
    ("name", "sources", "arguments"),
    [
        ("regex_extract", 1, {"pattern": "(?P<key>[a-z]+)", "group": 1}),
        ("regex_replace", 1, {"pattern": "(?i)(a)", "replacement": r"\1\g<0>"}),
        ("format", 2, {"template": "{{{1}}}"}),
        ("parse_datetime", 1, {"format": "%d %b %Y %I:%M %p %z", "zone": "Asia/Kolkata"}),
        ("uuid5", 2, {"namespace": "6ba7b810-9dad-11d1-80b4-00c04fd430c8"}),
        ("json_path", 1, {"expression": "a[::2].merge(@, {x: not_null(b, c, `1.5`)})"}),
        ("upper", 1, {}),
    ],
)
def test_arguments_that_can_work_pass(name: str, sources: int, arguments: dict[str, Any]) -> None:
    """Groups, escaped braces, formats of every part of a time, functions of any number of arguments."""
    BUILT_IN[name].check(arguments, sources=sources)
