from __future__ import annotations

import pytest

from nomnom.migrate.types import Conversion, conversion, same
from nomnom.tables import Database

REWRITES = Conversion(rewrites=True, narrows=False)
NARROWS = Conversion(rewrites=True, narrows=True)
TOUCHES_NOTHING = Conversion(rewrites=False, narrows=False)


@pytest.mark.parametrize(
    ("database", "first", "second"),
    [
        ("postgresql", "VARCHAR", "TEXT"),
        ("postgresql", "TIMESTAMP(6) WITH TIME ZONE", "TIMESTAMPTZ"),
        ("postgresql", "TIMESTAMP WITHOUT TIME ZONE", "TIMESTAMP"),
        ("mariadb", "LONGTEXT COLLATE utf8mb4_bin", "JSON"),
        ("mariadb", "INTEGER(11)", "INT"),
        ("mariadb", "TINYINT(1)", "BOOLEAN"),
        ("mysql", "VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin", "VARCHAR(255)"),
        ("sqlite", "VARCHAR(255)", "TEXT"),
        ("sqlite", "BIGINT", "INTEGER"),
    ],
)
def test_same_in_effect(database: Database, first: str, second: str) -> None:
    """Spellings that mean the same to a database are the same type."""
    assert same(first, second, database)


@pytest.mark.parametrize(
    ("database", "first", "second"),
    [
        ("postgresql", "VARCHAR(255)", "TEXT"),
        ("postgresql", "NUMERIC(12,2)", "NUMERIC"),
        ("postgresql", "DOUBLE PRECISION", "NUMERIC"),
        ("postgresql", "TIMESTAMP(3) WITH TIME ZONE", "TIMESTAMPTZ"),
        ("postgresql", "TIMESTAMP", "TIMESTAMPTZ"),
        ("postgresql", "JSON", "JSONB"),
        ("mysql", "DATETIME", "DATETIME(6)"),
        ("mysql", "TINYINT(4)", "BOOLEAN"),
        ("sqlite", "NUMERIC", "TEXT"),
    ],
)
def test_different_in_effect(database: Database, first: str, second: str) -> None:
    """Types that refuse, round or convert other values are different types."""
    assert not same(first, second, database)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("VARCHAR(80)", "TEXT", TOUCHES_NOTHING),
        ("VARCHAR(80)", "VARCHAR(120)", TOUCHES_NOTHING),
        ("NUMERIC(10,2)", "NUMERIC", TOUCHES_NOTHING),
        ("NUMERIC(10,2)", "NUMERIC(12,2)", TOUCHES_NOTHING),
        ("NUMERIC(10,2)", "NUMERIC(12,4)", REWRITES),
        ("DOUBLE PRECISION", "NUMERIC", REWRITES),
        ("INTEGER", "BIGINT", REWRITES),
        ("INTEGER", "NUMERIC", REWRITES),
        ("DATE", "TIMESTAMPTZ", REWRITES),
        ("JSON", "JSONB", REWRITES),
        ("UUID", "TEXT", REWRITES),
        ("TEXT", "VARCHAR(80)", NARROWS),
        ("BIGINT", "INTEGER", NARROWS),
        ("NUMERIC", "NUMERIC(12,2)", NARROWS),
        ("NUMERIC(12,2)", "NUMERIC(12,4)", NARROWS),
        ("NUMERIC", "INTEGER", NARROWS),
        ("TEXT", "NUMERIC", NARROWS),
        ("TIMESTAMPTZ", "DATE", NARROWS),
        ("TEXT", "JSONB", NARROWS),
    ],
)
def test_conversion_on_postgresql(old: str, new: str, expected: Conversion) -> None:
    """What PostgreSQL does to rows, and whether values may be lost."""
    assert expected == conversion(old, new, "postgresql")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("VARCHAR(80)", "VARCHAR(120)", TOUCHES_NOTHING),
        ("VARCHAR(60)", "VARCHAR(120)", REWRITES),
        ("VARCHAR(255)", "TEXT", REWRITES),
        ("TEXT", "VARCHAR(255)", NARROWS),
        ("INTEGER(11)", "DECIMAL(38,9)", REWRITES),
        ("BIGINT(20)", "DECIMAL(20,2)", NARROWS),
        ("DOUBLE", "DECIMAL(38,9)", NARROWS),
        ("TEXT", "JSON", NARROWS),
    ],
)
def test_conversion_on_mariadb(old: str, new: str, expected: Conversion) -> None:
    """A VARCHAR grows in place only as long as its length takes the same one or two bytes."""
    assert expected == conversion(old, new, "mariadb")
