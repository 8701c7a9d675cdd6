"""PostgreSQL: COPY into a temporary table, then merge."""

from nomnom.store.postgres.store import postgres_store

__all__ = ["postgres_store"]
