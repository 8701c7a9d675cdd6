"""Telling the JSON documents of a payload apart."""

from __future__ import annotations

import msgspec
from msgspec import Raw

_documents = msgspec.json.Decoder(Raw)


def split_documents(payload: bytes) -> tuple[bytes, ...]:
    """The documents of a payload, each as its own bytes.

    Well-formed documents may follow each other in any layout, pretty-printed ones too. Where one is
    malformed, a line is taken as a document. An empty payload is one empty (malformed) document.
    """
    try:
        documents = tuple(bytes(raw) for raw in _documents.decode_lines(payload))
    except (msgspec.MsgspecError, RecursionError):
        documents = tuple(line for line in payload.split(b"\n") if line.strip())
    return documents or (b"",)
