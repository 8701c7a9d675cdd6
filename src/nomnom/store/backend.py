"""What one database product brings to a store, and how every one of them is driven.

Connections are those of the Python Database API (PEP 249), in autocommit mode: transactions begin by name.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from contextlib import AbstractContextManager, closing
from typing import Any, Protocol

from nomnom.store.port import Transaction
from nomnom.store.syntax import Syntax


class Backend(Protocol):
    """One database product and how to reach one database of it."""

    @property
    def syntax(self) -> Syntax:
        """How names and parameters are written."""
        ...

    @property
    def begin(self) -> str:
        """The statement that begins a transaction."""
        ...

    def connect(self) -> Any:
        """A new connection. Raises the driver's errors."""
        ...

    def translated(self, action: str, place: str | None = None) -> AbstractContextManager[None]:
        """Raise nomnom's errors for the driver's; `action` says what was tried, `place` on which table."""
        ...

    def transaction(self, connection: Any) -> Transaction:
        """The port's transaction on a connection where one has begun."""
        ...

    def read_time(self, stored: Any) -> dt.datetime:
        """The aware time of what the driver gives for a TIMESTAMP column."""
        ...

    def write_time(self, time: dt.datetime) -> Any:
        """An aware time as the driver takes it for a parameter that stands for a TIMESTAMP."""
        ...


def execute(connection: Any, statement: str | bytes, parameters: Sequence[Any] = ()) -> list[Any]:
    """Run one statement; its rows, if it has any."""
    with closing(connection.cursor()) as cursor:
        # Without parameters a driver shall not look for placeholders, which a percent sign might be.
        cursor.execute(statement, *([parameters] if parameters else []))
        return list(cursor.fetchall()) if cursor.description else []


def execute_counting(connection: Any, statement: str, parameters: Sequence[Any]) -> int:
    """Run one statement that changes rows; how many it changed."""
    with closing(connection.cursor()) as cursor:
        cursor.execute(statement, parameters)
        return int(cursor.rowcount)


def execute_many(connection: Any, statement: str, rows: Sequence[Sequence[Any]]) -> None:
    """Run one statement for each row of parameters."""
    if rows:
        with closing(connection.cursor()) as cursor:
            cursor.executemany(statement, rows)
