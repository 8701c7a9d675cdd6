"""Short ways to ask an input about a payload."""

from __future__ import annotations

from typing import Any

import msgspec

from nomnom.extraction.inputs import Input, Unreadable


def answers(asked: Input, payload: bytes) -> list[Any]:
    """Of each record its document or, where it is unreadable, the rule and the sentence."""
    return [_answer(asked, record) for record in asked.records(payload)]


def _answer(asked: Input, record: bytes) -> Any:
    try:
        return msgspec.json.decode(asked.document(record))
    except Unreadable as error:
        return error.rule, str(error)
