"""Dead letters as JSON and CSV. Pure."""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any

import msgspec

from nomnom.dead_letters.records import compact
from nomnom.store import DeadLetter

_RECORDS = ("payload", "edited")
_COLUMNS = ("id", "state", "code")
"""What comes first, and isn't a column of the table but for the id."""

_REST = tuple(f.name for f in fields(DeadLetter) if f.name not in (*_COLUMNS, *_RECORDS))


def facts(letter: DeadLetter) -> dict[str, Any]:
    """What is known of a letter but for its records; names are those of the table's columns."""
    return {name: getattr(letter, name) for name in (*_COLUMNS, *_REST)}


def with_records(letter: DeadLetter) -> dict[str, Any]:
    """All that is known of a letter.

    `payload` and `edited` are JSON documents, as they are to the digit, or else strings; bytes that aren't
    UTF-8 are in `payload_base64` and `edited_base64` instead.
    """
    found = facts(letter)
    for name in _RECORDS:
        found |= _record(name, getattr(letter, name))
    return found


def _record(name: str, record: bytes | None) -> dict[str, Any]:
    if record is None:
        return {name: None}
    document = compact(record)
    if document is not None:
        return {name: msgspec.Raw(document)}
    try:
        return {name: record.decode()}
    except UnicodeDecodeError:
        return {f"{name}_base64": base64.b64encode(record).decode()}


def ndjson_lines(pages: Iterable[Iterable[DeadLetter]]) -> Iterator[str]:
    """One line of JSON for each letter."""
    for page in pages:
        for letter in page:
            yield msgspec.json.encode(with_records(letter)).decode() + "\n"


def csv_lines(pages: Iterable[Iterable[DeadLetter]]) -> Iterator[str]:
    """A header, and a record of CSV for each letter; null is an empty cell, what isn't UTF-8 is escaped."""
    written = io.StringIO()
    # Python before 3.13 quotes only those line breaks that end its records.
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow((*_COLUMNS, *_REST, *_RECORDS))
    for page in pages:
        for letter in page:
            yield _taken(written)
            writer.writerow(_cells(letter))
    yield _taken(written)


def _taken(written: io.StringIO) -> str:
    text = written.getvalue()
    written.seek(0)
    written.truncate()
    return text


def _cells(letter: DeadLetter) -> Iterator[Any]:
    for value in facts(letter).values():
        yield value.isoformat() if hasattr(value, "isoformat") else value
    for record in (letter.payload, letter.edited):
        yield "" if record is None else record.decode("utf-8", "backslashreplace")
