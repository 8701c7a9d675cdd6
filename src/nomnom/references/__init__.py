"""Rows of reference entities, read from files and from the project's database.

`nomnom.references.refreshing` keeps them up to date; it needs what only a worker has at hand.
"""

from nomnom.references.loading import in_database, load, load_available, load_entity

__all__ = ["in_database", "load", "load_available", "load_entity"]
