"""SQLite: upserts into a file, one writer at a time."""

from nomnom.store.sqlite.store import memory_store, sqlite_store

__all__ = ["memory_store", "sqlite_store"]
