"""Column values as they went in, from what any of the drivers gives. No I/O.

SQLite has text for most kinds; MySQL's drivers know neither time zones nor UUIDs.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import UUID

from nomnom.model.types import Kind


def value_read(kind: Kind, stored: Any) -> Any:
    """The value of a column of that kind; JSON columns are read as text."""
    if stored is None:
        return None
    if kind.is_number:
        return Decimal(stored)
    match kind:
        case Kind.BOOLEAN:
            return bool(stored)
        case Kind.DATE:
            return dt.date.fromisoformat(str(stored))
        case Kind.DATETIME | Kind.TIMESTAMP:
            time = dt.datetime.fromisoformat(str(stored))
            return time.replace(tzinfo=dt.UTC) if kind is Kind.TIMESTAMP else time
        case Kind.UUID:
            return UUID(str(stored))
        case _:
            return stored
