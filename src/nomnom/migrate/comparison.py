"""Alembic's comparison of a live database with tables, restricted to what nomnom makes."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from nomnom.migrate.types import same
from nomnom.tables import Database
from nomnom.tables.dialects import dialect
from nomnom.tables.types import type_text


@dataclass(frozen=True, slots=True)
class Difference:
    """One finding: `operation` is Alembic's word (`add_column`, `modify_type`, …) for what would mend it.

    `table` is the live name; `name` that of a column, index or constraint, empty for a whole table.
    """

    operation: str
    table: str
    name: str = ""


_PLACE_OF_TABLE: Final = 2
_PLACE_OF_COLUMN: Final = 3


def differences(
    connection: sa.Connection, metadata: sa.MetaData, database: Database
) -> tuple[Difference, ...]:
    """How the tables of `metadata` that exist differ from it, and which don't exist.

    Types count as equal where they are the same in effect, see `nomnom.migrate.types`. Server defaults and
    comments aren't compared; other tables aren't looked at.
    """
    context = MigrationContext.configure(
        connection,
        opts={
            "compare_type": _type_comparison(database),
            "compare_server_default": False,
            "include_name": lambda name, kind, parents: kind != "table" or name in metadata.tables,
        },
    )
    with warnings.catch_warnings():
        # What SQLAlchemy can't read (a type, an index on an expression) is none that nomnom makes.
        warnings.simplefilter("ignore", sa.exc.SAWarning)
        found = compare_metadata(context, metadata)
    return tuple(each for entry in found for each in _flat(entry))


def _flat(entry: Any) -> Iterator[Difference]:
    """Because Alembic gives the changes of one column as a list, entries are of two shapes."""
    if isinstance(entry, list):
        for part in entry:
            yield Difference(part[0], part[_PLACE_OF_TABLE], part[_PLACE_OF_COLUMN])
        return
    operation, subject = entry[0], entry[1]
    if operation in ("add_column", "remove_column"):
        yield Difference(operation, entry[_PLACE_OF_TABLE], entry[_PLACE_OF_COLUMN].name)
    elif operation in ("add_table", "remove_table"):
        yield Difference(operation, subject.name)
    else:
        yield Difference(operation, subject.table.name, str(subject.name))


def _type_comparison(database: Database) -> Any:
    target = dialect(database)

    def differ(_: Any, __: Any, ___: Any, live: Any, wanted: Any) -> bool:
        """Alembic's hook `compare_type`: whether the types of two columns differ."""
        if isinstance(live, sa.types.NullType):
            return True
        return not same(type_text(live, target), type_text(wanted, target), database)

    return differ
