"""Rows as JSON documents, of entities that are published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from msgspec import Raw

from nomnom.errors import Problem
from nomnom.extraction.values import RuleBroken
from nomnom.extraction.wire import json_text
from nomnom.model.entity import Entity
from nomnom.model.types import Kind

RULE = "published"
"""The word for a row that can't be published."""

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A row of a published entity as JSON.

    `record` is the index in its message of the record that gave it, `place` its number among the entity's rows
    of that record.
    """

    entity: str
    record: int
    place: int
    text: bytes


@dataclass(frozen=True, eq=False, slots=True)
class Outlet:
    """A published entity of a plan; `given` is its place in the plan's Rows."""

    entity: Entity
    given: int
    columns: tuple[str, ...]
    _conversions: Mapping[str, Callable[[Any], Any]] = field(repr=False)

    def text(self, row: Row, most_bytes: int) -> bytes:
        """A row as a JSON object: its values by name, null as null.

        Numbers have all their digits, times are RFC 3339 in UTC, JSON stands as such. Raises RuleBroken for a
        row whose text is longer than `most_bytes` or no UTF-8.
        """
        values = dict(zip(self.columns, row, strict=True))
        for name, convert in self._conversions.items():
            if values[name] is not None:
                values[name] = convert(values[name])
        try:
            text = json_text(values)
        except UnicodeEncodeError:
            raise RuleBroken(RULE, "expected text without surrogates, to be published") from None
        if len(text) > most_bytes:
            raise RuleBroken(
                RULE,
                f"expected at most {most_bytes} bytes of JSON, to be published; a row has {len(text)}",
            )
        return text


def outlet(entity: Entity, given: int, columns: tuple[str, ...]) -> Outlet:
    """The outlet of an entity whose rows have these columns."""
    fields = {name: entity.field(name) for name in columns}
    kinds = {name: declared.type.kind for name, declared in fields.items() if declared}
    found = {name: convert for name, kind in kinds.items() if (convert := _conversion(kind))}
    return Outlet(entity, given, columns, MappingProxyType(found))


def _conversion(kind: Kind) -> Callable[[Any], Any] | None:
    """From a row's value, not null, to what is encoded; None where it is encoded as it is."""
    if kind.is_json:
        return _raw
    return _in_utc if kind is Kind.DATETIME else None


def _raw(text: str) -> Raw:
    return Raw(text.encode())


def _in_utc(value: dt.datetime) -> dt.datetime:
    return value.replace(tzinfo=dt.UTC)


def documents(
    outlets: Iterable[Outlet],
    rows: Sequence[Sequence[Row]],
    records: Iterable[Sequence[int]],
    *,
    most_bytes: int,
) -> tuple[list[Document], dict[int, Problem]]:
    """The documents of the outlets' rows, and by record why some of it can't be published.

    `records` are, for each outlet, the indexes of the records that its rows come from. The documents of one
    record follow each other, in the order of the outlets; those of a record that has a problem aren't
    complete.
    """
    found: list[Document] = []
    problems: dict[int, Problem] = {}
    for each, origins in zip(outlets, records, strict=True):
        for row, (record, place) in zip(rows[each.given], _numbered(origins), strict=True):
            try:
                text = each.text(row, most_bytes)
            except RuleBroken as error:
                problems.setdefault(record, Problem(each.entity.name, (), error.rule, str(error)))
            else:
                found.append(Document(each.entity.name, record, place, text))
    return sorted(found, key=lambda document: document.record), problems


def _numbered(origins: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Each row's record, and the row's number among those of it: rows of one record follow each other."""
    last, place = -1, 0
    for record in origins:
        place = place + 1 if record == last else 0
        last = record
        yield record, place
