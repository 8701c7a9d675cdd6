"""Children that a new version of their parent doesn't have, in every store."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from typing import Any

import pytest

from nomnom.errors import OutageError
from nomnom.extraction import compile_plan
from nomnom.migrate import bring_up
from nomnom.model.project import Project
from nomnom.store import Store, open_store
from samples.databases import Place
from samples.versioned import (
    box_yaml,
    deliver,
    delivery,
    item_yaml,
    order_yaml,
    orders_project,
    project_of,
)

Open = Callable[[Project], Store]

BY_STREAM = orders_project("stream_sequence", "reconcile")
LAST_WINS = orders_project("null", "reconcile")
BY_REVISION = orders_project("revision", "reconcile")
CODE = "    - {name: code, type: String, constraints: {max_length: 20}"
REFERRED = project_of(
    order_yaml("stream_sequence"),
    item_yaml("null", "reconcile")
    .replace("    - {name: boxes", f"{CODE}}}\n    - {{name: boxes")
    .replace("  persistence:\n", "  persistence:\n    primary_key: {name: code}\n"),
    box_yaml("null", "keep")
    .replace(
        "  persistence:\n",
        f"{CODE}, computed_from: {{transform: copy_field, sources: [Item.code]}}}}\n  persistence:\n",
    )
    .replace("line]", "line], foreign_keys: [{name: code, references: items.code}]"),
)
"""Boxes are kept though they refer to items."""


@pytest.fixture
def opened(place: Place) -> Iterator[Open]:
    """A function that gives a store with the tables of a project."""
    with ExitStack() as stack:

        def open_one(project: Project) -> Store:
            bring_up(place.url, project)
            store = open_store(place.url, project)
            stack.callback(store.close)
            return store

        yield open_one


def order(key: str, note: str, *lines: int, **more: Any) -> dict[str, Any]:
    """A version of an order with these items, each with boxes 1 and 2."""
    boxes = [{"number": 1}, {"number": 2}]
    items = [{"line": line, "code": f"{key}{line}", "boxes": boxes} for line in lines]
    return {"order_key": key, "note": note, "items": items} | more


def items(store: Store, project: Project) -> list[tuple[Any, ...]]:
    """The order, line and note of each item, and the order, line and note of each box behind them."""
    found = []
    for name, places in (("Item", (0, 1, 3)), ("Box", (2, 1, 4))):
        entity = project.entity(name)
        assert entity is not None
        found.append(sorted({tuple(row[place] for place in places) for row in store.rows(entity)}))
    assert found[0] == found[1]
    return found[0]


def test_children_that_are_gone_are_deleted(opened: Open) -> None:
    """With all that is derived from them; others of the parent, and those of other parents, stay."""
    store, plan = opened(BY_STREAM), compile_plan(BY_STREAM)
    deliver(store, plan, [delivery(1, order("A", "a1", 1, 2, 3), order("B", "b1", 1, 2))])
    deliver(store, plan, [delivery(2, order("A", "a2", 2, 4))])
    expected = [("A", 2, "a2"), ("A", 4, "a2"), ("B", 1, "b1"), ("B", 2, "b1")]
    assert expected == items(store, BY_STREAM)


def test_a_parent_without_children_has_none(opened: Open) -> None:
    """An empty list and an absent one delete all of them."""
    store, plan = opened(BY_STREAM), compile_plan(BY_STREAM)
    deliver(store, plan, [delivery(1, order("A", "a1", 1, 2), order("B", "b1", 1))])
    nothing = order("B", "b2")
    del nothing["items"]
    deliver(store, plan, [delivery(2, order("A", "a2"), nothing)])
    assert [] == items(store, BY_STREAM)


def test_an_old_version_deletes_nothing_and_brings_nothing_back(opened: Open) -> None:
    """Neither in a batch of its own nor behind or before the newer one."""
    store, plan = opened(BY_STREAM), compile_plan(BY_STREAM)
    deliver(
        store, plan, [delivery(5, order("A", "new", 2)), delivery(3, order("A", "older", 1, 3))]
    )
    deliver(store, plan, [delivery(1, order("A", "oldest", 1, 2))])
    assert [("A", 2, "new")] == items(store, BY_STREAM)


def test_without_versions_the_last_delivered_counts(opened: Open) -> None:
    """Whatever its place in the stream was."""
    store, plan = opened(LAST_WINS), compile_plan(LAST_WINS)
    deliver(store, plan, [delivery(5, order("A", "first", 1, 2))])
    deliver(store, plan, [delivery(1, order("A", "second", 2, 3))])
    assert [("A", 2, "second"), ("A", 3, "second")] == items(store, LAST_WINS)


def test_of_equal_versions_parent_and_children_are_of_one_record(opened: Open) -> None:
    """Where nothing tells two versions apart, the one written last counts as a whole."""
    store, plan = opened(BY_REVISION), compile_plan(BY_REVISION)
    deliver(store, plan, [delivery(7, order("A", "first", 1, 2, revision=1))])
    deliver(store, plan, [delivery(4, order("A", "second", 3, revision=1))])
    deliver(store, plan, [delivery(9, order("A", "old", 1), order("A", "older", 2))])
    (parent,) = store.rows(BY_REVISION.stored[0])
    assert ("A", 1, "second") == tuple(parent)
    assert [("A", 3, "second")] == items(store, BY_REVISION)


def test_a_bad_version_leaves_the_one_before(opened: Open) -> None:
    """A record that is refused deletes nothing; its neighbours are reconciled all the same."""
    store, plan = opened(BY_STREAM), compile_plan(BY_STREAM)
    deliver(store, plan, [delivery(1, order("A", "a1", 1, 2), order("B", "b1", 1, 2))])
    bad = order("A", "a3", 9)
    bad["items"][0]["boxes"] = [{"number": 1}, {"number": 2}]
    bad["note"] = "nul \0"
    works = [
        delivery(2, order("A", "a2", 2)),
        delivery(3, bad, order("B", "b2", 3)),
    ]
    written = deliver(store, plan, works)
    assert (2, 1) == (written.stored, written.dead)
    assert [("A", 2, "a2"), ("B", 3, "b2")] == items(store, BY_STREAM)


def test_a_row_that_others_refer_to_is_a_dead_letter(opened: Open) -> None:
    """Where a foreign key keeps a child, the new version is refused as a whole, and says by which table."""
    store, plan = opened(REFERRED), compile_plan(REFERRED)
    deliver(store, plan, [delivery(1, order("A", "a1", 1, 2))])
    written = deliver(store, plan, [delivery(2, order("A", "a2", 2), order("B", "b2", 7))])
    assert (1, 1) == (written.stored, written.dead)
    (letter,) = store.dead_letters("m-2")
    assert ("database", 0) == (letter.rule, letter.record)
    assert "foreign key" in letter.reason.lower()
    expected = [("A", 1, "a1"), ("A", 2, "a1"), ("B", 7, "b2")]
    assert expected == items(store, REFERRED)


def test_a_child_of_somebody_else_is_a_dead_letter(opened: Open) -> None:
    """A child that takes its parent's key from itself, and has another, belongs to no version of its parent."""
    project = project_of(
        order_yaml("stream_sequence"),
        item_yaml("null", "reconcile").replace(
            "      computed_from: {transform: copy_field, sources: [{source: Order, field: order_key}]}\n",
            "",
        ),
    )
    store, plan = opened(project), compile_plan(project)
    stranger = {"order_key": "A", "note": "", "items": [{"line": 1, "order_key": "B"}]}
    fitting = {"order_key": "B", "note": "", "items": [{"line": 1, "order_key": "B"}]}
    written = deliver(store, plan, [delivery(1, stranger, fitting)])
    assert (1, 1) == (written.stored, written.dead)
    (letter,) = store.dead_letters("m-1")
    assert "expected the order_key of its Order, got B" == letter.reason


