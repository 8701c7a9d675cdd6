"""Which types a value may pass into when one field takes the value of another.

Conversion is strict: nothing is rounded or guessed, and what has no one text form is not made text. `spec`
checks projects against this; `extraction` converts. A test holds the two equal.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from nomnom.model.types import Kind

_NUMBERS = frozenset({Kind.FLOAT, Kind.DECIMAL})

BECOMES: Mapping[Kind, frozenset[Kind]] = MappingProxyType(
    {
        Kind.STRING: frozenset(
            {Kind.STRING, *_NUMBERS, Kind.DATE, Kind.DATETIME, Kind.TIMESTAMP, Kind.UUID, Kind.JSON}
        ),
        Kind.INTEGER: frozenset({Kind.INTEGER, Kind.BIGINT, *_NUMBERS, Kind.JSON}),
        Kind.BIGINT: frozenset({Kind.INTEGER, Kind.BIGINT, *_NUMBERS, Kind.JSON}),
        Kind.FLOAT: frozenset({*_NUMBERS, Kind.JSON}),
        Kind.DECIMAL: frozenset({*_NUMBERS, Kind.JSON}),
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

A String becomes a Date where its text is one. A DateTime has no offset, so it is never a Timestamp. What is
JSON becomes a String by its text, and so a number where the text is one.
"""


def can_become(given: Kind, wanted: Kind) -> bool:
    """Whether any value of the type `given` can be a value of the type `wanted`."""
    return wanted in BECOMES[given]
