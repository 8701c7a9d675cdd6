"""The statements that read and change dead letters. Text only.

A query is a statement and its parameters; times among them are aware, and written as the database takes them
by whoever runs it.
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
    if after is not None:
        beyond = "<" if newest_first else ">"
        condition += f" AND {syntax.name('id')} {beyond} {syntax.parameter}"
        parameters.append(after)
    order = f"{syntax.name('id')}{' DESC' if newest_first else ''}"
    columns = syntax.names(LETTER_COLUMNS)
    statement = f"SELECT {columns} {condition} ORDER BY {order} LIMIT {limit:d}"
    return statement, parameters


def group_letters(syntax: Syntax, chosen: LetterFilter, *, limit: int) -> Query:
    """Entity, code, count, first and last time; the largest groups first."""
    condition, parameters = _where(syntax, chosen)
    groups = f"{syntax.name('entity')}, COALESCE({syntax.names(('sqlstate', 'rule'))})"
    dead_at = syntax.name("dead_at")
    statement = (
        f"SELECT {groups}, count(*), min({dead_at}), max({dead_at}) {condition}"
        f" GROUP BY {groups} ORDER BY 3 DESC, 1, 2 LIMIT {limit:d}"
    )
    return statement, parameters


def count_letters(syntax: Syntax, chosen: LetterFilter) -> Query:
    """How many there are, and the largest id."""
    condition, parameters = _where(syntax, chosen)
    return f"SELECT count(*), max({syntax.name('id')}) {condition}", parameters


def update_letter(
    syntax: Syntax, letter: DeadLetter, changes: Mapping[str, Any], conditions: Iterable[Condition]
) -> Query:
    """Set columns of one letter where the conditions hold."""
    assignments = ", ".join(f"{syntax.name(name)} = {syntax.parameter}" for name in changes)
    checks = [f"{syntax.name('id')} = {syntax.parameter}"]
    parameters = [*changes.values(), letter.id]
    for condition in conditions:
        if condition == "as read":
            checks.append(f"COALESCE({syntax.name('edits')}, 0) = {syntax.parameter}")
            parameters.append(letter.edits)
        else:
            time = condition.removeprefix("not ") + "_at"
            checks.append(f"{syntax.name(time)} IS NULL")
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
        yield f"{syntax.name('id')} IN ({syntax.parameters(len(chosen.ids))})", chosen.ids
    for value, columns, relation in (
        (chosen.entity, ("entity", "at_entity"), "="),
        (chosen.reason, ("rule", "sqlstate"), "="),
        (chosen.message_id, ("message_id",), "="),
        (chosen.since, ("dead_at",), ">="),
        (chosen.until, ("dead_at",), "<"),
        (chosen.up_to, ("id",), "<="),
    ):
        if value is not None:
            each = (f"{syntax.name(column)} {relation} {syntax.parameter}" for column in columns)
            yield f"({' OR '.join(each)})", (value,) * len(columns)
    if chosen.state is not None:
        for column, is_null in _STATES[chosen.state]:
            yield f"{syntax.name(column)} {is_null}", ()
