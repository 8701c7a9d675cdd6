"""The statements that are shown leave what the worker's store leaves."""

from __future__ import annotations

from typing import Any

import msgspec
import psycopg
import pytest
from psycopg import sql

from nomnom.explaining import explain
from nomnom.extraction import compile_plan
from nomnom.migrate import bring_up
from nomnom.store import open_store
from samples.stored import PROJECT

PAYLOADS = {
    "Order": b'{"order_key": "a", "total": 1.50, "items": [{"line": 2, "price": 1}, {"line": 1, "price": 2},'
    b' {"line": 2, "price": 3}]}\n{"order_key": "a", "total": 2, "note": "it\'s", "items": []}',
    "First": b'{"order_key": "a", "total": 1}\n{"order_key": "a", "total": 2}',
    "Natural": b'{"order_key": "a", "total": 1}\n{"order_key": "a", "total": 2}',
    "Optional": b'{"total": 1}\n{"total": 1}\n{"order_key": "a", "total": 2}',
    "Event": b'{"order_key": "a", "total": 1}\n{"order_key": "a", "total": 1}',
    "Typed": msgspec.json.encode(
        {
            "key": 1,
            "text": "'\\'; -- \t\r\n \u202e\U000e0001é🐜 $1 %s {}",
            "big": -(2**63),
            "flag": False,
            "day": "0001-01-01",
            "time": "9999-12-31T23:59:59.999999",
            "instant": "2024-01-31T12:00:00.000001+01:00",
            "uuid": "00000000-0000-0000-0000-000000000001",
            "document": {"a'b": ["\\", "\n", "\\u1234", None]},
        }
    )
    + b'\n{"key": 2, "number": 123456789012345678901234567890.1234567890}\n{"key": 3, "number": -1E+30}',
}


@pytest.mark.parametrize("root", PAYLOADS)
def test_statements_leave_the_rows_that_the_store_leaves(root: str, database_url: str) -> None:
    """Of every type, with every way to treat a key that is there, in tables that are empty at first."""
    plan = compile_plan(PROJECT)
    stored = plan.roots[root].stored
    tables = [entity.persistence.table for entity in stored if entity.persistence]
    told = explain(PROJECT, plan, PAYLOADS[root], entity=root)
    assert frozenset({"rows"}) == told.verdicts
    bring_up(database_url, PROJECT)
    store = open_store(database_url, PROJECT)
    with psycopg.connect(database_url, autocommit=True) as connection:
        for document in told.documents:
            for statement in document.sql:
                connection.execute(statement.encode())
        by_statements = [_rows(connection, table) for table in tables]
        connection.execute(
            sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(map(sql.Identifier, tables)))
        )
        with store.transaction() as transaction:
            for entity, rows in zip(
                stored, plan.roots[root].extract(PAYLOADS[root]).rows, strict=True
            ):
                transaction.merge(entity, rows)
        by_store = [_rows(connection, table) for table in tables]
    store.close()

    assert by_store == by_statements
    assert all(by_store)


def _rows(connection: psycopg.Connection[Any], table: str) -> list[str]:
    """The rows of a table as JSON, without generated keys."""
    query = sql.SQL("SELECT (to_jsonb(t) - 'id')::text AS each FROM {} AS t ORDER BY each")
    return [each for (each,) in connection.execute(query.format(sql.Identifier(table)))]
