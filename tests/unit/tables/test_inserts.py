"""INSERT statements with their values written out."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from uuid import UUID

import pytest

from nomnom.errors import DataError
from nomnom.model.entity import Entity
from nomnom.tables import DATABASES, Database, inserts, literal, targets
from samples.stored import EVENT, EVERY_TABLE, FIRST, ORDER, PRICED, STRICT

BERLIN = dt.timezone(dt.timedelta(hours=1))
NOON = dt.datetime(2026, 1, 2, 12, 0)


def statements(database: Database, entity: Entity, *rows: tuple[object, ...]) -> list[str]:
    """The statements for rows of a sample entity."""
    (target,) = (each for each in targets(EVERY_TABLE, database) if each.entity == entity)
    return list(inserts(target, rows, database))


@pytest.mark.parametrize(
    ("expected", "value"),
    [
        (r"E'a;\u000a-- b'", "a;\n-- b"),
        (r"E'it''s a \\ and \u001b\U000e0001'", "it's a \\ and \x1b\U000e0001"),
    ],
)
def test_what_no_one_sees_is_escaped_on_postgresql(expected: str, value: str) -> None:
    """So no terminal acts on it, whatever the server's settings say of backslashes."""
    assert expected == literal(value, "postgresql")


@pytest.mark.parametrize("value", ["x\0", "\ud800"])
@pytest.mark.parametrize("database", DATABASES)
def test_text_that_no_database_stores_has_no_literal(database: Database, value: str) -> None:
    """NUL, and what isn't a character."""
    with pytest.raises(DataError, match="expected text without"):
        literal(value, database)


@pytest.mark.parametrize("database", DATABASES)
@pytest.mark.parametrize(
    ("expected", "value"),
    [
        ("NULL", None),
        ("TRUE", True),
        ("FALSE", False),
        ("-7", -7),
        ("12.30", Decimal("12.30")),
        ("100", Decimal("1E+2")),
        ("0.0000001", Decimal("1E-7")),
        ("''", ""),
        ("'it''s'", "it's"),
        ("'a; -- b'", "a; -- b"),
        ("'''; DROP TABLE orders; --'", "'; DROP TABLE orders; --"),
        ('\'{"a": "b"}\'', '{"a": "b"}'),
        ("'Zoë 😀'", "Zoë 😀"),
        ("'2026-01-02'", dt.date(2026, 1, 2)),
        ("'0001-01-01'", dt.date(1, 1, 1)),
        ("'123e4567-e89b-12d3-a456-426614174000'", UUID("123e4567-e89b-12d3-a456-426614174000")),
    ],
)
def test_most_values_are_written_alike(expected: str, value: object, database: Database) -> None:
    """Standard SQL serves all: a quote in text is doubled, a number has its digits and no exponent."""
    assert expected == literal(value, database)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "postgresql", "mysql", "sqlite"),
    [
        ("a\\'b", "E'a\\\\''b'", "'a\\\\''b'", "'a\\''b'"),
        ('{"a": "\\n"}', 'E\'{"a": "\\\\n"}\'', '\'{"a": "\\\\n"}\'', '\'{"a": "\\n"}\''),
        (b"\xff\x00", "E'\\\\xff00'", "x'ff00'", "x'ff00'"),
        (b"", "E'\\\\x'", "x''", "x''"),
        (NOON, "'2026-01-02 12:00:00'", "'2026-01-02 12:00:00'", "'2026-01-02 12:00:00.000000'"),
        (
            NOON.replace(tzinfo=BERLIN),
            "'2026-01-02 12:00:00+01:00'",
            "'2026-01-02 11:00:00'",
            "'2026-01-02 11:00:00.000000+00:00'",
        ),
    ],
)
def test_some_values_are_written_differently(
    value: str | bytes | dt.datetime, postgresql: str, mysql: str, sqlite: str
) -> None:
    """Backslashes, bytes and times are spelled as each database reads them."""
    assert [postgresql, mysql, mysql, sqlite] == [literal(value, each) for each in DATABASES]


@pytest.mark.parametrize("value", ["a\0b", Decimal("NaN"), Decimal("-Infinity")])
@pytest.mark.parametrize("database", DATABASES)
def test_what_no_statement_can_hold_is_refused(value: str | Decimal, database: Database) -> None:
    """NUL would end the statement; a number that isn't finite has no digits."""
    with pytest.raises(DataError, match="expected"):
        literal(value, database)


@pytest.mark.parametrize(
    ("database", "tail"),
    [
        (
            "postgresql",
            "\nON CONFLICT (order_key) DO UPDATE SET\n    total = excluded.total, note = excluded.note",
        ),
        ("mysql", " AS new\nON DUPLICATE KEY UPDATE\n    total = new.total, note = new.note"),
        ("mariadb", "\nON DUPLICATE KEY UPDATE\n    total = VALUES(total), note = VALUES(note)"),
    ],
)
def test_a_row_of_the_same_key_is_updated(database: Database, tail: str) -> None:
    """By default, in each database's own words."""
    (statement,) = statements(database, ORDER, ("O-1", Decimal("1.50"), None))
    number = "1.50" if database == "postgresql" else "1.500000000"
    head = "INSERT INTO orders (order_key, total, note)"
    assert f"{head}\nVALUES ('O-1', {number}, NULL){tail}" == statement


@pytest.mark.parametrize(
    ("database", "tail"),
    [
        ("postgresql", "ON CONFLICT (order_key) DO NOTHING"),
        ("mysql", "ON DUPLICATE KEY UPDATE order_key = firsts.order_key"),
        ("mariadb", "ON DUPLICATE KEY UPDATE order_key = firsts.order_key"),
        ("sqlite", "ON CONFLICT (order_key) DO NOTHING"),
    ],
)
def test_a_row_of_the_same_key_stays(database: Database, tail: str) -> None:
    """With `on_conflict: ignore`, without ignoring any other error."""
    (statement,) = statements(database, FIRST, ("O-1", Decimal(1), None))
    assert tail == statement.splitlines()[-1]


@pytest.mark.parametrize("database", DATABASES)
@pytest.mark.parametrize("entity", [EVENT, STRICT], ids=lambda entity: entity.name)
def test_a_row_without_a_key_is_inserted(database: Database, entity: Entity) -> None:
    """Nothing is said of conflicts where there is no key, or where the database shall refuse it."""
    (statement,) = statements(database, entity, ("O-1", Decimal(1), None))
    assert statement.endswith(", NULL)")


def test_sqlite_gets_digits_as_text() -> None:
    """Equal numbers are equal text there: the shortest, or with a scale of exactly so many digits."""
    rows = ("O-1", Decimal("1.500"))
    (order,) = statements("sqlite", ORDER, (*rows, None))
    (priced,) = statements("sqlite", PRICED, rows)
    assert ("VALUES ('O-1', '1.5', NULL)", "VALUES ('O-1', '1.50')") == (
        order.splitlines()[1],
        priced.splitlines()[1],
    )


@pytest.mark.parametrize("database", ["mysql", "mariadb", "sqlite"])
def test_a_number_is_refused_rather_than_rounded(database: Database) -> None:
    """Where a database would cut a number's digits in silence, no statement is made."""
    with pytest.raises(DataError, match=r"priced\.price: expected at most 10 digits"):
        statements(database, PRICED, ("O-1", Decimal("1.001")))
