"""Changing single values of a JSON record, everything else staying as it is to the digit. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec import Raw

from nomnom.dead_letters.records import compact
from nomnom.errors import NomnomError, json_path

Path = tuple[str | int, ...]

_STEP = re.compile(
    r"""
    \[ (?P<index> [0-9]+ ) \]
    | \[ (?P<quoted> " (?: [^"\\] | \\. )* " ) \]
    | \.? (?P<name> [^.\[\]="]+ )
    """,
    re.VERBOSE,
)
_MEMBERS = msgspec.json.Decoder(dict[str, Raw])
_ELEMENTS = msgspec.json.Decoder(list[Raw])


def with_values(record: bytes, assignments: Iterable[str]) -> bytes:
    """A JSON record with values set: `lines[0].price=4.80`, `$.note="tea"`, `["a.b"]=null`.

    Paths are those that dead letters show. A value is JSON, else it is taken as a string. The last member of a
    path may be a new one; lists neither grow nor shrink. Raises NomnomError.
    """
    for text in assignments:
        path, value = _assignment(text)
        record = _set(record, path, value, 0)
    return record


def _assignment(text: str) -> tuple[Path, bytes]:
    path, place = list[str | int](), 1 if text.startswith("$") else 0
    while step := _STEP.match(text, place):
        place = step.end()
        if step["index"]:
            path.append(int(step["index"]))
        else:
            path.append(step["name"] or json.loads(step["quoted"]))
    if not path or text[place : place + 1] != "=":
        raise NomnomError(
            f"expected PATH=VALUE, got {text}",
            cure='write for example lines[0].price=4.80 or note="tea"',
        )
    written = text[place + 1 :]
    try:
        return tuple(path), compact(written.encode()) or msgspec.json.encode(written)
    except UnicodeEncodeError:
        raise NomnomError("the value isn't UTF-8 text", place=json_path(path)) from None


def _set(document: bytes, path: Path, value: bytes, depth: int) -> bytes:
    """The document at the first `depth` steps of a path with the value at the rest of it."""
    if depth == len(path):
        return value
    step = path[depth]
    inside: Any = _opened(document, path, depth)
    known = inside.get(step) if isinstance(step, str) else inside[step]
    if known is None and depth + 1 < len(path):
        raise _wrong(path, depth + 1, "nothing is there; set it as a whole")
    inside[step] = Raw(_set(bytes(known or b""), path, value, depth + 1))
    return msgspec.json.encode(inside)


def _opened(document: bytes, path: Path, depth: int) -> dict[str, Raw] | list[Raw]:
    """What stands at the first `depth` steps, as the next step needs it."""
    step = path[depth]
    try:
        if isinstance(step, str):
            return _MEMBERS.decode(document)
        elements = _ELEMENTS.decode(document)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        kind = "an object" if isinstance(step, str) else "a list"
        raise _wrong(path, depth, f"expected {kind} of JSON to be there") from None
    if step >= len(elements):
        raise _wrong(path, depth + 1, f"the list has {len(elements)} elements, counted from 0")
    return elements


def _wrong(path: Path, depth: int, message: str) -> NomnomError:
    return NomnomError(
        message,
        place=json_path(path[:depth]),
        cure="see the record with `nomnom dead-letters show`",
    )
