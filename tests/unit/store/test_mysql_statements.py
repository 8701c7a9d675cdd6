"""How rows become statements for MySQL and MariaDB."""

from __future__ import annotations

from nomnom.store.mysql.transaction import STATEMENT_BYTES, statements_of


def test_rows_are_spread_over_statements() -> None:
    """Each statement is about as long as allowed, and a row longer than that has one of its own."""
    half, long = b"h" * (STATEMENT_BYTES // 2 - 1), b"l" * (STATEMENT_BYTES * 2)
    found = list(statements_of(b"INTO ", [half, half, half, long, b"s"]))
    expected = [b"INTO " + half + b"," + half, b"INTO " + half, b"INTO " + long, b"INTO s"]
    assert expected == found


def test_no_rows_need_no_statement() -> None:
    """Nothing is sent for nothing."""
    assert [] == list(statements_of(b"INTO ", []))
