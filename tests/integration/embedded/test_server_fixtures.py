"""The servers that all tests share."""

import asyncio

import nats
import psycopg


def _tables(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return [name for (name,) in found]


def test_each_test_has_an_empty_database_of_its_own(postgres_url: str, database_url: str) -> None:
    """A table made in a test's database is in no other one of the same server."""
    assert [] == _tables(database_url)
    with psycopg.connect(database_url) as connection:
        connection.execute("CREATE TABLE mine (id integer)")
    assert ["mine"] == _tables(database_url)
    assert [] == _tables(postgres_url)


def test_each_test_may_have_streams_of_its_own(nats_url: str, fresh_nats_url: str) -> None:
    """A stream made on a test's own server isn't on the one that the session shares."""

    async def streams(url: str) -> list[str | None]:
        async with await nats.connect(url) as client:
            return [info.config.name for info in await client.jetstream().streams_info()]

    async def make() -> None:
        async with await nats.connect(fresh_nats_url) as client:
            await client.jetstream().add_stream(name="MINE", subjects=["mine"])

    asyncio.run(make())
    assert ["MINE"] == asyncio.run(streams(fresh_nats_url))
    assert "MINE" not in asyncio.run(streams(nats_url))
