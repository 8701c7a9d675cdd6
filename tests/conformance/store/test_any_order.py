"""Versions of parents with children end in the same tables, in whatever order they arrive."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nomnom.extraction import Plan, compile_plan
from nomnom.migrate import bring_up
from nomnom.model.entity import Entity
from nomnom.model.project import Project
from nomnom.store import Store, open_store
from samples.databases import Place, run
from samples.versioned import deliver, delivery, orders_project

Version = dict[str, Any]
Message = tuple[int, list[Version]]
"""A place in the stream, and the versions of orders that are sent there together."""

PROJECTS = {
    (version_by, children): orders_project(version_by, children, lineage=version_by == "revision")
    for version_by in ("revision", "stream_sequence")
    for children in ("keep", "reconcile")
}
MOST_MESSAGES = 5


@dataclass(frozen=True)
class Shop:
    """A store, and how its tables are emptied."""

    url: str
    version_by: str
    children: str
    project: Project
    plan: Plan
    store: Store

    def empty(self) -> None:
        tables = ("boxes", "items", "orders", "nomnom_messages", "nomnom_dead_letters")
        run(self.url, *(f"DELETE FROM {table}" for table in tables))

    def rows(self, name: str, *columns: str) -> set[tuple[Any, ...]]:
        """The rows of an entity's table, in these columns."""
        entity = self.project.entity(name)
        assert isinstance(entity, Entity)
        assert entity.persistence is not None
        names = [column.name for column in entity.persistence.columns]
        found = self.store.rows(entity)
        rows = {tuple(row[names.index(each)] for each in columns) for row in found}
        assert len(found) == len(rows)
        return rows


@pytest.fixture(params=PROJECTS, ids="-".join)
def shop(request: pytest.FixtureRequest, place: Place) -> Iterator[Shop]:
    """An empty shop of each project on each database."""
    project = PROJECTS[request.param]
    bring_up(place.url, project)
    store = open_store(place.url, project)
    version_by, children = request.param
    yield Shop(place.url, version_by, children, project, compile_plan(project), store)
    store.close()


BOXES = st.sets(st.integers(1, 2)).map(lambda numbers: [{"number": n} for n in sorted(numbers)])
ITEMS = st.lists(
    st.fixed_dictionaries({"line": st.integers(1, 2), "boxes": BOXES}),
    max_size=2,
    unique_by=lambda item: item["line"],
)
VERSIONS = st.fixed_dictionaries(
    {
        "order_key": st.sampled_from(["A", "B"]),
        "revision": st.none() | st.integers(1, 2),
        "items": ITEMS,
    }
)


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Message], list[list[int]]]:
    """Messages in stream order, and batches of their places: each at least once, in any order."""
    sent = draw(
        st.lists(st.lists(VERSIONS, min_size=1, max_size=2), min_size=1, max_size=MOST_MESSAGES)
    )
    messages = [
        (place, [version | {"note": f"{place}.{n}"} for n, version in enumerate(versions)])
        for place, versions in enumerate(sent)
    ]
    again = draw(st.lists(st.sampled_from(range(len(sent))), max_size=3))
    places = draw(st.permutations([*range(len(sent)), *again]))
    cuts = draw(st.lists(st.booleans(), min_size=len(places), max_size=len(places)))
    batches: list[list[int]] = [[]]
    for place, cut in zip(places, cuts, strict=True):
        batches[-1].append(place)
        batches += [[]] if cut else []
    return messages, [batch for batch in batches if batch]


def rank(version: Version, message: int, version_by: str) -> tuple[Any, ...]:
    """What orders versions: a revision, null before all others, then the place in the stream."""
    revision = version["revision"]
    return (
        ((revision is not None, revision or 0), message) if version_by == "revision" else (message,)
    )


def in_order(messages: list[Message], shop: Shop) -> list[Version]:
    """All versions, the oldest first; of one message's equal ones in its own order."""
    every = [(message, version) for message, versions in messages for version in versions]
    return [v for _, v in sorted(every, key=lambda each: rank(each[1], each[0], shop.version_by))]


@given(history=histories())
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_tables_end_the_same(shop: Shop, history: tuple[list[Message], list[list[int]]]) -> None:
    """As if each version was delivered once, the oldest first, whatever is late, repeated or in one batch."""
    messages, batches = history
    shop.empty()
    for batch in batches:
        written = deliver(
            shop.store, shop.plan, [delivery(place, *messages[place][1]) for place in batch]
        )
        assert 0 == written.dead
    orders: dict[str, str] = {}
    items: dict[tuple[str, int], str] = {}
    boxes: dict[tuple[str, int, int], str] = {}
    for version in in_order(messages, shop):
        key, note = version["order_key"], version["note"]
        if shop.children == "reconcile":
            items = {k: v for k, v in items.items() if k[0] != key}
            boxes = {k: v for k, v in boxes.items() if k[0] != key}
        orders[key] = note
        for item in version["items"]:
            items[key, item["line"]] = note
            boxes |= {(key, item["line"], box["number"]): note for box in item["boxes"]}
    assert set(orders.items()) == shop.rows("Order", "order_key", "note")
    assert {(*k, v) for k, v in items.items()} == shop.rows("Item", "order_key", "line", "note")
    assert {(*k, v) for k, v in boxes.items()} == shop.rows(
        "Box", "owner", "line", "number", "note"
    )
