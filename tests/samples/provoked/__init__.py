"""Every way in which a real database refuses a batch, and which class of error that is."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from samples.provoked.case import Becomes, Bench, Case
from samples.provoked.mariadb import MARIADB
from samples.provoked.postgresql import POSTGRESQL
from samples.provoked.sqlite import SQLITE

CASES: Mapping[str, tuple[Case, ...]] = MappingProxyType(
    {"postgresql": POSTGRESQL, "mariadb": MARIADB, "sqlite": SQLITE}
)
"""The cases by the kind of database. `docs/errors.md` has the same tables."""

__all__ = ["CASES", "Becomes", "Bench", "Case"]
