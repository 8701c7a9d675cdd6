"""Turn messages into correct relational tables, from entities declared in YAML."""

from nomnom.transforms import transform

__all__ = ["transform"]
