from __future__ import annotations

from decimal import Decimal

import pytest

from nomnom.migrate.wanted import literal
from nomnom.model.entity import Scalar
from nomnom.model.types import parse_type
from nomnom.tables import Database


@pytest.mark.parametrize(
    ("value", "type_", "database", "expected"),
    [
        ("it's", "String", "postgresql", "'it''s'"),
        ("a\\'b", "String", "mysql", "('a\\\\''b')"),
        (7, "Integer", "postgresql", "7"),
        (Decimal("1E+3"), "Decimal", "postgresql", "1000"),
        (Decimal("0.10"), "Decimal", "sqlite", "'0.10'"),
        (True, "Boolean", "mariadb", "TRUE"),
        ("2024-02-29", "Date", "postgresql", "'2024-02-29'"),
        ("x", "Json", "postgresql", "'\"x\"'"),
        (True, "Json", "postgresql", "'true'"),
        (7, "String", "postgresql", "'7'"),
    ],
)
def test_default_as_sql(value: Scalar, type_: str, database: Database, expected: str) -> None:
    """A field's default becomes a literal that the database reads as the same value."""
    assert expected == literal(value, parse_type(type_), database)
