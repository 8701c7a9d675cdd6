"""The statements that read and change dead letters. Text only.

A query is a statement and its parameters; times among them are aware, and written as the database takes them
by whoever runs it. Columns that are read bear their table's name, because SQLite takes a quoted name for a text
where there is no such column.
"""

# ruff: noqa: S608  the text is made of names, all of them quoted

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

from nomnom.store.port import DeadLetter, LetterFilter, LetterState
from nomnom.store.records import LETTER_COLUMNS
from nomnom.store.syntax import Syntax
from nomnom.tables import DEAD_LETTERS

Query: TypeAlias = tuple[str, list[Any]]

Condition = Literal["not retried", "not discarded", "as read"]
"""What has to hold of a letter for it to be changed; `as read`: it has as many edits as it had then."""

_STATES: Mapping[LetterState, tuple[tuple[str, str], ...]] = MappingProxyType(
    {
        "open": (("retried_at", "IS NULL"), ("discarded_at", "IS NULL")),
        "retried": (("retried_at", "IS NOT NULL"),),
        "discarded": (("retried_at", "IS NULL"), ("discarded_at", "IS NOT NULL")),
    }
)
"""As `DeadLetter.state` says it."""


def page_of_letters(
    syntax: Syntax, chosen: LetterFilter, *, limit: int, after: int | None, newest_first: bool
) -> Query:
    """One page of LETTER_COLUMNS, by id."""
    condition, parameters = _where(syntax, chosen)
    key = _column(syntax, "id")
    if after is not None:
        condition += f" AND {key} {'<' if newest_first else '>'} {syntax.parameter}"
        parameters.append(after)
    columns, direction = syntax.names(LETTER_COLUMNS, DEAD_LETTERS), " DESC" if newest_first else ""
    statement = f"SELECT {columns} {condition} ORDER BY {key}{direction} LIMIT {limit:d}"
    return statement, parameters


def group_letters(syntax: Syntax, chosen: LetterFilter, *, limit: int) -> Query:
    """Entity, code, count, first and last time; the largest groups first."""
    condition, parameters = _where(syntax, chosen)
    entity, sqlstate, rule, time = (
        _column(syntax, name) for name in ("entity", "sqlstate", "rule", "dead_at")
    )
    groups = f"{entity}, COALESCE({sqlstate}, {rule})"
    statement = (
        f"SELECT {groups}, count(*), min({time}), max({time}) {condition}"
        f" GROUP BY {groups} ORDER BY 3 DESC, 1, 2 LIMIT {limit:d}"
    )
    return statement, parameters


def count_letters(syntax: Syntax, chosen: LetterFilter) -> Query:
    """How many there are, and the largest id."""
    condition, parameters = _where(syntax, chosen)
    return f"SELECT count(*), max({_column(syntax, 'id')}) {condition}", parameters


def update_letter(
    syntax: Syntax, letter: DeadLetter, changes: Mapping[str, Any], conditions: Iterable[Condition]
) -> Query:
    """Set columns of one letter where the conditions hold."""
    assignments = ", ".join(f"{syntax.name(name)} = {syntax.parameter}" for name in changes)
    checks = [f"{_column(syntax, 'id')} = {syntax.parameter}"]
    parameters = [*changes.values(), letter.id]
    for condition in conditions:
        if condition == "as read":
            checks.append(f"COALESCE({_column(syntax, 'edits')}, 0) = {syntax.parameter}")
            parameters.append(letter.edits)
        else:
            time = condition.removeprefix("not ") + "_at"
            checks.append(f"{_column(syntax, time)} IS NULL")
    statement = f"UPDATE {syntax.name(DEAD_LETTERS)} SET {assignments} WHERE {' AND '.join(checks)}"
    return statement, parameters


def _where(syntax: Syntax, chosen: LetterFilter) -> Query:
    """The end of a SELECT, from its FROM on; there is always a condition."""
    checks: list[str] = ["1 = 1"]
    parameters: list[Any] = []
    for check, values in _checks(syntax, chosen):
        checks.append(check)
        parameters += values
    return f"FROM {syntax.name(DEAD_LETTERS)} WHERE {' AND '.join(checks)}", parameters


def _checks(syntax: Syntax, chosen: LetterFilter) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Each condition with its parameters."""
    if chosen.ids:
        yield f"{_column(syntax, 'id')} IN ({syntax.parameters(len(chosen.ids))})", chosen.ids
    for value, names, relation in (
        (chosen.entity, ("entity", "at_entity"), "="),
        (chosen.reason, ("rule", "sqlstate"), "="),
        (chosen.message_id, ("message_id",), "="),
        (chosen.since, ("dead_at",), ">="),
        (chosen.until, ("dead_at",), "<"),
        (chosen.up_to, ("id",), "<="),
    ):
        if value is not None:
            each = (f"{_column(syntax, name)} {relation} {syntax.parameter}" for name in names)
            yield f"({' OR '.join(each)})", (value,) * len(names)
    if chosen.state is not None:
        for name, is_null in _STATES[chosen.state]:
            yield f"{_column(syntax, name)} {is_null}", ()


def _column(syntax: Syntax, name: str) -> str:
    return syntax.name(DEAD_LETTERS, name)
