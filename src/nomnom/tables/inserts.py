"""Rows → INSERT statements with their values written out, as a person would type them.

They are for reading, and for scripts: a store writes the same rows faster, and with less noise on busy tables.
Each row has a statement of its own, so a key may come twice. One thing differs from a store: where a key exists
already, PostgreSQL and MySQL still take a number from the sequence of a generated primary key.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from nomnom.model.entity import Column
from nomnom.tables.dialects import MYSQL_FAMILY, Database, dialect
from nomnom.tables.exact import (
    Conversion,
    fixed_decimal,
    naive_utc,
    refuse,
    shortest_decimal,
    wide_time,
)
from nomnom.tables.target import Target
from nomnom.tables.versions import not_older

_WIDTH = 96
"""Characters of a line of SQL, unless one item is longer."""

Value = str | int | bool | Decimal | dt.date | dt.datetime | UUID | bytes | None
"""What a column may hold; JSON is its text."""


def inserts(target: Target, rows: Iterable[Sequence[Any]], database: Database) -> Iterator[str]:
    """One statement per row, without a semicolon: it inserts the row, or does as declared where its key exists.

    `target` is one of the same database. A row has the values of the target's columns. Raises DataError for
    a value that the column can't hold exactly.
    """
    quote = dialect(database).identifier_preparer.quote
    into = _listed(f"INSERT INTO {quote(target.table)} (", map(quote, target.columns), ")")
    tail = _on_conflict(target, database)
    numbers = _numbers(target, database)
    for row in rows:
        exact = (
            value if number is None or value is None else number(value)
            for value, number in zip(row, numbers, strict=True)
        )
        values = _listed("VALUES (", (literal(each, database) for each in exact), ")")
        yield f"{into}\n{values}{tail}"


def _listed(begin: str, items: Iterable[str], end: str = "") -> str:
    """Items with commas between, in lines that end behind a comma; no item is broken."""
    first, *others = items
    lines = [begin + first]
    for item in others:
        lines[-1] += ","
        if len(lines[-1]) + len(item) < _WIDTH:
            lines[-1] += f" {item}"
        else:
            lines.append(f"    {item}")
    return "\n".join(lines) + end


def literal(value: Value, database: Database) -> str:
    """A value as it is written in a statement of that database.

    On MySQL and MariaDB a backslash in text is doubled: it escapes there, unless the server's mode says
    otherwise. Raises DataError for text with NUL, which ends a statement, and for numbers that aren't finite.
    """
    match value:
        case None:
            return "NULL"
        case bool():
            return "TRUE" if value else "FALSE"
        case int():
            return str(value)
        case Decimal():
            return _number(value)
        case bytes():
            return f"E'\\\\x{value.hex()}'" if database == "postgresql" else f"x'{value.hex()}'"
        case dt.datetime():
            return f"'{_time(value, database)}'"
        case dt.date() | UUID():
            return f"'{value}'"
        case str():
            return _text(value, database)


def _number(value: Decimal) -> str:
    if not value.is_finite():
        refuse("number", value, "a finite number", "22003")
    return format(value, "f")


def _time(value: dt.datetime, database: Database) -> str:
    """Because MySQL's times know no zone, and SQLite has text, each writes them in its own way."""
    if database in MYSQL_FAMILY:
        return naive_utc(value).isoformat(" ")
    return wide_time(value) if database == "sqlite" else value.isoformat(" ")


def _text(value: str, database: Database) -> str:
    if "\0" in value:
        refuse("text", value, "text without NUL", "22021")
    if not _is_unicode(value):
        refuse("text", value, "text without surrogates", "22021")
    quoted = value.replace("'", "''")
    if database == "sqlite":
        return f"'{quoted}'"
    if database in MYSQL_FAMILY:
        return f"'{quoted}'".replace("\\", "\\\\")
    return _postgresql_text(quoted)


def _is_unicode(value: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in value)


def _postgresql_text(quoted: str) -> str:
    """What can't be seen is escaped, so that no terminal acts on it.

    Because PostgreSQL can be told to let a backslash escape or not, only E'' means the same in any case.
    """
    if quoted.isprintable() and "\\" not in quoted:
        return f"'{quoted}'"
    return f"E'{''.join(map(_escaped, quoted))}'"


def _escaped(character: str) -> str:
    if character == "\\":
        return "\\\\"
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _numbers(target: Target, database: Database) -> tuple[Conversion | None, ...]:
    """How each column's decimals are made exact; None where the database itself takes any, or it has none."""
    assert target.entity.persistence is not None
    columns = zip(target.entity.persistence.columns, target.types, strict=True)
    return tuple(_exact(target.table, column, type_, database) for column, type_ in columns)


def _exact(
    table: str, column: Column, type_: sa.types.TypeEngine[Any], database: Database
) -> Conversion | None:
    """Because MySQL rounds with a mere note, and SQLite's text is compared as text, digits are settled here."""
    if not column.type.kind.is_number or database == "postgresql":
        return None
    place = f"{table}.{column.name}"
    if isinstance(type_, sa.DECIMAL):
        assert type_.precision is not None, "a bare DECIMAL is DECIMAL(10,0)"
        fixed = fixed_decimal(place, type_.precision, type_.scale or 0)
        return lambda value: Decimal(fixed(value))
    if column.type.precision is None:
        return shortest_decimal(place)
    return fixed_decimal(place, column.type.precision, column.type.scale or 0)


def _on_conflict(target: Target, database: Database) -> str:
    if not target.key:
        return ""
    quote = dialect(database).identifier_preparer.quote
    if database in MYSQL_FAMILY:
        return _on_duplicate(target, database)
    key = f"\nON CONFLICT ({', '.join(map(quote, target.key))})"
    if not target.values:
        return f"{key} DO NOTHING"
    names = map(quote, target.values)
    update = f"{key} DO UPDATE SET\n{_listed('    ', (f'{n} = excluded.{n}' for n in names))}"
    if not target.version:
        return update
    newer = not_older(
        target,
        database,
        old=lambda name: f"{quote(target.table)}.{quote(name)}",
        new=lambda name: f"excluded.{quote(name)}",
    )
    return f"{update}\nWHERE {newer}"


def _on_duplicate(target: Target, database: Database) -> str:
    """Because INSERT IGNORE hides other errors, a row that shall stay as it is sets its key to what it is.

    Because MySQL is giving up VALUES(), and MariaDB doesn't know the alias in its place, each has its own.
    Because MySQL has no WHERE there, each value says itself whether the row is newer; and because it sees what
    it has set before, the version comes last.
    """
    quote = dialect(database).identifier_preparer.quote
    table, clause = quote(target.table), "ON DUPLICATE KEY UPDATE"
    if not target.values:
        key = quote(target.key[0])
        return f"\n{clause} {key} = {table}.{key}"

    def old(name: str) -> str:
        return f"{table}.{quote(name)}"

    def new(name: str) -> str:
        return f"VALUES({quote(name)})" if database == "mariadb" else f"new.{quote(name)}"

    names = [name for name in target.values if name not in target.version]
    pairs = [(quote(n), new(n), old(n)) for n in (*names, *reversed(target.version))]
    if target.version:
        newer = not_older(target, database, old=old, new=new)
        pairs = [(name, f"IF({newer}, {given}, {kept})", kept) for name, given, kept in pairs]
    alias = "" if database == "mariadb" else " AS new"
    return f"{alias}\n{clause}\n{_listed('    ', (f'{n} = {value}' for n, value, _ in pairs))}"
