"""`schema apply` while a worker loads at full speed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from threading import Event

import pytest
import sqlalchemy as sa

from nomnom.migrate import Applied, Patience, apply, plan
from nomnom.model.entity import Column, Field
from nomnom.model.project import Project
from nomnom.model.types import parse_type
from samples.databases import Place, order_totals
from samples.workers import Running, message, order, running_worker

LOT = 50
BACKLOG = 2_000
"""Orders that are sent ahead of the worker: it never waits for one."""

LOCK_SECONDS = 1.0
SCHEDULING_SECONDS = 0.5
"""By how much a busy machine may be late to end a wait."""

LONGEST_WAIT = {
    # A wait for SHARE UPDATE EXCLUSIVE is CONCURRENTLY's own: no reader and no writer queues up behind it.
    "postgresql": """
        SELECT coalesce(max(extract(epoch FROM clock_timestamp() - waitstart)), 0) FROM pg_locks
        WHERE NOT granted AND locktype = 'relation' AND mode <> 'ShareUpdateExclusiveLock'
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    """,
    "mariadb": """
        SELECT coalesce(max(time_ms), 0) / 1000 FROM information_schema.processlist
        WHERE db = DATABASE() AND state LIKE 'Waiting for table metadata lock%'
    """,
}
"""How many seconds the statement has waited for a table that has waited longest until now."""


@pytest.fixture(params=LONGEST_WAIT)
def place(request: pytest.FixtureRequest) -> Place:
    """An empty database of each kind with many writers."""
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Place)
    return found


def changed(project: Project) -> Project:
    """The project with a nullable column and an index more."""
    (found,) = (entity for entity in project.entities if entity.name == "Order")
    assert found.persistence is not None
    text = parse_type("String")
    persistence = replace(
        found.persistence,
        columns=(*found.persistence.columns, Column("channel", text, nullable=True)),
        indexes=(*found.persistence.indexes, ("total_price",)),
    )
    fields = (*found.fields, Field("channel", text, nullable=True))
    after = replace(found, fields=fields, persistence=persistence)
    entities = (after if entity is found else entity for entity in project.entities)
    return replace(project, entities=tuple(entities))


def watched(place: Place, work: Callable[[], Applied]) -> tuple[Applied, float]:
    """What the work gives, and the longest that anybody waited for a table meanwhile, in seconds."""
    done = Event()

    def watch() -> float:
        longest = 0.0
        with place.engine() as engine, engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            while not done.is_set():
                waited = connection.execute(sa.text(LONGEST_WAIT[place.kind.database])).scalar_one()
                longest = max(longest, float(waited))
        return longest

    with ThreadPoolExecutor(1) as pool:
        watching = pool.submit(watch)
        try:
            applied = work()
        finally:
            done.set()
        return applied, watching.result()


def change(place: Place, after: Project) -> Applied:
    """Apply the changes while somebody reads in a long transaction, which ends at the first time-out."""
    with place.engine() as engine, engine.connect() as reader:
        reader.execute(sa.text("SELECT * FROM orders LIMIT 1")).all()
        patience = Patience(lock_timeout=LOCK_SECONDS, sleep=lambda _: reader.rollback())
        return apply(place.url, after, patience=patience)


async def load(running: Running, stop: asyncio.Event) -> int:
    """Send orders, always some ahead of the worker, until told to stop; how many."""
    sent = 0
    while not stop.is_set():
        await running.bus.publish(
            message(*(order(n, total_price=n + 0.25) for n in range(sent, sent + LOT)))
        )
        sent += LOT
        await running.at_least(sent - BACKLOG)
    return sent


def test_a_schema_changes_while_a_worker_loads(
    place: Place, project: Project, fresh_nats_url: str
) -> None:
    """No message is lost, none is dead, and no statement waits longer than the lock time-out."""
    after = changed(project)

    async def story() -> tuple[int, Applied, float]:
        async with running_worker(fresh_nats_url, place.url, project) as running:
            stop = asyncio.Event()
            loading = asyncio.create_task(load(running, stop))
            await running.at_least(BACKLOG)
            applied, longest = await asyncio.to_thread(watched, place, lambda: change(place, after))
            await running.at_least(running.records + BACKLOG)
            stop.set()
            sent = await loading
            await running.settled(sent)
            return sent, applied, longest

    sent, applied, longest = asyncio.run(story())

    assert ["add column orders.channel", "add index orders.idx_orders_total_price"] == [
        step.name for step in applied.steps
    ]
    assert () == plan(place.url, after).steps
    totals = sum((n + Decimal("0.25") for n in range(sent)), Decimal(0))
    prices = 2 * sent * Decimal("24710.35")
    assert (sent, totals, 2 * sent, prices, 0) == order_totals(place, "nomnom_dead_letters")
    assert 0 < longest < LOCK_SECONDS + SCHEDULING_SECONDS
