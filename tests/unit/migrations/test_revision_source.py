"""The pieces of a revision's source: calls, types, names of files."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql

from nomnom.migrate.revisions.calls import call, text
from nomnom.migrate.revisions.columntypes import type_source
from nomnom.migrate.revisions.writing import slug
from nomnom.tables import Database


def test_a_short_call_is_one_line() -> None:
    """What fits on a line stays on it."""
    assert 'op.f("a", b=1)' == call("op.f", text("a"), b="1")


def test_a_long_call_has_an_argument_per_line() -> None:
    """What doesn't fit has one argument per line, and a comma at its end."""
    long = text("a" * 80)

    assert f"op.f(\n    {long},\n    b=1,\n)" == call("op.f", long, b="1")


@pytest.mark.parametrize("value", ['"', "\\", "\n", "ä", "\u2028", "it's"])
def test_a_string_s_source_is_the_string(value: str) -> None:
    """Whatever stands in a name or message, Python reads the same from its source."""
    assert {"value": value} == eval(f'{{"value": {text(value)}}}')


@pytest.mark.parametrize(
    ("expected", "database", "type_"),
    [
        ("sa.Text()", "postgresql", sa.TEXT()),
        ("sa.String(12)", "postgresql", sa.VARCHAR(12)),
        ("sa.String()", "postgresql", sa.VARCHAR()),
        ("sa.Numeric()", "postgresql", sa.NUMERIC()),
        ("sa.Numeric(12, 2)", "postgresql", sa.NUMERIC(12, 2)),
        ("sa.DateTime(timezone=True)", "postgresql", postgresql.TIMESTAMP(timezone=True)),
        ("sa.DateTime()", "postgresql", sa.TIMESTAMP()),
        ("postgresql.JSONB()", "postgresql", postgresql.JSONB(none_as_null=True)),
        ("sa.DOUBLE_PRECISION()", "postgresql", postgresql.DOUBLE_PRECISION()),
        ("sa.DECIMAL(38, 9)", "mysql", sa.DECIMAL(38, 9)),
        ("mysql.DATETIME(fsp=6)", "mysql", mysql.DATETIME(fsp=6)),
        ("sa.Boolean()", "mysql", mysql.TINYINT(display_width=1)),
        ("sa.Integer()", "mysql", mysql.INTEGER(display_width=11)),
        ("sa.Text()", "mysql", mysql.TEXT(collation="utf8mb4_0900_bin")),
        ('sa.Text(collation="latin1_bin")', "mysql", mysql.TEXT(collation="latin1_bin")),
        ("mysql.JSON()", "mariadb", mysql.LONGTEXT(collation="utf8mb4_bin")),
        ("sa.CHAR(36)", "mysql", sa.CHAR(36)),
        ("sa.LargeBinary()", "sqlite", sa.BLOB()),
    ],
)
def test_a_type_is_written_as_a_person_writes_it(
    expected: str, database: Database, type_: sa.types.TypeEngine[object]
) -> None:
    """Declared types and those read from a database have one spelling; the table's collation isn't repeated."""
    assert expected == type_source(type_, database, "utf8mb4_0900_bin")


@pytest.mark.parametrize(
    ("expected", "message"),
    [
        ("add_priority", "add priority"),
        ("anadir_nandu", "  Añadir: ñandú! "),
        ("revision", "変更"),
        ("a" * 40, "a" * 60),
    ],
)
def test_a_file_s_name_comes_from_the_message(expected: str, message: str) -> None:
    """Letters and digits in lower case, at most forty; accents go, and what has none left is `revision`."""
    assert expected == slug(message)
