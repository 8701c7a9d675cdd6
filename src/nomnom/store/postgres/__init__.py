"""PostgreSQL: COPY into a temporary table, then merge."""

from nomnom.store.postgres.store import PostgresStore

__all__ = ["PostgresStore"]
