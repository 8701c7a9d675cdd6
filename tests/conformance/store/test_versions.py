"""Newer wins: rows with a version, in every store."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import replace
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest
import sqlalchemy as sa

from nomnom.errors import OutageError
from nomnom.migrate import bring_up
from nomnom.model.entity import Entity
from nomnom.model.lineage import LINEAGE_COLUMNS, STREAM_SEQUENCE
from nomnom.model.project import Project
from nomnom.store import Store, open_store
from nomnom.tables import inserts, targets
from samples.databases import Place
from samples.stored import fields, persistence, root

VERSIONS: dict[str, tuple[Any, ...]] = {
    "Integer": (-5, 9, 10),
    "BigInt": (9, 10, 2**62),
    "Decimal": (
        Decimal("-12"),
        Decimal("-1.5"),
        Decimal("9.75"),
        Decimal("10"),
        Decimal("12345678901234567890.1"),
        Decimal("12345678901234567890.2"),
    ),
    "Date": (dt.date(999, 12, 31), dt.date(2026, 1, 2), dt.date(2026, 1, 10)),
    "DateTime": (dt.datetime(2026, 1, 1), dt.datetime(2026, 1, 1, 0, 0, 0, 1)),
    "Timestamp": (
        dt.datetime(2026, 1, 1, 1, tzinfo=dt.timezone(dt.timedelta(hours=2))),
        dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    ),
    "String": ("", "10", "9", "A", "Z", "a", "a ", "é", "\uffee", "😀"),
}
"""Values of each type that has an order, in that order; text by code points."""

POSITION = tuple(column for column in LINEAGE_COLUMNS if column.name == STREAM_SEQUENCE)


def versioned(kind: str, *, stream: bool = False) -> Entity:
    """An entity whose rows have a nullable version of a type, and with `stream` a position behind it."""
    declared = fields(key="String", version=f"{kind}?", note="String")
    stored = persistence(f"{kind.lower()}s", declared, unicity=("key",))
    columns = (*stored.columns, *(POSITION if stream else ()))
    version = ("version", *(column.name for column in POSITION if stream))
    return root(kind, declared, replace(stored, columns=columns, version=version))


ENTITIES = {kind: versioned(kind) for kind in VERSIONS}
TIED = versioned("Integer", stream=True)
PROJECT = Project("versions", tuple(sorted(ENTITIES.values(), key=lambda e: e.name)))
TIES = Project("ties", (TIED,))


@pytest.fixture(params=[PROJECT, TIES], ids=["versions", "ties"])
def project(request: pytest.FixtureRequest) -> Project:
    """The project whose tables there are."""
    found = request.param
    assert isinstance(found, Project)
    return found


@pytest.fixture
def stores(place: Place, project: Project) -> Iterator[list[Store]]:
    """Four stores on one database."""
    bring_up(place.url, project)
    with ExitStack() as stack:
        opened = [open_store(place.url, project) for _ in range(4)]
        for store in opened:
            stack.callback(store.close)
        yield opened


def write(store: Store, entity: Entity, *rows: Sequence[Any]) -> None:
    with store.transaction() as transaction:
        transaction.merge(entity, rows)


@pytest.mark.parametrize("project", [PROJECT], indirect=True)
@pytest.mark.parametrize("kind", VERSIONS)
def test_the_newest_stays(stores: list[Store], kind: str) -> None:
    """Of every two versions, null among them, in any order, in one batch or in two, the greater is stored."""
    store, entity, ordered = stores[0], ENTITIES[kind], (None, *VERSIONS[kind])
    pairs = [(a, b) for a in range(len(ordered)) for b in range(len(ordered))]
    rows = [[(f"{a}-{b}", ordered[n], str(n)) for n in (a, b)] for a, b in pairs]
    write(store, entity, *(first for first, _ in rows))
    write(store, entity, *(second for _, second in rows))
    write(store, entity, *(("batch-" + row[0], *row[1:]) for both in rows for row in both))
    greater = {f"{a}-{b}": str(max(a, b)) for a, b in pairs}
    expected = greater | {f"batch-{key}": note for key, note in greater.items()}
    assert expected == {row[0]: row[2] for row in store.rows(entity)}


@pytest.mark.parametrize("project", [PROJECT], indirect=True)
def test_of_equal_versions_the_last_written_stays(stores: list[Store]) -> None:
    """Where nothing tells two rows with one version apart, the later write counts."""
    entity = ENTITIES["Integer"]
    write(stores[0], entity, ("A", 1, "first"), ("B", 1, "first"), ("B", 1, "second"))
    write(stores[0], entity, ("A", 1, "second"))
    assert [("A", 1, "second"), ("B", 1, "second")] == list(stores[0].rows(entity))


@pytest.mark.parametrize("project", [TIES], indirect=True)
def test_of_equal_versions_the_later_message_stays(stores: list[Store]) -> None:
    """Where rows know their position in the stream, it decides, whatever the order."""
    sent = [(1, "a", 5), (2, "b", 3), (2, "c", 4), (None, "d", 9), (2, "e", None)]
    orders = list(permutations(sent))
    for turn in range(len(sent)):
        rows = [(str(n), *order[turn]) for n, order in enumerate(orders)]
        write(stores[0], TIED, *rows)
    assert {(2, "c", 4)} == {tuple(row[1:]) for row in stores[0].rows(TIED)}


@pytest.mark.parametrize("project", [PROJECT], indirect=True)
def test_the_newest_stays_among_writers_at_once(stores: list[Store]) -> None:
    """Writers of the same keys, each with versions of its own, leave the greatest version of every key."""
    entity, ready = ENTITIES["Integer"], threading.Barrier(len(stores))

    def write_all(number: int) -> None:
        ready.wait()
        for turn in range(8):
            version = (turn * 7 + number * 3) % 32
            rows = [(f"K{turn // 2}-{n}", version, f"{number}-{turn}") for n in range(15)]
            for _ in range(100):
                with suppress(OutageError):
                    write(stores[number], entity, *rows)
                    break
            else:
                raise AssertionError("a hundred outages")

    with ThreadPoolExecutor(len(stores)) as pool:
        list(pool.map(write_all, range(len(stores))))
    every = [(turn // 2, (turn * 7 + number * 3) % 32) for turn in range(8) for number in range(4)]
    newest = {pair: max(v for p, v in every if p == pair) for pair, _ in every}
    expected = {f"K{pair}-{n}": version for pair, version in newest.items() for n in range(15)}
    assert expected == {row[0]: row[1] for row in stores[0].rows(entity)}


@pytest.mark.parametrize("project", [PROJECT, TIES], indirect=True)
def test_printed_statements_keep_the_newest(
    place: Place, stores: list[Store], project: Project
) -> None:
    """The statements that are written out have the same effect, number by number."""
    with place.engine() as engine:
        for target in targets(project, place.kind.database):
            entity = target.entity
            values = (None, *VERSIONS[entity.name])
            if entity.name == "Decimal":
                values = values[:-2]  # SQLite by itself compares 15 digits
            for order in (values, values[::-1]):
                rows = [
                    (f"K{order is values}", v, str(values.index(v)), 1)[: len(target.columns)]
                    for v in order
                ]
                with engine.begin() as connection:
                    for statement in inserts(target, rows, place.kind.database):
                        run(connection, statement)
            expected = {(values[-1], str(len(values) - 1))}
            assert expected == {tuple(row[1:3]) for row in stores[0].rows(entity)}


def run(connection: sa.Connection, statement: str) -> None:
    connection.exec_driver_sql(statement, execution_options={"no_parameters": True})
