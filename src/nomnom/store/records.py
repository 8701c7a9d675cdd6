"""The rows of nomnom's own tables, as every store writes and reads them. No I/O."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from nomnom.store.port import Claim, DeadLetter, LedgerEntry
from nomnom.store.syntax import Syntax
from nomnom.tables import DEAD_LETTERS, MESSAGES

LEDGER_COLUMNS = tuple(field.name for field in dataclasses.fields(LedgerEntry))
LETTER_COLUMNS = tuple(field.name for field in dataclasses.fields(DeadLetter))
BURIED_COLUMNS = LETTER_COLUMNS[: LETTER_COLUMNS.index("id")]
"""What is known of a dead letter when it is written; the rest is null until somebody handles it."""

MOST_IDS = 500
"""How many ids one statement looks up: no database's limit of parameters is near."""

_TIMES = frozenset({"received_at", "processed_at", "dead_at", "retried_at", "discarded_at"})

Id = TypeVar("Id")

ReadTime = Callable[[Any], dt.datetime]
"""From what a driver gives for a point in time to an aware datetime in UTC."""


def claim_of(entries: Iterable[LedgerEntry], known: Mapping[str, int]) -> Claim:
    """The answer to a claim, given the fingerprints of those of its messages that were in the ledger before."""
    marks = {entry.message_id: entry.fingerprint for entry in entries}
    return Claim(
        fresh=frozenset(marks.keys() - known.keys()),
        clashing=frozenset(name for name, mark in known.items() if marks[name] != mark),
    )


def select_messages(syntax: Syntax, columns: Sequence[str], ids: int) -> str:
    """The statement that reads the ledger of that many messages."""
    return (
        f"SELECT {syntax.names(columns)} FROM {syntax.name(MESSAGES)}"  # noqa: S608  quoted names
        f" WHERE {syntax.name('message_id')} IN ({syntax.parameters(ids)})"
    )


def select_done(syntax: Syntax) -> str:
    """The ids of messages without dead letters; its parameters are a time, a sequence and how many at most."""
    processed, sequence, dead = map(syntax.name, ("processed_at", "stream_sequence", "dead"))
    return (
        f"SELECT {syntax.name('message_id')} FROM {syntax.name(MESSAGES)}"  # noqa: S608  quoted names
        f" WHERE {processed} < {syntax.parameter} AND {sequence} < {syntax.parameter} AND {dead} = 0"
        f" LIMIT {syntax.parameter}"
    )


def delete_messages(syntax: Syntax, ids: int) -> str:
    """The statement that forgets that many messages."""
    return (
        f"DELETE FROM {syntax.name(MESSAGES)}"  # noqa: S608  quoted names
        f" WHERE {syntax.name('message_id')} IN ({syntax.parameters(ids)})"
    )


def select_letters(syntax: Syntax) -> str:
    """The statement that reads a message's dead letters in the order of its records."""
    return (
        f"SELECT {syntax.names(LETTER_COLUMNS, DEAD_LETTERS)} FROM {syntax.name(DEAD_LETTERS)}"  # noqa: S608
        f" WHERE {syntax.name('message_id')} = {syntax.parameter} ORDER BY {syntax.names(('record', 'id'))}"
    )


def update_counts(syntax: Syntax) -> str:
    """The statement that corrects an entry; its parameters are stored, dead and the message's id."""
    return (
        f"UPDATE {syntax.name(MESSAGES)} SET {syntax.name('stored')} = {syntax.parameter},"  # noqa: S608
        f" {syntax.name('dead')} = {syntax.parameter}"
        f" WHERE {syntax.name('message_id')} = {syntax.parameter}"
    )


def delete_from(syntax: Syntax, table: str, key: str, rows: int) -> str:
    """The statement that deletes that many rows by their primary key."""
    keys = syntax.parameters(rows)
    return f"DELETE FROM {syntax.name(table)} WHERE {syntax.name(key)} IN ({keys})"  # noqa: S608  quoted


def in_lots(ids: Iterable[Id]) -> Iterator[tuple[Id, ...]]:
    """The ids in lots that one statement can look up."""
    rest = iter(ids)
    while lot := tuple(islice(rest, MOST_IDS)):
        yield lot


def entry_of(row: Sequence[Any], read_time: ReadTime) -> LedgerEntry:
    """The entry in a row of LEDGER_COLUMNS."""
    return LedgerEntry(**_fields(LEDGER_COLUMNS, row, read_time))


def letter_of(row: Sequence[Any], read_time: ReadTime) -> DeadLetter:
    """The dead letter in a row of LETTER_COLUMNS."""
    fields = _fields(LETTER_COLUMNS, row, read_time)
    return DeadLetter(**fields | {"edits": fields["edits"] or 0})


def _fields(names: Sequence[str], row: Sequence[Any], read_time: ReadTime) -> dict[str, Any]:
    pairs = zip(names, row, strict=True)
    return {
        name: read_time(value) if name in _TIMES and value is not None else value
        for name, value in pairs
    }
