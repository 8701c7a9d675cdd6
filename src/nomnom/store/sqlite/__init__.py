"""SQLite: upserts into a file, one writer at a time."""

from nomnom.store.sqlite.store import sqlite_store

__all__ = ["sqlite_store"]
