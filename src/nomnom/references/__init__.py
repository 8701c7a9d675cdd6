"""Rows of reference entities, read from files and from the project's database, and kept up to date."""

from nomnom.references.loading import load, load_entity
from nomnom.references.refreshing import refreshing

__all__ = ["load", "load_entity", "refreshing"]
