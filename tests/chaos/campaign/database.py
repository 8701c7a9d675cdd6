"""The campaign's own connections to the database, which may be on its way back after a kill."""

from __future__ import annotations

from typing import Any

import psycopg

from chaos.campaign.patience import until


def connected(url: str) -> psycopg.Connection[Any]:
    """A connection in autocommit, as soon as the database lets us in."""

    def once() -> psycopg.Connection[Any] | None:
        try:
            return psycopg.connect(url, autocommit=True, connect_timeout=5)
        except psycopg.OperationalError:
            return None

    return until(once, "the database let the campaign in")


def terminate_all(url: str) -> int:
    """End every other connection to the database; how many there were."""
    with connected(url) as connection:
        row = connection.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchone()
    assert row is not None
    return int(row[0])
