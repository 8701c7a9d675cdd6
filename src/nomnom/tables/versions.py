"""The condition under which a row may take the place of the one that is there. Text only."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from nomnom.model.types import Kind
from nomnom.tables.dialects import MYSQL_FAMILY, Database
from nomnom.tables.target import Target

_SAME: Mapping[Database, str] = MappingProxyType(
    {"postgresql": "IS NOT DISTINCT FROM", "mysql": "<=>", "mariadb": "<=>", "sqlite": "IS"}
)
"""What compares so that null equals null."""

ROUNDED = "CAST({} AS REAL)"
"""How SQLite compares the texts of numbers by itself: what differs past 15 digits counts as equal."""


def not_older(
    target: Target,
    database: Database,
    *,
    old: Callable[[str], str],
    new: Callable[[str], str],
    number: str = ROUNDED,
) -> str:
    """The condition that the new row's version isn't older than the old one's; a null is older than any value.

    `old` and `new` give the two rows' columns by SQL name. `number` is how SQLite compares decimals, `{}` being
    one. True, false or null, which is none of them true.
    """
    assert target.entity.persistence is not None
    kinds = {column.name: column.type.kind for column in target.entity.persistence.columns}
    declared = zip(target.version, target.entity.persistence.version, strict=True)
    ways = [(name, _comparable(kinds[field], database, number)) for name, field in declared]
    pairs = [(way.format(old(name)), way.format(new(name))) for name, way in ways]
    return _not_older(pairs, _SAME[database])


def _comparable(kind: Kind, database: Database, number: str) -> str:
    """How a column is written, `{}` being its name, so that it compares as in Python: text by code points."""
    if kind is Kind.STRING and database == "postgresql":
        return '{} COLLATE "C"'
    if kind is Kind.STRING and database in MYSQL_FAMILY:
        return "CAST({} AS BINARY)"
    if kind.is_number and database == "sqlite":
        return number
    return "{}"


def _not_older(pairs: Sequence[tuple[str, str]], same: str) -> str:
    (old, new), *rest = pairs
    if not rest:
        return f"({old} IS NULL OR {new} >= {old})"
    newer = f"{old} IS NULL AND {new} IS NOT NULL OR {new} > {old}"
    return f"({newer} OR {new} {same} {old} AND {_not_older(rest, same)})"
