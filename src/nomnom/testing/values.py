"""Values as tests compare them: as what they stand for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from nomnom.extraction.wire import json_text
from nomnom.model.types import FieldType

_decode = msgspec.json.Decoder(float_hook=Decimal).decode


@dataclass(frozen=True, slots=True)
class Part:
    """Stands for every text that has this one in it."""

    text: str


def opened(type_: FieldType, value: Any) -> Any:
    """A column's value; what a JSON column holds as a document with exact numbers."""
    return _decode(value) if type_.kind.is_json and isinstance(value, str) else value


def decoded(text: bytes, type_: Any) -> Any:
    """JSON text as a value of a Python type, numbers exact. Raises msgspec's errors."""
    return msgspec.json.Decoder(type_, float_hook=Decimal).decode(text)


def same(expected: Any, actual: Any) -> bool:
    """Whether two values stand for the same: true isn't 1, 1.0 is, and a date is what its text says."""
    match expected, actual:
        case Part(text), str():
            return text in actual
        case dict(), dict():
            return expected.keys() == actual.keys() and all(
                same(expected[name], actual[name]) for name in expected
            )
        case list() | tuple(), list() | tuple():
            return len(expected) == len(actual) and all(map(same, expected, actual))
        case str(), dt.datetime() | dt.date() | UUID():
            return bool(_read(expected, type(actual)) == actual)
        case bool(), _:
            return expected is actual
    return not isinstance(actual, bool) and bool(expected == actual)


def _read(text: str, type_: type[Any]) -> Any:
    try:
        return msgspec.convert(text, type_)
    except msgspec.ValidationError:
        return None


def shown(value: Any) -> str:
    """A value as a person would write it in YAML, on one line: `12.30`, `"2026-01-02"`, `{a: [1]}`."""
    match value:
        case Part(text):
            return f"…{json_text(text).decode()}…"
        case Mapping():
            return f"{{{', '.join(f'{name}: {shown(each)}' for name, each in value.items())}}}"
        case list() | tuple():
            return f"[{', '.join(map(shown, value))}]"
        case dt.datetime():
            return f'"{value.isoformat().replace("+00:00", "Z")}"'
        case Decimal():
            return format(value, "f") if abs(value.adjusted()) < 100 else str(value)
    return json_text(value).decode()
