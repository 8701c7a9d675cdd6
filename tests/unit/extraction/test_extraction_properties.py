from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nomnom.extraction import compile_plan
from samples.entities import ORDERS, field, plan_of, root

UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
PLAN = compile_plan(ORDERS).roots["Order"]
NUMBERS = plan_of(root("Order", field("a", "Decimal")))

_junk: st.SearchStrategy[Any] = st.sampled_from(
    [
        None,
        True,
        "",
        "x",
        "\0",
        "NaN",
        "1e9999999999",
        0,
        -1,
        2**70,
        1.5,
        [],
        [None],
        {},
        {"": [{}]},
    ]
)
_money = st.decimals(0, 10**9, places=2).map(str)
_days = st.dates().map(str)
_serials = st.fixed_dictionaries(
    {"serial": st.text("abc", max_size=20)}, optional={"tested": st.booleans()}
)
_line_items = st.fixed_dictionaries(
    {"line_number": st.integers(1, 7), "extended_price": _money},
    optional={"part_key": st.text("xyz"), "serials": st.lists(_serials, max_size=2)},
)
_orders = st.fixed_dictionaries(
    {"order_key": st.text("abcé"), "total_price": _money, "order_date": _days},
    optional={
        "customer_key": st.none() | st.text("c"),
        "line_items": st.lists(_line_items, max_size=3),
    },
)


@st.composite
def _mutated(draw: st.DrawFn) -> Any:
    """An order in which some member or element, at any depth, is junk or gone."""
    document = draw(_orders)
    place: Any = document
    while True:
        steps = list(place) if isinstance(place, dict) else list(range(len(place)))
        if not steps:
            return document
        step = draw(st.sampled_from(steps))
        if not (isinstance(place[step], dict | list) and place[step] and draw(st.booleans())):
            break
        place = place[step]
    if draw(st.booleans()):
        place[step] = draw(_junk)
    else:
        del place[step]
    return document


_encoded = (_orders | _mutated() | _junk).map(lambda document: json.dumps(document).encode())
_malformed = st.sampled_from(
    [b"nonsense", b'{"order_key": ', b'{"a": 1}]', b"\xff", b'"open', b"[" * 3000]
)
_documents = st.lists(_encoded | _malformed, min_size=1, max_size=6)


@UNHURRIED
@given(st.binary() | _documents.map(b"\n".join))
def test_extraction_never_raises_and_loses_no_record(payload: bytes) -> None:
    """Whatever the bytes, each record is good or bad, and none is both or neither."""
    extract = PLAN.extract(payload)

    assert extract.total == len(extract.records) + len(extract.bad)
    assert list(range(extract.total)) == sorted(
        [*extract.indexes, *(bad.index for bad in extract.bad)]
    )


@UNHURRIED
@given(_documents)
def test_a_record_is_bad_amid_others_exactly_where_it_is_bad_alone(documents: list[bytes]) -> None:
    """With the same problems; so neighbours neither spoil nor save it."""
    together = PLAN.extract(b"\n".join(documents))
    alone = [PLAN.extract(document) for document in documents]

    expected = {i: each.bad[0].problems for i, each in enumerate(alone) if each.bad}
    assert expected == {bad.index: bad.problems for bad in together.bad}


@UNHURRIED
@given(_documents)
def test_rows_are_those_of_the_good_records_one_by_one(documents: list[bytes]) -> None:
    """A batch gives, table by table, what its records give."""
    alone = [PLAN.extract(document).rows for document in documents]

    expected = tuple([row for rows in alone for row in rows[table]] for table in range(3))
    assert expected == PLAN.extract(b"\n".join(documents)).rows


@UNHURRIED
@given(_mutated() | _junk)
def test_every_bad_record_says_where_it_is_bad(document: Any) -> None:
    """Each path leads to something, or to a member that is missing."""
    for bad in PLAN.extract(json.dumps(document).encode()).bad:
        assert bad.problems
        for problem in bad.problems:
            is_there = _leads_somewhere(document, problem.path)
            assert is_there == bool(problem.value)
            assert is_there or problem.rule == "required"


def _leads_somewhere(document: Any, path: tuple[str | int, ...]) -> bool:
    """Whether something stands at the path; asserts that all but its last step exist."""
    for step in path[:-1]:
        document = document[step]
    if not path:
        return True
    return path[-1] in document if isinstance(document, dict) else path[-1] < len(document)  # type: ignore[operator]


@UNHURRIED
@given(
    st.from_regex(r"-?(0|[1-9][0-9]{0,40})(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,4})?", fullmatch=True)
)
def test_decimals_survive_digit_by_digit(literal: str) -> None:
    """A number of the message is the same in the row, with all its digits, as number and as string."""
    for text in (literal, f'"{literal}"'):
        ((row,),) = NUMBERS.extract(f'{{"a": {text}}}'.encode()).rows
        assert Decimal(literal) == row[0]
        assert Decimal(literal).as_tuple()[1:] == row[0].as_tuple()[1:]


@UNHURRIED
@given(_documents, st.data())
def test_the_rows_of_a_slice_are_a_slice_of_the_rows(
    documents: list[bytes], data: st.DataObject
) -> None:
    """Splitting a batch anywhere and writing its halves in turn writes the batch."""
    extract = PLAN.extract(b"\n".join(documents))
    middle = data.draw(st.integers(0, len(extract.records)))
    first, second = PLAN.rows(extract.records[:middle]), PLAN.rows(extract.records[middle:])

    assert extract.rows == tuple(a + b for a, b in zip(first, second, strict=True))
