"""Reserved words that SQLAlchemy's own lists lack, by the name of its dialect."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

UNLISTED: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "postgresql": frozenset({"collation", "concurrently", "lateral", "tablesample"}),
        "mysql": frozenset({"external", "library", "manual", "tablesample"}),
        "mariadb": frozenset(
            {"delete_domain_id", "master_demote_to_replica", "master_demote_to_slave", "portion"}
        ),
        "sqlite": frozenset({"nothing", "returning"}),
    }
)
"""The words; a column or table of such a name has to be quoted there all the same."""
