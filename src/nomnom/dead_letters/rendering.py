"""Dead letters as text for a terminal, and as JSON. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict

import msgspec

from nomnom.dead_letters.exporting import facts, with_records
from nomnom.dead_letters.reading import Told
from nomnom.dead_letters.records import pretty
from nomnom.store import DeadLetter, LedgerEntry, LetterGroup

_INDENT = 2
_LABEL = 14


def letters_as_json(letters: Iterable[DeadLetter]) -> str:
    """A list of letters without their records."""
    return _json([facts(letter) for letter in letters])


def groups_as_json(groups: Iterable[LetterGroup]) -> str:
    """A list of groups."""
    return _json([asdict(group) for group in groups])


def told_as_json(told: Told) -> str:
    """A letter with its records, and what came of it as `retried` and `became`."""
    return _json(
        with_records(told.letter)
        | {"retried": asdict(told.retried) if told.retried else None, "became": told.became}
    )


def _json(value: object) -> str:
    return msgspec.json.format(msgspec.json.encode(value), indent=_INDENT).decode()


def letters_as_text(letters: Sequence[DeadLetter], *, width: int | None = None) -> str:
    """A table of letters; lines are cut at `width` characters."""
    head = ("id", "dead at", "state", "entity", "reason", "path", "message")
    rows = [
        (
            str(each.id),
            time(each.dead_at),
            each.state,
            each.entity,
            each.code,
            each.path,
            each.reason,
        )
        for each in letters
    ]
    return _table(head, rows, width)


def groups_as_text(groups: Sequence[LetterGroup], *, width: int | None = None) -> str:
    """A table of groups."""
    head = ("count", "entity", "reason", "first", "last")
    rows = [
        (str(each.count), each.entity, each.code, time(each.first_at), time(each.last_at))
        for each in groups
    ]
    return _table(head, rows, width)


def told_as_text(told: Told) -> str:
    """All that is known of a letter, its record last."""
    lines = [f"{name + ':':<{_LABEL}}{one_line(value)}" for name, value in _lines(told) if value]
    letter = told.letter
    lines += ["", "record as it came:", _visible(letter.payload)]
    if letter.edited is not None:
        lines += ["", f"record as edited ({letter.edits}):", _visible(letter.edited)]
    return "\n".join(lines) + "\n"


def _lines(told: Told) -> Iterator[tuple[str, str | None]]:
    letter = told.letter
    yield "dead letter", str(letter.id)
    yield "state", _state(letter)
    yield "entity", letter.entity
    yield "broken rule", f"{letter.rule} of {letter.at_entity}"
    yield "SQLSTATE", letter.sqlstate
    yield "path", letter.path
    yield "value", letter.value
    yield "message", letter.reason
    yield "attempts", str(letter.attempts)
    yield "message id", letter.message_id
    yield "record", f"{letter.record} (counted from 0)"
    yield "sequence", str(letter.stream_sequence)
    yield "received at", time(letter.received_at)
    yield "dead at", time(letter.dead_at)
    yield "retry of", f"dead letter {letter.retry_of}" if letter.retry_of else None
    yield "retried as", f"{letter.retried_as}: {_fate(told)}" if letter.retried_as else None


def _visible(record: bytes) -> str:
    """A record by its lines, what would move the cursor as escapes."""
    return "".join(
        c if c.isprintable() or c in "\n\t" else c.encode("unicode_escape").decode()
        for c in pretty(record)
    )


def _state(letter: DeadLetter) -> str:
    if letter.retried_at is not None:
        return f"retried at {time(letter.retried_at)}"
    if letter.discarded_at is not None:
        return f"discarded at {time(letter.discarded_at)}: {letter.discard_reason}"
    return "open"


def _fate(told: Told) -> str:
    entry: LedgerEntry | None = told.retried
    if entry is None:
        return "not processed yet"
    if not told.became:
        return f"{entry.stored} stored"
    return f"dead letter {', '.join(map(str, told.became))}"


def time(moment: dt.datetime) -> str:
    """A time to the second, in UTC."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%SZ")


def one_line(text: str) -> str:
    """Text without what would break its line or move the cursor."""
    return "".join(c if c.isprintable() else " " for c in text)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], width: int | None) -> str:
    """Columns as wide as what is in them, numbers of the first one to the right."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    lines = [
        "  ".join(
            [row[0].rjust(widths[0]), *map(str.ljust, row[1:], widths[1:])],
        ).rstrip()
        for row in (head, *rows)
    ]
    return "".join(f"{_cut(one_line(line), width)}\n" for line in lines)


def _cut(line: str, width: int | None) -> str:
    return line if width is None or len(line) <= width else f"{line[: width - 1]}…"
