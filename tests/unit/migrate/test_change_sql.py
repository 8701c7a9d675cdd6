from __future__ import annotations

import pytest

from nomnom.migrate import changes as c
from nomnom.migrate.opposites import opposite
from nomnom.migrate.shapes import ColumnShape, IndexShape, ReferenceShape
from nomnom.migrate.sql import backward, forward

ORDER = "order"  # a reserved word: it has to be quoted wherever it stands
COLUMN = ColumnShape("user", "TEXT")
INDEX = IndexShape("idx_order_user", ("user",))
UNIQUE = IndexShape("order_user_unique", ("user",), unique=True, constraint=True)
KEY = ReferenceShape("order_user_fkey", ("user",), "user", ("group",))
CHANGES: tuple[c.Change, ...] = (
    c.CreateTable(ORDER, ("CREATE TABLE …",)),
    c.DropTable(ORDER, ("CREATE TABLE …",)),
    c.RenameTable(ORDER, "table"),
    c.AddColumn(ORDER, COLUMN),
    c.DropColumn(ORDER, COLUMN),
    c.RenameColumn(ORDER, "user", "group"),
    c.AlterType(ORDER, "user", "INTEGER", "TEXT", nullable=True),
    c.SetNotNull(ORDER, COLUMN),
    c.DropNotNull(ORDER, COLUMN),
    c.AddIndex(ORDER, INDEX),
    c.DropIndex(ORDER, INDEX),
    c.RenameIndex(ORDER, "idx_order_user", "idx_table_user", index=INDEX),
    c.AddUnique(ORDER, UNIQUE),
    c.DropUnique(ORDER, UNIQUE),
    c.AddForeignKey(ORDER, KEY),
    c.DropForeignKey(ORDER, KEY),
)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.kind)
def test_opposite_of_the_opposite(change: c.Change) -> None:
    """Taking back what takes a change back is the change itself."""
    back = opposite(change)

    assert back is not None
    assert change == opposite(back)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.kind)
def test_reverse_sql_is_that_of_the_opposite(change: c.Change) -> None:
    """The reverse that is printed is what the opposite change would run."""
    back = opposite(change)

    assert back is not None
    assert forward(back, "postgresql") == backward(change, "postgresql")
    assert forward(back, "mysql") == backward(change, "mysql")
    assert forward(back, "sqlite") == backward(change, "sqlite")


def test_names_are_quoted_where_needed() -> None:
    """Reserved words are quoted in each database's way."""
    change = c.RenameColumn(ORDER, "user", "group")
    expected = 'ALTER TABLE "order" RENAME COLUMN "group" TO "user"'

    assert expected == forward(change, "postgresql")[0].sql
    assert "ALTER TABLE `order` RENAME COLUMN `group` TO user" == forward(change, "mariadb")[0].sql


@pytest.mark.parametrize(
    ("old", "new", "using"),
    [
        ("DOUBLE PRECISION", "NUMERIC", " USING n::text::numeric"),
        ("NUMERIC", "INTEGER", " USING n::text::integer"),
        ("INTEGER", "BIGINT", ""),
        ("TEXT", "VARCHAR(5)", ""),
        ("TEXT", "JSONB", " USING n::jsonb"),
        ("JSONB", "TEXT", " USING n::text"),
        ("TIMESTAMPTZ", "TIMESTAMP", " USING n AT TIME ZONE 'UTC'"),
        ("DATE", "TIMESTAMPTZ", " USING n::timestamp AT TIME ZONE 'UTC'"),
        ("TIMESTAMPTZ", "DATE", " USING (n AT TIME ZONE 'UTC')::date"),
        ("BOOLEAN", "INTEGER", " USING n::integer"),
    ],
)
def test_conversion_of_values(old: str, new: str, using: str) -> None:
    """Values are turned exactly or refused: never rounded, cut, or read in the session's time zone."""
    (statement,) = forward(c.AlterType("t", "n", old, new, nullable=True), "postgresql")

    assert f"ALTER TABLE t ALTER COLUMN n TYPE {new}{using}" == statement.sql


def test_concurrent_statements_stand_alone() -> None:
    """What PostgreSQL refuses inside a transaction is marked so."""
    assert all(statement.alone for statement in forward(c.AddUnique("t", UNIQUE), "postgresql"))
    assert not any(
        statement.alone for statement in forward(c.SetNotNull("t", COLUMN), "postgresql")
    )


def test_mysql_is_told_that_a_key_numbers_rows() -> None:
    """A key keeps its AUTO_INCREMENT when its type changes."""
    change = c.AlterType("t", "id", "INT", "BIGINT", nullable=False, generated=True)
    expected = "ALTER TABLE t MODIFY COLUMN id BIGINT NOT NULL AUTO_INCREMENT"

    assert expected == forward(change, "mysql")[0].sql


def test_sequence_follows_its_column() -> None:
    """A SERIAL column that becomes BIGINT gets a sequence that counts as far."""
    change = c.AlterType(
        "t", "id", "INTEGER", "BIGINT", nullable=False, generated=True, sequence="t_id_seq"
    )

    assert "ALTER SEQUENCE t_id_seq AS BIGINT" == forward(change, "postgresql")[1].sql
