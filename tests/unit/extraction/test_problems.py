from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from nomnom.errors import Problem
from nomnom.extraction import Rows, compile_plan
from samples.entities import ORDERS, copied, derived, field, plan_of, root

Refusing = Callable[..., tuple[Problem, ...]]


def test_every_problem_of_a_record_is_named_at_once() -> None:
    """Each with its entity, place, rule, sentence and value, across all levels of the record."""
    payload = (
        b'{"order_key": 7, "total_price": -0.01, "order_date": "soon", "line_items": ['
        b'{"line_number": 1, "part_key": "p", "extended_price": 1, "serials": [{"serial": 5, "tested": "no"}]},'
        b'{"line_number": 0, "part_key": null, "extended_price": "x"}, 3]}'
    )
    (bad,) = compile_plan(ORDERS).roots["Order"].extract(payload).bad

    line = "expected an integer between 1 and 2147483647"
    serial = "expected a string of at most 20 characters"
    assert (
        Problem("Order", ("order_key",), "type", "expected a string", "7"),
        Problem("Order", ("total_price",), "minimum", "expected a number >= 0", "-0.01"),
        Problem("Order", ("order_date",), "format", "expected a date as YYYY-MM-DD", '"soon"'),
        Problem("SerialNumber", ("line_items", 0, "serials", 0, "serial"), "type", serial, "5"),
        Problem(
            "SerialNumber",
            ("line_items", 0, "serials", 0, "tested"),
            "type",
            "expected true or false",
            '"no"',
        ),
        Problem("OrderLineItem", ("line_items", 1, "line_number"), "range", line, "0"),
        Problem(
            "OrderLineItem",
            ("line_items", 1, "extended_price"),
            "format",
            "expected a number",
            '"x"',
        ),
        Problem("OrderLineItem", ("line_items", 2), "type", "expected an object", "3"),
    ) == bad.problems
    assert "/line_items/0/serials/0/serial" == bad.problems[3].pointer
    assert "$.line_items[2]" == bad.problems[-1].json_path


@pytest.mark.parametrize("payload", [b"[]", b"null", b'"x"', b"1", b"[{}]"])
def test_a_record_is_an_object(problems: Refusing, payload: bytes) -> None:
    """Any other JSON value is one problem, of the root as a whole."""
    (problem,) = problems(payload, root("Order", field("a")))

    assert ("Order", (), "type", payload.decode()) == (
        problem.entity,
        problem.path,
        problem.rule,
        problem.value,
    )


@pytest.mark.parametrize(
    "payload", [b"", b" \n ", b"{", b'{"a": 1', b"nonsense", b"\xff", b"\xef\xbb\xbf{}"]
)
def test_what_is_no_json_is_one_problem(problems: Refusing, payload: bytes) -> None:
    """An empty payload is one record without content, not none."""
    (problem,) = problems(payload, root("Order", field("a")))

    assert ((), "json") == (problem.path, problem.rule)


def test_a_value_is_shown_on_one_line_and_short(problems: Refusing) -> None:
    """At most 80 bytes of it, cut visibly and never inside a character."""
    text = '{"a": ["' + "é" * 50 + '",\n 1]}'
    (problem,) = problems(text.encode(), root("Order", field("a")))

    assert '["' + "é" * 39 + "…" == problem.value


def test_unread_members_may_hold_anything(rows: Callable[..., Rows]) -> None:
    """Only what is declared is looked at."""
    payload = b'{"a": "x", "b": "\\u0000", "c": 1e999, "d": {"e": [null]}, "": 0}'

    assert ([("x",)],) == rows(payload, root("Order", field("a")))


@pytest.mark.parametrize("kind", ["String", "Json"])
@pytest.mark.parametrize("payload", [b'{"a": "\xff"}', b'{"a": "ok \xc3\x28"}'])
def test_text_is_utf_8(problems: Refusing, kind: str, payload: bytes) -> None:
    """Other bytes are refused where they stand, also inside a JSON column."""
    (problem,) = problems(payload, root("Order", field("a", kind)))

    assert (("a",), "utf-8") == (problem.path, problem.rule)


def test_text_holds_no_nul(problems: Refusing) -> None:
    """No database stores it: each string that has one is named, inside JSON columns and keys, too."""
    order = root(
        "Order",
        field("a"),
        field("j", "Json"),
        field("items", "List[Object]"),
        field("n", "Integer"),
    )
    item = derived("Item", field("t"), each=("Order", "items", "item"))
    payload = (
        b'{"a": "x\\u0000", "j": {"k": ["\\u0000", {"\\u0000": 1e400}]}, "n": "wrong",'
        b' "items": [{"t": "ok"}]}'
    )
    found = problems(payload, order, item)

    assert [
        ("nul", ("a",), '"x\\u0000"'),
        ("nul", ("j", "k", 0), '"\\u0000"'),
        ("nul", ("j", "k", 1), '"\\u0000"'),
        ("type", ("n",), '"wrong"'),
    ] == sorted((p.rule, p.path, p.value) for p in found)


def test_a_backslash_before_u0000_is_no_nul(rows: Callable[..., Rows]) -> None:
    """`\\\\u0000` is a backslash and five characters, and numbers beside it keep their digits."""
    order = root("Order", field("a"), field("b", "Decimal"))

    assert ([("\\u0000", Decimal("1e400"))],) == rows(b'{"a": "\\\\u0000", "b": 1e400}', order)


@pytest.mark.parametrize("kind", ["Json?", "String?"])
@pytest.mark.parametrize("member", ["a", "unread"])
def test_deep_nesting_is_a_problem_not_a_crash(problems: Refusing, kind: str, member: str) -> None:
    """A hundred thousand brackets don't overflow the stack, read or unread."""
    payload = b'{"%s": ' % member.encode() + b"[" * 100_000 + b"]" * 100_000 + b"}"
    (problem,) = problems(payload, root("Order", field("a", kind)))

    assert "nesting" == problem.rule
    assert len(problem.value.encode()) <= 83


def test_a_problem_says_null_where_null_is_welcome(problems: Refusing) -> None:
    """The sentence names everything that would have been taken."""
    rules = field("a", "String?", min_length=1, max_length=3)
    (problem,) = problems(
        b'{"a": ""}', root("Order", rules, field("b", "String?", enum=("x", "y")))
    )

    expected = "expected a string of at least 1 characters and at most 3 characters or null"
    assert expected == problem.message


def test_diagnosing_many_records_keeps_nothing() -> None:
    """A plan is as large after a hundred bad records as before: it runs for months."""
    plan = plan_of(root("Order", field("a"), field("b", "Integer", copied("self", "a"))))
    before = len(plan.source.function.__globals__)

    assert 100 == len(plan.extract(b'{"a": "x"}' * 100).bad)
    assert before == len(plan.source.function.__globals__)
