"""The rows of a record as statements for PostgreSQL that a person can read and run. Text only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from nomnom.extraction import Rows
from nomnom.model.entity import Entity
from nomnom.store.rows import settled
from nomnom.store.target import Target
from nomnom.store.values import text_check
from nomnom.tables.dialects import dialect

_WIDTH = 96

_quote: Callable[[str], str] = dialect("postgresql").identifier_preparer.quote


def statements(
    targets: Mapping[str, Target], stored: Sequence[Entity], rows: Rows
) -> tuple[str, ...]:
    """A statement for each row that is written, in the worker's order; `targets` by entity.

    Equal in effect to what the worker does, which copies rows in bulk and merges them; but where a row is
    there already, an upsert takes a value from its key's sequence all the same. Raises DataError for text
    that PostgreSQL doesn't store.
    """
    return tuple(
        statement(targets[entity.name], row)
        for entity, theirs in zip(stored, rows, strict=False)
        if entity.persistence
        for row in settled(entity.persistence, theirs)
    )


def statement(target: Target, row: Sequence[Any]) -> str:
    """The statement that brings one row into its table, without a semicolon."""
    values = [literal(value, name) for name, value in zip(target.columns, row, strict=True)]
    lines = [
        _listed(f"INSERT INTO {_quote(target.table)} (", map(_quote, target.columns), ")"),
        _listed("VALUES (", values, ")"),
    ]
    if target.key:
        lines.append(f"ON CONFLICT ({', '.join(map(_quote, target.key))}) {_on_conflict(target)}")
    return "\n".join(lines)


def _on_conflict(target: Target) -> str:
    if not target.values:
        return "DO NOTHING"
    assignments = (f"{_quote(name)} = excluded.{_quote(name)}" for name in target.values)
    return "DO UPDATE SET\n" + _listed("    ", assignments, "")


def _listed(begin: str, items: Iterable[str], end: str) -> str:
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


def literal(value: Any, column: str) -> str:
    """A column's value as PostgreSQL reads it in VALUES, whatever `standard_conforming_strings` says.

    Raises DataError that names the column for text that can't be stored.
    """
    match value:
        case None:
            return "NULL"
        case bool():
            return "true" if value else "false"
        case int() | Decimal():
            return str(value)
        case str():
            text_check(column)([value])
            return _text(value)
    return f"'{value}'"


def _text(value: str) -> str:
    """Text in quotes; what can't be seen is escaped, so that no terminal acts on it."""
    doubled = value.replace("'", "''")
    if value.isprintable() and "\\" not in value:
        return f"'{doubled}'"
    return f"E'{''.join(map(_escaped, doubled))}'"


def _escaped(character: str) -> str:
    if character == "\\":
        return "\\\\"
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
