"""Names that are words of SQL somewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache

from nomnom.model.project import Project
from nomnom.model.reserved import UNLISTED
from nomnom.spec.advice.stored import stored_entities
from nomnom.spec.catalogue import Catalogue
from nomnom.spec.places import Remark, remark


def reserved_words(catalogue: Catalogue, project: Project) -> Iterator[Remark]:
    """NN403: no table or column is called like a reserved word."""
    for stored in stored_entities(catalogue, project):
        entity, table = stored.entity.name, stored.persistence.table
        if databases := _reserving(table):
            words = _reserved("table", table, databases)
            yield remark(stored.table, "NN403", *words, entity=entity)
        for column, place in stored.columns.items():
            if databases := _reserving(column):
                words = _reserved("column", column, databases)
                yield remark(place, "NN403", *words, entity=entity, field=column)


def _reserved(what: str, name: str, databases: tuple[str, ...]) -> tuple[str, str]:
    message = f'{what} "{name}" is a reserved word of {", ".join(databases)}'
    return message, "rename it, or quote it in every query written by hand"


def _reserving(name: str) -> tuple[str, ...]:
    return tuple(database for database, words in _words().items() if name in words)


@cache
def _words() -> Mapping[str, frozenset[str]]:
    """The reserved words of each database by its name, from SQLAlchemy and from what that lacks.

    SQLAlchemy is imported here, for it takes longer than all else that reading a project does.
    """
    from sqlalchemy import Dialect
    from sqlalchemy.dialects.mysql.base import MySQLDialect
    from sqlalchemy.dialects.mysql.mariadb import MariaDBDialect
    from sqlalchemy.dialects.postgresql.base import PGDialect
    from sqlalchemy.dialects.sqlite.base import SQLiteDialect

    dialects: dict[str, Callable[[], Dialect]] = {
        "PostgreSQL": PGDialect,
        "MySQL": MySQLDialect,
        "MariaDB": MariaDBDialect,
        "SQLite": SQLiteDialect,
    }
    return {
        name: UNLISTED[name.lower()].union(dialect().identifier_preparer.reserved_words)
        for name, dialect in dialects.items()
    }


NOTES = (reserved_words,)
