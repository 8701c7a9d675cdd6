"""Which types a value may pass into when one field takes the value of another.

Conversion is strict: nothing is rounded or guessed, and what has no one text form is not made text. `spec`
checks projects against this; `extraction` converts. A test holds the two equal.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from uuid import UUID

from nomnom.model.types import Kind

_NUMBERS = frozenset({Kind.FLOAT, Kind.DECIMAL})

BECOMES: Mapping[Kind, frozenset[Kind]] = MappingProxyType(
    {
        Kind.STRING: frozenset(
            {Kind.STRING, *_NUMBERS, Kind.DATE, Kind.DATETIME, Kind.TIMESTAMP, Kind.UUID, Kind.JSON}
        ),
        Kind.INTEGER: frozenset({Kind.INTEGER, Kind.BIGINT, *_NUMBERS, Kind.JSON}),
        Kind.BIGINT: frozenset({Kind.INTEGER, Kind.BIGINT, *_NUMBERS, Kind.JSON}),
        Kind.FLOAT: frozenset({Kind.INTEGER, Kind.BIGINT, *_NUMBERS, Kind.JSON}),
        Kind.DECIMAL: frozenset({Kind.INTEGER, Kind.BIGINT, *_NUMBERS, Kind.JSON}),
        Kind.BOOLEAN: frozenset({Kind.BOOLEAN, Kind.JSON}),
        Kind.DATE: frozenset({Kind.DATE, Kind.JSON}),
        Kind.DATETIME: frozenset({Kind.DATETIME, Kind.JSON}),
        Kind.TIMESTAMP: frozenset({Kind.TIMESTAMP, Kind.DATETIME, Kind.JSON}),
        Kind.UUID: frozenset({Kind.UUID, Kind.JSON}),
        Kind.JSON: frozenset({Kind.STRING, *_NUMBERS, Kind.JSON, Kind.OBJECT, Kind.LIST}),
        Kind.OBJECT: frozenset({Kind.STRING, Kind.JSON, Kind.OBJECT}),
        Kind.LIST: frozenset({Kind.STRING, Kind.JSON, Kind.LIST}),
    }
)
"""By the type of a value: the types that some values of it convert to; no value of it converts to another.

A String becomes a Date where its text is one, a Decimal an Integer where it has no fraction. A DateTime has
no offset, so it is never a Timestamp. What is JSON becomes a String by its text, and so a number where the text
is one.
"""


def can_become(given: Kind, wanted: Kind) -> bool:
    """Whether any value of the type `given` can be a value of the type `wanted`."""
    return wanted in BECOMES[given]


NATIVE: Mapping[Any, Kind] = MappingProxyType(
    {
        str: Kind.STRING,
        int: Kind.BIGINT,
        Decimal: Kind.DECIMAL,
        bool: Kind.BOOLEAN,
        dt.date: Kind.DATE,
        UUID: Kind.UUID,
        list: Kind.LIST,
        dict: Kind.OBJECT,
    }
)
"""The type of the values of a Python type, as transforms take and give them."""

_TIMES = frozenset({Kind.DATETIME, Kind.TIMESTAMP})


def can_pass(given: Kind, wanted: Any) -> bool:
    """Whether a value of the type can be passed to a transform that takes the Python type `wanted`."""
    if wanted is dt.datetime:
        return given in _TIMES or given is Kind.STRING
    kind = NATIVE.get(wanted)
    return kind is None or can_become(given, kind)


def can_result(given: Any, wanted: Kind) -> bool:
    """Whether what a transform gives, of the Python type `given`, can be a value of the type `wanted`."""
    if given is dt.datetime:
        return wanted in _TIMES or wanted is Kind.JSON
    kind = NATIVE.get(given)
    return kind is None or can_become(kind, wanted)
