"""Records as a program has them, as the documents that a plan reads."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

import msgspec

Payload: TypeAlias = bytes | bytearray | memoryview | str
"""One or more documents as they would be sent, in their root's input form."""

PAYLOAD = (bytes, bytearray, memoryview, str)

Document: TypeAlias = Mapping[str, Any]
"""A decoded JSON object."""

Data: TypeAlias = Payload | Document | Iterable[Document]

_ENCODER = msgspec.json.Encoder(decimal_format="number")


def payload_of(data: Payload) -> bytes:
    """The bytes of a payload. Text that UTF-8 can't hold becomes bytes that the record is refused for."""
    return data.encode("utf-8", "surrogatepass") if isinstance(data, str) else bytes(data)


def documents_of(data: Document | Iterable[Document]) -> tuple[bytes, ...]:
    """Decoded documents as JSON, decimals with all their digits, dates and UUIDs as their text.

    Raises TypeError for what JSON can't hold, and ValueError for a float that isn't finite.
    """
    each_document = [data] if isinstance(data, Mapping) else data
    return tuple(map(_document, each_document))


def _document(document: Document) -> bytes:
    if not isinstance(document, Mapping):
        raise TypeError(f"expected a mapping for each document, got {type(document).__name__}")
    _require_finite(document)
    return _ENCODER.encode(document)


def _require_finite(value: Any) -> None:
    """Because the encoder writes null for a float that isn't finite, there must be none."""
    match value:
        case float() if not math.isfinite(value):
            raise ValueError(f"expected finite numbers, got {value}")
        case Mapping():
            for each in value.values():
                _require_finite(each)
        case list() | tuple():
            for each in value:
                _require_finite(each)
