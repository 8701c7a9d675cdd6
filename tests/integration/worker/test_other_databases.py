"""The worker over SQLite and MariaDB, with the example's own data."""

from __future__ import annotations

import asyncio

import nats
import pytest
import sqlalchemy as sa

from nomnom.demo import generate
from nomnom.demo.generated import Generated
from nomnom.messages import Outgoing
from nomnom.model.project import Project
from samples.databases import Place, order_totals
from samples.workers import running_worker

SCALE = 0.0002
"""300 orders."""

LOT = 50


@pytest.fixture(params=["sqlite", "mariadb"])
def place(request: pytest.FixtureRequest) -> Place:
    """An empty database of each kind."""
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Place)
    return found


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    """A few hundred orders of TPC-H."""
    return generate(SCALE, tmp_path_factory.mktemp("generated"))


def highest_ids(place: Place) -> tuple[int, int]:
    """The highest generated keys of both tables."""
    with place.engine() as engine, engine.connect() as connection:
        orders = connection.execute(sa.text("SELECT max(id) FROM orders")).scalar_one()
        items = connection.execute(sa.text("SELECT max(id) FROM order_line_items")).scalar_one()
        return orders, items


def test_orders_arrive_exactly_and_only_once(
    place: Place, generated: Generated, project: Project, fresh_nats_url: str
) -> None:
    """Counts and sums are those of the file; orders that come again change nothing and take no number."""
    lines = generated.ndjson.read_bytes().splitlines()

    async def story() -> None:
        async with running_worker(fresh_nats_url, place.url, project) as running:
            for times in (1, 2):
                for start in range(0, len(lines), LOT):
                    documents = tuple(lines[start : start + LOT])
                    await running.bus.publish(Outgoing("Order", documents))
                await running.settled(times * len(lines))
            assert 0 == sum(written.dead for written in running.written)

    asyncio.run(story())
    messages = 2 * -(-len(lines) // LOT)
    sums = (generated.total_price, generated.extended_price)
    assert (generated.orders, sums[0], generated.line_items, sums[1], messages) == order_totals(
        place, "nomnom_messages"
    )
    assert (generated.orders, generated.line_items) == highest_ids(place)


def test_a_message_delivered_again_changes_nothing(
    place: Place, generated: Generated, project: Project, fresh_nats_url: str
) -> None:
    """A message that a new stream delivers once more is known by the ledger."""
    lines = generated.ndjson.read_bytes().splitlines()[:LOT]
    sent = Outgoing("Order", tuple(lines))

    async def deliver() -> None:
        async with running_worker(fresh_nats_url, place.url, project) as running:
            await running.bus.publish(sent)
            await running.at_least(len(lines))

    async def deliver_again() -> None:
        client = await nats.connect(fresh_nats_url)
        await client.jetstream().delete_stream("MESSAGES")
        await client.close()
        async with running_worker(fresh_nats_url, place.url, project) as running:
            await running.bus.publish(sent)
            await running.repeated(1)
            assert 0 == running.records

    asyncio.run(deliver())
    before = order_totals(place, "nomnom_messages")
    asyncio.run(deliver_again())
    assert before == order_totals(place, "nomnom_messages")
