"""Members of JSON objects, each converted as strictly as a message's own fields are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, TypeVar
from uuid import UUID

import msgspec

Value = TypeVar("Value")

_WORDS: Mapping[type, str] = MappingProxyType(
    {
        str: "text",
        int: "an integer",
        Decimal: "a number",
        bool: "true or false",
        dt.date: "a date like 2024-01-31",
        dt.datetime: "a time like 2024-01-31T09:30:00Z",
        UUID: "a UUID",
        dict: "an object",
        list: "a list",
    }
)


def member(document: dict[str, Any], field: str, wanted: type[Value]) -> Value:
    """The member as a value of the type; ValueError where it isn't one, is null or isn't there."""
    return _converted(document.get(field), field, wanted)


def optional_member(document: dict[str, Any], field: str, wanted: type[Value]) -> Value | None:
    """The member as a value of the type, null where it is null or not there; ValueError where it isn't one."""
    value = document.get(field)
    return None if value is None else _converted(value, field, wanted)


def _converted(value: Any, field: str, wanted: type[Value]) -> Value:
    try:
        return msgspec.convert(value, wanted)
    except msgspec.ValidationError:
        raise ValueError(f'expected {_WORDS[wanted]} under "{field}"') from None