def test_writers_at_once_leave_the_newest_version_whole(opened: Open) -> None:
    """Each with other versions of the same orders: the newest one's items are there, and no others."""
    stores = [opened(BY_STREAM) for _ in range(3)]
    plan, ready = compile_plan(BY_STREAM), threading.Barrier(len(stores))
    places = {
        number: [turn * 3 + (number + turn) % 3 + 1 for turn in range(8)] for number in range(3)
    }

    def lines(place: int, key: str) -> list[int]:
        return [line for line in range(1, 5) if (place * 7 + line * len(key)) % 3]

    def write_all(number: int) -> None:
        ready.wait()
        for place in reversed(places[number]) if number else places[number]:
            orders = [order(key, f"{place}", *lines(place, key)) for key in ("A", "BB", "CCC")]
            for _ in range(200):
                with suppress(OutageError):
                    assert 0 == deliver(stores[number], plan, [delivery(place, *orders)]).dead
                    break
            else:
                raise AssertionError("two hundred outages")

    with ThreadPoolExecutor(len(stores)) as pool:
        list(pool.map(write_all, range(len(stores))))
    newest = max(place for some in places.values() for place in some)
    expected = [(k, line, f"{newest}") for k in ("A", "BB", "CCC") for line in lines(newest, k)]
    assert sorted(expected) == items(stores[0], BY_STREAM)


def test_writers_at_once_of_a_row_that_stays_the_same_take_turns(opened: Open) -> None:
    """Where no parent's row changes, one writer's children are there all the same, and no others."""
    stores = [opened(LAST_WINS) for _ in range(3)]
    plan, ready = compile_plan(LAST_WINS), threading.Barrier(len(stores), timeout=30)
    keys = [f"K{number}" for number in range(20)]
    whole = [{number * 2, number * 2 + 1} for number in range(len(stores))]

    def write_all(number: int) -> None:
        for turn in range(10):
            orders = [order(key, "same", number * 2, number * 2 + 1) for key in keys]
            ready.wait()
            for _ in range(200):
                with suppress(OutageError):
                    place = turn * len(stores) + number + 1
                    assert 0 == deliver(stores[number], plan, [delivery(place, *orders)]).dead
                    break
            else:
                raise AssertionError("two hundred outages")
            ready.wait()
            found = items(stores[number], LAST_WINS)
            assert all({line for owner, line, _ in found if owner == key} in whole for key in keys)

    with ThreadPoolExecutor(len(stores)) as pool:
        list(pool.map(write_all, range(len(stores))))
